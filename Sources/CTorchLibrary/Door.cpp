// The table itself: tensors, autograd, modes. Operators and process settings have files of their own.

#include "Door.hpp"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#include <cstring>

namespace umedpt {

std::atomic<int64_t> live_tensors{0};

um_tensor make_handle(at::Tensor value) {
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return new at::Tensor(std::move(value));
}

char *copy_text(const std::string &text) {
  auto copy = static_cast<char *>(std::malloc(text.size() + 1));
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

namespace {

c10::DeviceType device_type(int32_t type) { return type == UM_CUDA ? c10::DeviceType::CUDA : c10::DeviceType::CPU; }

um_status from_bytes(const void *bytes, int64_t byte_count, const int64_t *shape, int64_t rank, int32_t dtype,
                     um_tensor *made) {
  return guarded([&] {
    auto value = at::empty(at::IntArrayRef(shape, rank), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(byte_count == static_cast<int64_t>(value.nbytes()), "a tensor of shape ", value.sizes(), " has ",
                value.nbytes(), " bytes, got ", byte_count);
    if (byte_count) std::memcpy(value.mutable_data_ptr(), bytes, byte_count);
    *made = make_handle(std::move(value));
  });
}

void release(um_tensor handle) {
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  delete static_cast<at::Tensor *>(handle);
}

void shape(um_tensor handle, int64_t *into) {
  auto sizes = tensor(handle).sizes();
  std::copy(sizes.begin(), sizes.end(), into);
}

void device(um_tensor handle, int32_t *type, int32_t *index) {
  auto found = tensor(handle).device();
  *type = found.is_cuda() ? UM_CUDA : UM_CPU;
  *index = found.index();
}

um_status copy_bytes(um_tensor handle, void *into, int64_t byte_count) {
  return guarded([&] {
    auto value = tensor(handle).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(byte_count == static_cast<int64_t>(value.nbytes()), "the tensor has ", value.nbytes(), " bytes, got ",
                byte_count);
    if (byte_count) std::memcpy(into, value.const_data_ptr(), byte_count);
  });
}

um_tensor gradient(um_tensor handle) {
  const auto &found = tensor(handle).grad();
  return found.defined() ? make_handle(found) : nullptr;
}

void set_gradient(um_tensor handle, um_tensor value) {
  tensor(handle).mutable_grad() = value ? tensor(value) : at::Tensor();
}

um_status backward(um_tensor loss, um_tensor value) {
  return guarded([&] { tensor(loss).backward(value ? tensor(value) : at::Tensor()); });
}

void set_autocast(int32_t type, bool enabled, int32_t dtype) {
  at::autocast::set_autocast_enabled(device_type(type), enabled);
  at::autocast::set_autocast_dtype(device_type(type), static_cast<at::ScalarType>(dtype));
}

const um_torch_door door = {
    .version = UM_TORCH_DOOR_VERSION,
    .free_text = [](char *text) { std::free(text); },
    .torch_version = [] { return TORCH_VERSION; },
    .cuda_device_count = []() -> int64_t { return at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0; },
    .live_tensors = []() -> int64_t { return live_tensors.load(std::memory_order_relaxed); },
    .find_operator = find_operator,
    .operator_schema = operator_schema,
    .call = call,
    .free_list = free_list,
    .from_bytes = from_bytes,
    .release = release,
    .share = [](um_tensor handle) { return make_handle(tensor(handle)); },
    .rank = [](um_tensor handle) { return tensor(handle).dim(); },
    .shape = shape,
    .dtype = [](um_tensor handle) { return static_cast<int32_t>(tensor(handle).scalar_type()); },
    .device = device,
    .element_count = [](um_tensor handle) { return tensor(handle).numel(); },
    .copy_bytes = copy_bytes,
    .set_data = [](um_tensor handle, um_tensor data) { return guarded([&] { tensor(handle).set_data(tensor(data)); }); },
    .requires_grad = [](um_tensor handle) { return tensor(handle).requires_grad(); },
    .set_requires_grad =
        [](um_tensor handle, bool value) { return guarded([&] { tensor(handle).set_requires_grad(value); }); },
    .gradient = gradient,
    .set_gradient = set_gradient,
    .backward = backward,
    .gradient_mode = [] { return at::GradMode::is_enabled(); },
    .set_gradient_mode = [](bool enabled) { at::GradMode::set_enabled(enabled); },
    .autocast_enabled = [](int32_t type) { return at::autocast::is_autocast_enabled(device_type(type)); },
    .set_autocast = set_autocast,
    .clear_autocast_cache = [] { at::autocast::clear_cache(); },
    .seed = [](uint64_t seed) { at::manual_seed(seed); },
    .thread_count = [] { return static_cast<int32_t>(at::get_num_threads()); },
    .keep_freed_memory = keep_freed_memory,
    .return_freed_memory = return_freed_memory,
    .has_fast_bfloat16 = has_fast_bfloat16,
    .cuda_capability = cuda_capability,
};

}  // namespace

}  // namespace umedpt

extern "C" const um_torch_door *um_open_torch_door(void) {
  umedpt::share_one_arena();
  return &umedpt::door;
}
