// `umedpt::residual`: input + scale * (branch + bias), where `scale` [B] is stochastic depth's factor of each sample
// and `bias` [C] that of the branch's last product: one pass instead of a copy, two products and a sum.

#include "Registration.hpp"

namespace umedpt {

namespace {

void check(const at::Tensor &input, const at::Tensor &branch, const at::Tensor &bias, const at::Tensor &scale) {
  require_element_type(input, "residual");
  require_element_type(branch, "residual");
  TORCH_CHECK(input.dim() >= 2 && branch.sizes() == input.sizes(), "umedpt::residual: input ", input.sizes(),
              " and branch ", branch.sizes(), " need one shape [B, .., C]");
  TORCH_CHECK(input.scalar_type() == at::kFloat || branch.scalar_type() == at::kBFloat16,
              "umedpt::residual: a bfloat16 input needs a bfloat16 branch");
  TORCH_CHECK(!bias.defined() || bias.sizes() == at::IntArrayRef({input.size(-1)}), "umedpt::residual: bias ",
              bias.sizes(), " does not fit ", input.sizes());
  TORCH_CHECK(!scale.defined() || scale.numel() == input.size(0), "umedpt::residual: scale ", scale.sizes(),
              " does not fit ", input.sizes());
}

template <typename Body>
void with_element_types(const at::Tensor &input, const at::Tensor &branch, Body &&body) {
  with_element_type(branch, [&]<typename Branch>(Branch *one) {
    if (input.scalar_type() == at::kFloat) {
      body(static_cast<float *>(nullptr), one);
    } else {
      body(static_cast<BFloat *>(nullptr), static_cast<BFloat *>(nullptr));
    }
  });
}

at::Tensor forward(const at::Tensor &input, const at::Tensor &branch, const OptionalTensor &bias,
                   const OptionalTensor &scale) {
  const at::Tensor shift = as_float(bias.value_or(at::Tensor())), factor = as_float(scale.value_or(at::Tensor()));
  check(input, branch, shift, factor);
  const at::Tensor x = input.contiguous(), b = branch.contiguous(), y = at::empty_like(x);
  if (x.numel() == 0) return y;
  const int64_t width = x.size(-1), rows = x.numel() / (x.size(0) * width);
  with_element_types(x, b, [&]<typename Element, typename Branch>(Element *, Branch *) {
    residual_forward(read<Element>(x), read<Branch>(b), read<float>(shift), read<float>(factor), write<Element>(y),
                     x.size(0), rows, width);
  });
  return y;
}

struct Residual : torch::autograd::Function<Residual> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &branch,
                            const OptionalTensor &bias, const OptionalTensor &scale) {
    context->save_for_backward({bias.value_or(at::Tensor()), scale.value_or(at::Tensor())});
    context->saved_data["type"] = static_cast<int64_t>(branch.scalar_type());
    return umedpt::forward(input, branch, bias, scale);
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("residual");
    const auto saved = context->get_saved_variables();
    const at::Tensor &bias = saved[0], factor = as_float(saved[1]), dy = gradients[0].contiguous();
    const auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
    if (!bias.defined() && !factor.defined()) return {dy, dy.to(type), at::Tensor(), at::Tensor()};
    const at::Tensor dbranch = at::empty(dy.sizes(), dy.options().dtype(type));
    const int64_t width = dy.size(-1), rows = dy.numel() ? dy.numel() / (dy.size(0) * width) : 0;
    at::Tensor partial;
    if (bias.defined()) partial = empty_floats({dy.size(0) * residual_blocks(rows), width});
    if (dy.numel()) {
      with_element_types(dy, dbranch, [&]<typename Element, typename Branch>(Element *, Branch *) {
        residual_backward(read<Element>(dy), read<float>(factor), write<Branch>(dbranch), write<float>(partial),
                          dy.size(0), rows, width);
      });
    }
    return {dy, dbranch, bias.defined() ? summed(partial, bias) : at::Tensor(), at::Tensor()};
  }
};

[[maybe_unused]] const bool defined = define(
    "residual", "(Tensor input, Tensor branch, Tensor? bias=None, Tensor? scale=None) -> Tensor", forward,
    [](const at::Tensor &input, const at::Tensor &branch, const OptionalTensor &bias, const OptionalTensor &scale) {
      return Residual::apply(input, branch, bias, scale);
    });

}  // namespace
}  // namespace umedpt
