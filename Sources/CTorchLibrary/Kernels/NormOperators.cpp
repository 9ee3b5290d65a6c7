// `umedpt::group_norm_relu` and `umedpt::layer_norm`. Both save their input and the moments.

#include "Registration.hpp"

namespace umedpt {

namespace {

struct Normalized {
  at::Tensor input, output, moments;
};

/// Each sample is one dense piece of memory in both layouts, and the norm does not ask where in it an element lies.
at::Tensor sample_dense(const at::Tensor &input) {
  if (input.is_contiguous()) return input;
  const bool channels_last = input.dim() == 4 && input.is_contiguous(at::MemoryFormat::ChannelsLast);
  return channels_last ? input : input.contiguous(input.suggest_memory_format());
}

Normalized norm_relu(const at::Tensor &input, double epsilon) {
  require_element_type(input, "group_norm_relu");
  TORCH_CHECK(input.dim() >= 2, "umedpt::group_norm_relu needs [B, C, ..], got ", input.sizes());
  const at::Tensor x = sample_dense(input), y = at::empty_like(x), moments = empty_floats({x.size(0), 2});
  if (x.numel() == 0) return {x, y, moments};
  with_element_type(x, [&]<typename Element>(Element *) {
    norm_relu_forward(read<Element>(x), write<Element>(y), write<float>(moments), x.size(0), x.numel() / x.size(0),
                      epsilon);
  });
  return {x, y, moments};
}

struct NormRelu : torch::autograd::Function<NormRelu> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, double epsilon) {
    const auto [x, y, moments] = norm_relu(input, epsilon);
    context->save_for_backward({input, moments});
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("group_norm_relu");
    const auto saved = context->get_saved_variables();
    const at::Tensor x = sample_dense(saved[0]), dy = ordered_as(gradients[0], x), dx = at::empty_like(x);
    if (x.numel() == 0) return {dx, at::Tensor()};
    with_element_type(x, [&]<typename Element>(Element *) {
      norm_relu_backward(read<Element>(x), read<float>(saved[1]), read<Element>(dy), write<Element>(dx), x.size(0),
                         x.numel() / x.size(0));
    });
    return {dx, at::Tensor()};
  }
};

Normalized layer_norm(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias, double epsilon) {
  require_element_type(input, "layer_norm");
  TORCH_CHECK(input.dim() >= 1 && input.size(-1) > 0, "umedpt::layer_norm needs [.., C], got ", input.sizes());
  const int64_t width = input.size(-1);
  for (const at::Tensor &one : {weight, bias}) {
    TORCH_CHECK(!one.defined() || one.sizes() == at::IntArrayRef({width}), "umedpt::layer_norm: weight and bias need [",
                width, "], got ", one.sizes());
  }
  const at::Tensor x = input.contiguous(), y = at::empty_like(x), moments = empty_floats({x.numel() / width, 2});
  with_element_type(x, [&]<typename Element>(Element *) {
    layer_norm_forward(read<Element>(x), read<float>(as_float(weight)), read<float>(as_float(bias)), write<Element>(y),
                       write<float>(moments), x.numel() / width, width, epsilon);
  });
  return {x, y, moments};
}

struct LayerNorm : torch::autograd::Function<LayerNorm> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const OptionalTensor &weight,
                            const OptionalTensor &bias, double epsilon) {
    const at::Tensor factor = weight.value_or(at::Tensor()), shift = bias.value_or(at::Tensor());
    const auto [x, y, moments] = layer_norm(input, factor, shift, epsilon);
    context->save_for_backward({input, factor, shift, moments});
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("layer_norm");
    const auto saved = context->get_saved_variables();
    const at::Tensor x = saved[0].contiguous(), &weight = saved[1], &bias = saved[2];
    const at::Tensor factor = as_float(weight), dy = ordered_as(gradients[0], x), dx = at::empty_like(x);
    const int64_t width = x.size(-1), rows = x.numel() / width;
    at::Tensor weight_partial, bias_partial;
    if (weight.defined()) weight_partial = empty_floats({column_sum_blocks(rows), width});
    if (bias.defined()) bias_partial = empty_floats({column_sum_blocks(rows), width});
    with_element_type(x, [&]<typename Element>(Element *) {
      layer_norm_backward(read<Element>(x), read<float>(factor), read<float>(saved[3]), read<Element>(dy),
                          write<Element>(dx), write<float>(weight_partial), write<float>(bias_partial), rows, width);
    });
    return {dx, weight.defined() ? summed(weight_partial, weight) : weight,
            bias.defined() ? summed(bias_partial, bias) : bias, at::Tensor()};
  }
};

[[maybe_unused]] const bool defined_norm_relu = define(
    "group_norm_relu", "(Tensor input, float eps) -> Tensor",
    [](const at::Tensor &input, double epsilon) { return norm_relu(input, epsilon).output; },
    [](const at::Tensor &input, double epsilon) { return NormRelu::apply(input, epsilon); });

[[maybe_unused]] const bool defined_layer_norm = define(
    "layer_norm", "(Tensor input, Tensor? weight, Tensor? bias, float eps) -> Tensor",
    [](const at::Tensor &input, const OptionalTensor &weight, const OptionalTensor &bias, double epsilon) {
      return layer_norm(input, weight.value_or(at::Tensor()), bias.value_or(at::Tensor()), epsilon).output;
    },
    [](const at::Tensor &input, const OptionalTensor &weight, const OptionalTensor &bias, double epsilon) {
      return LayerNorm::apply(input, weight, bias, epsilon);
    });

}  // namespace
}  // namespace umedpt
