// `umedpt::gelu`: y = z Phi(z) with z = self + bias, the exact form with the error function. `bias` runs along the last
// axis; added here, it spares the product before it a pass over memory, and its gradient the sum after it another.

#include "Registration.hpp"

namespace umedpt {

namespace {

at::Tensor arranged(const at::Tensor &input, bool by_rows) {
  return !by_rows && input.is_non_overlapping_and_dense() ? input : input.contiguous();
}

void check(const at::Tensor &input, const at::Tensor &bias) {
  require_element_type(input, "gelu");
  if (!bias.defined()) return;
  TORCH_CHECK(input.dim() > 0 && bias.dim() == 1 && bias.size(0) == input.size(-1), "umedpt::gelu: a bias of shape ",
              bias.sizes(), " does not fit the last axis of ", input.sizes());
}

at::Tensor forward(const at::Tensor &input, const OptionalTensor &bias) {
  const at::Tensor shift = bias.value_or(at::Tensor());
  check(input, shift);
  const at::Tensor x = arranged(input, shift.defined()), b = as_float(shift);
  const at::Tensor y = at::empty_like(x);
  if (x.numel() == 0) return y;
  const int64_t width = x.dim() ? x.size(-1) : 1;
  with_element_type(x, [&]<typename Element>(Element *) {
    gelu_forward(read<Element>(x), read<float>(b), write<Element>(y), x.numel() / width, width);
  });
  return y;
}

struct Gelu : torch::autograd::Function<Gelu> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const OptionalTensor &bias) {
    context->save_for_backward({input, bias.value_or(at::Tensor())});
    return umedpt::forward(input, bias);
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("gelu");
    const auto saved = context->get_saved_variables();
    const at::Tensor &bias = saved[1];
    const at::Tensor x = arranged(saved[0], bias.defined()), b = as_float(bias);
    const at::Tensor dy = ordered_as(gradients[0], x), dx = at::empty_like(x);
    const int64_t width = x.dim() ? x.size(-1) : 1, rows = width ? x.numel() / width : 0;
    at::Tensor partial;
    if (bias.defined() && context->needs_input_grad(1)) partial = empty_floats({column_sum_blocks(rows), width});
    if (x.numel()) {
      with_element_type(x, [&]<typename Element>(Element *) {
        gelu_backward(read<Element>(x), read<float>(b), read<Element>(dy), write<Element>(dx), write<float>(partial),
                      rows, width);
      });
    }
    return {dx, partial.defined() ? summed(partial, bias) : at::Tensor()};
  }
};

[[maybe_unused]] const bool defined = define(
    "gelu", "(Tensor self, Tensor? bias=None) -> Tensor", forward,
    [](const at::Tensor &input, const OptionalTensor &bias) { return Gelu::apply(input, bias); });

}  // namespace
}  // namespace umedpt
