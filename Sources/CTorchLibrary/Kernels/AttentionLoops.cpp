#define UMEDPT_BODY "AttentionBody.hpp"
#include "EachTarget.hpp"

namespace umedpt {

template <typename Element>
void attention_forward(const AttentionShape &shape, const AttentionArrays<Element> &arrays, Element *output,
                       float *normalizer) {
  const auto kernel = UMEDPT_PICK(attention_forward_range<Element>);
  parallel_ranges(shape.windows * shape.heads, 1,
                  [&](int64_t begin, int64_t end) { kernel(shape, arrays, output, normalizer, begin, end); });
}

template <typename Element>
void attention_backward(const AttentionShape &shape, const AttentionArrays<Element> &arrays, const float *normalizer,
                        const Element *doutput, Element *dqkv, float *bias_partial, float *qkv_bias_partial) {
  const auto kernel = UMEDPT_PICK(attention_backward_range<Element>);
  parallel_ranges(shape.groups() * shape.heads, 1, [&](int64_t begin, int64_t end) {
    kernel(shape, arrays, normalizer, doutput, dqkv, bias_partial, qkv_bias_partial, begin, end);
  });
}

template void attention_forward(const AttentionShape &, const AttentionArrays<float> &, float *, float *);
template void attention_forward(const AttentionShape &, const AttentionArrays<BFloat> &, BFloat *, float *);
template void attention_backward(const AttentionShape &, const AttentionArrays<float> &, const float *, const float *,
                                 float *, float *, float *);
template void attention_backward(const AttentionShape &, const AttentionArrays<BFloat> &, const float *, const BFloat *,
                                 BFloat *, float *, float *);

}  // namespace umedpt
