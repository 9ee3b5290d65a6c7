// `umedpt::window_attention`: softmax(q k^T / sqrt(d) + bias + mask) v for every window and head, softmax in float32.
// Saves its inputs and one number a query; probabilities are computed again, which costs less than reading them back.

#include <ATen/ops/constant_pad_nd.h>

#include "Registration.hpp"

namespace umedpt {

namespace {

/// [.., query, key] -> [.., key, query padded with zeros], float32.
at::Tensor transposed(const at::Tensor &square, int64_t lanes) {
  const at::Tensor turned = square.to(at::kFloat).transpose(-1, -2);
  return at::constant_pad_nd(turned, {0, lanes - square.size(-1)}).contiguous();
}

/// Everything that the loops read, kept alive together.
struct Attention {
  Attention(const at::Tensor &qkv_, const at::Tensor &bias_, const at::Tensor &mask_, int64_t heads,
            const at::Tensor &qkv_bias_) {
    check(qkv_, bias_, mask_, heads, qkv_bias_);
    shape = {qkv_.size(0), qkv_.size(1), heads, qkv_.size(2) / (3 * heads), mask_.defined() ? mask_.size(0) : 0};
    qkv = qkv_.contiguous();
    qkv_bias = as_float(qkv_bias_);
    bias = transposed(bias_, shape.lanes());
    if (mask_.defined()) find_mask(mask_);
  }

  static void check(const at::Tensor &qkv, const at::Tensor &bias, const at::Tensor &mask, int64_t heads,
                    const at::Tensor &qkv_bias) {
    require_element_type(qkv, "window_attention");
    TORCH_CHECK(qkv.dim() == 3 && heads > 0 && qkv.size(2) > 0 && qkv.size(2) % (3 * heads) == 0 && qkv.size(1) > 0,
                "umedpt::window_attention needs [windows, tokens, 3 * heads * depth] with ", heads, " heads, got ",
                qkv.sizes());
    const int64_t n = qkv.size(1);
    TORCH_CHECK(bias.sizes() == at::IntArrayRef({heads, n, n}), "umedpt::window_attention: the bias needs [", heads,
                ", ", n, ", ", n, "], got ", bias.sizes());
    TORCH_CHECK(!mask.defined() || (mask.dim() == 3 && mask.size(0) > 0 && mask.size(1) == n && mask.size(2) == n &&
                                    qkv.size(0) % mask.size(0) == 0),
                "umedpt::window_attention: the mask does not fit ", qkv.sizes());
    TORCH_CHECK(!qkv_bias.defined() || qkv_bias.sizes() == at::IntArrayRef({qkv.size(2)}),
                "umedpt::window_attention: the bias of qkv needs [", qkv.size(2), "]");
  }

  /// Most windows of a shifted image have a mask of zeros, which need not be added.
  void find_mask(const at::Tensor &given) {
    mask = transposed(given, shape.lanes());
    const int64_t size = shape.tokens * shape.lanes();
    mask_is_zero = std::make_unique<bool[]>(shape.mask_windows);
    for (int64_t window = 0; window < shape.mask_windows; ++window) {
      const float *from = read<float>(mask) + window * size;
      mask_is_zero[window] = std::all_of(from, from + size, [](float value) { return value == 0; });
    }
  }

  template <typename Element>
  AttentionArrays<Element> arrays() const {
    return {read<Element>(qkv), read<float>(qkv_bias), read<float>(bias), read<float>(mask), mask_is_zero.get()};
  }

  AttentionShape shape;
  at::Tensor qkv, qkv_bias, bias, mask;
  std::unique_ptr<bool[]> mask_is_zero;
};

std::pair<at::Tensor, at::Tensor> forward(const Attention &attention) {
  const AttentionShape &shape = attention.shape;
  const at::Tensor output =
      at::empty({shape.windows, shape.tokens, shape.heads * shape.depth}, attention.qkv.options());
  const at::Tensor normalizer = empty_floats({shape.windows, shape.heads, shape.lanes()});
  with_element_type(output, [&]<typename Element>(Element *) {
    attention_forward(shape, attention.arrays<Element>(), write<Element>(output), write<float>(normalizer));
  });
  return {output, normalizer};
}

struct WindowAttention : torch::autograd::Function<WindowAttention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &qkv, const at::Tensor &bias,
                            const OptionalTensor &mask, int64_t heads, const OptionalTensor &qkv_bias) {
    const at::Tensor shift = qkv_bias.value_or(at::Tensor()), given = mask.value_or(at::Tensor());
    auto [output, normalizer] = umedpt::forward(Attention(qkv, bias, given, heads, shift));
    context->save_for_backward({qkv, bias, given, shift, normalizer});
    context->saved_data["heads"] = heads;
    return output;
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("window_attention");
    const auto saved = context->get_saved_variables();
    const at::Tensor &qkv = saved[0], &bias = saved[1], &mask = saved[2], &qkv_bias = saved[3], &normalizer = saved[4];
    const Attention attention(qkv, bias, mask, context->saved_data["heads"].toInt(), qkv_bias);
    const AttentionShape &shape = attention.shape;
    const at::Tensor doutput = gradients[0].to(qkv.scalar_type()).contiguous(), dqkv = at::empty_like(attention.qkv);
    const at::Tensor bias_partial = empty_floats({shape.groups(), shape.heads, shape.tokens, shape.lanes()});
    at::Tensor qkv_bias_partial;
    if (qkv_bias.defined()) qkv_bias_partial = empty_floats({shape.groups(), qkv.size(2)});
    with_element_type(qkv, [&]<typename Element>(Element *) {
      attention_backward(shape, attention.arrays<Element>(), read<float>(normalizer), read<Element>(doutput),
                         write<Element>(dqkv), write<float>(bias_partial), write<float>(qkv_bias_partial));
    });
    const at::Tensor dbias = summed(bias_partial, attention.bias).narrow(2, 0, shape.tokens).transpose(1, 2);
    return {dqkv, dbias.to(bias.scalar_type()), at::Tensor(), at::Tensor(),
            qkv_bias.defined() ? summed(qkv_bias_partial, qkv_bias) : at::Tensor()};
  }
};

[[maybe_unused]] const bool defined = define(
    "window_attention", "(Tensor qkv, Tensor bias, Tensor? mask, int heads, Tensor? qkv_bias=None) -> Tensor",
    [](const at::Tensor &qkv, const at::Tensor &bias, const OptionalTensor &mask, int64_t heads,
       const OptionalTensor &qkv_bias) {
      return forward(Attention(qkv, bias, mask.value_or(at::Tensor()), heads, qkv_bias.value_or(at::Tensor()))).first;
    },
    [](const at::Tensor &qkv, const at::Tensor &bias, const OptionalTensor &mask, int64_t heads,
       const OptionalTensor &qkv_bias) { return WindowAttention::apply(qkv, bias, mask, heads, qkv_bias); });

}  // namespace
}  // namespace umedpt
