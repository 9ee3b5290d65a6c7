// One generic, boxed call for every operator that libtorch registers.

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <cstring>
#include <vector>

#include "Door.hpp"

namespace umedpt {

namespace {

template <typename Element>
c10::List<Element> list_of(const um_value &value) {
  c10::List<Element> list;
  list.reserve(value.count);
  auto elements = static_cast<const Element *>(value.pointer);
  for (int64_t i = 0; i < value.count; ++i) list.push_back(elements[i]);
  return list;
}

c10::IValue boxed(const um_value &value, const c10::Argument &argument) {
  switch (value.tag) {
    case UM_NONE: return {};
    case UM_TENSOR: return tensor(const_cast<void *>(value.pointer));
    case UM_INT: return value.integer;
    case UM_DOUBLE: return value.number;
    case UM_BOOL: return value.integer != 0;
    case UM_STRING: return std::string(static_cast<const char *>(value.pointer), value.count);
    case UM_INT_LIST: return list_of<int64_t>(value);
    case UM_DOUBLE_LIST: return list_of<double>(value);
    case UM_BOOL_LIST: return list_of<bool>(value);
    case UM_DEVICE:
      return c10::Device(value.integer == UM_CUDA ? c10::DeviceType::CUDA : c10::DeviceType::CPU,
                         static_cast<c10::DeviceIndex>(value.count));
    case UM_TENSOR_LIST: {
      c10::List<at::Tensor> list;
      auto handles = static_cast<const um_tensor *>(value.pointer);
      for (int64_t i = 0; i < value.count; ++i) list.push_back(tensor(handles[i]));
      return list;
    }
    case UM_OPTIONAL_TENSOR_LIST: {
      c10::List<std::optional<at::Tensor>> list;
      auto handles = static_cast<const um_tensor *>(value.pointer);
      for (int64_t i = 0; i < value.count; ++i) {
        list.push_back(handles[i] ? std::optional<at::Tensor>(tensor(handles[i])) : std::nullopt);
      }
      return list;
    }
    case UM_DEFAULT:
      TORCH_CHECK(argument.default_value().has_value(), "argument ", argument.name(), " has no default");
      return *argument.default_value();
  }
  TORCH_CHECK(false, "unknown tag ", static_cast<int>(value.tag));
}

um_value unboxed(const c10::IValue &result) {
  um_value value{};
  if (result.isTensor()) {
    value.tag = UM_TENSOR;
    value.pointer = make_handle(result.toTensor());
  } else if (result.isTensorList()) {
    auto tensors = result.toTensorVector();
    auto handles = new um_tensor[tensors.size()];
    for (size_t i = 0; i < tensors.size(); ++i) handles[i] = make_handle(std::move(tensors[i]));
    value = {UM_TENSOR_LIST, 0, 0, handles, static_cast<int64_t>(tensors.size())};
  } else if (result.isInt()) {
    value.tag = UM_INT;
    value.integer = result.toInt();
  } else if (result.isDouble()) {
    value.tag = UM_DOUBLE;
    value.number = result.toDouble();
  } else if (result.isBool()) {
    value.tag = UM_BOOL;
    value.integer = result.toBool();
  } else {
    TORCH_CHECK(result.isNone(), "a result of type ", result.tagKind(), " does not fit through the door");
  }
  return value;
}

const c10::OperatorHandle &handle(um_operator op) { return *static_cast<const c10::OperatorHandle *>(op); }

}  // namespace

um_status find_operator(const char *name, const char *overload, um_operator *found) {
  return guarded([&] {
    *found = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

um_status operator_schema(um_operator op, char **text) {
  return guarded([&] {
    std::ostringstream stream;
    stream << handle(op).schema();
    *text = copy_text(stream.str());
  });
}

um_status call(um_operator op, const um_value *arguments, int64_t count, um_value *results, int64_t capacity,
               int64_t *result_count) {
  return guarded([&] {
    const auto &schema = handle(op).schema();
    const auto &expected = schema.arguments();
    TORCH_CHECK(count <= static_cast<int64_t>(expected.size()), schema.name(), " takes ", expected.size(),
                " arguments, got ", count);
    c10::Stack stack;
    stack.reserve(expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      const um_value left_out{UM_DEFAULT, 0, 0, nullptr, 0};
      stack.push_back(boxed(static_cast<int64_t>(i) < count ? arguments[i] : left_out, expected[i]));
    }
    handle(op).callBoxed(stack);
    TORCH_CHECK(static_cast<int64_t>(stack.size()) <= capacity, schema.name(), " returns ", stack.size(), " values");
    *result_count = stack.size();
    for (size_t i = 0; i < stack.size(); ++i) results[i] = unboxed(stack[i]);
  });
}

void free_list(const void *pointer) { delete[] static_cast<const um_tensor *>(pointer); }

}  // namespace umedpt
