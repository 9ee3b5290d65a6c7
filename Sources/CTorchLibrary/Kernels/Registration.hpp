// What the operators of the namespace `umedpt` share.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <string>

#include "Loops.hpp"

namespace umedpt {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using OptionalTensor = std::optional<at::Tensor>;

/// Makes `umedpt::name` known, with its loop and the function that records it for gradients.
///
/// Not TORCH_LIBRARY: a test binary holds these sources and opens the shared library besides, and a second definition
/// would end the process. The libraries' handles are never freed, so that the operators last as long as the process.
template <typename Compute, typename Record>
bool define(const char *name, const char *signature, Compute compute, Record record) {
  if (c10::Dispatcher::singleton().findOp({std::string("umedpt::") + name, ""})) return false;
  using torch::Library;
  const std::string schema = std::string(name) + signature;
  (new Library(Library::FRAGMENT, "umedpt", std::nullopt, __FILE__, __LINE__))->def(schema.c_str());
  (new Library(Library::IMPL, "umedpt", c10::DispatchKey::CPU, __FILE__, __LINE__))->impl(name, compute);
  (new Library(Library::IMPL, "umedpt", c10::DispatchKey::AutogradCPU, __FILE__, __LINE__))->impl(name, record);
  return true;
}

inline void require_element_type(const at::Tensor &value, const char *op) {
  TORCH_CHECK(value.device().is_cpu(), "umedpt::", op, " runs on the CPU, got a tensor on ", value.device());
  TORCH_CHECK(value.scalar_type() == at::kFloat || value.scalar_type() == at::kBFloat16, "umedpt::", op,
              " computes float32 and bfloat16, got ", value.scalar_type());
}

/// The fused backward passes are loops of our own: nothing records them.
inline void require_first_order(const char *op) {
  TORCH_CHECK(!at::GradMode::is_enabled(), "umedpt::", op, " can be differentiated once only");
}

/// Calls `body` with a null pointer of the element type: float or BFloat.
template <typename Body>
void with_element_type(const at::Tensor &value, Body &&body) {
  if (value.scalar_type() == at::kFloat) {
    body(static_cast<float *>(nullptr));
  } else {
    body(static_cast<BFloat *>(nullptr));
  }
}

template <typename Element>
const Element *read(const at::Tensor &value) {
  return value.defined() ? static_cast<const Element *>(value.const_data_ptr()) : nullptr;
}

template <typename Element>
Element *write(const at::Tensor &value) {
  return value.defined() ? static_cast<Element *>(value.mutable_data_ptr()) : nullptr;
}

/// Undefined stays undefined; else contiguous float32.
inline at::Tensor as_float(const at::Tensor &value) {
  return value.defined() ? value.to(at::kFloat).contiguous() : value;
}

inline at::Tensor empty_floats(at::IntArrayRef shape) {
  return at::empty(shape, at::TensorOptions().dtype(at::kFloat));
}

/// Same elements' order in memory and type as `model`.
inline at::Tensor ordered_as(const at::Tensor &value, const at::Tensor &model) {
  if (value.strides() == model.strides() && value.scalar_type() == model.scalar_type()) return value;
  return at::empty_like(model).copy_(value);
}

/// The sum of `partial`'s [blocks, ...] over the blocks, as `model`'s type and shape.
inline at::Tensor summed(const at::Tensor &partial, const at::Tensor &model) {
  const at::Tensor sum = empty_floats(partial.sizes().slice(1));
  sum_blocks(read<float>(partial), partial.size(0), sum.numel(), write<float>(sum));
  return sum.view(model.sizes()).to(model.scalar_type());
}

}  // namespace umedpt
