#define UMEDPT_BODY "GeluBody.hpp"
#include "EachTarget.hpp"

namespace umedpt {

namespace {

constexpr int64_t grain = 8192;  // elements a thread takes at least: some 10 us of work

}  // namespace

template <typename Element>
void gelu_forward(const Element *x, const float *bias, Element *y, int64_t rows, int64_t width) {
  const auto kernel = UMEDPT_PICK(gelu_rows<Element>);
  if (bias) {
    return parallel_ranges(rows, 1 + grain / width, [&](int64_t a, int64_t b) {
      kernel(x + a * width, bias, y + a * width, b - a, width);
    });
  }
  parallel_ranges(rows * width, grain, [&](int64_t a, int64_t b) { kernel(x + a, nullptr, y + a, 1, b - a); });
}

template <typename Element>
void gelu_backward(const Element *x, const float *bias, const Element *dy, Element *dx, float *partial, int64_t rows,
                   int64_t width) {
  const auto kernel = UMEDPT_PICK(gelu_slope_rows<Element>);
  if (!bias) {
    return parallel_ranges(rows * width, grain, [&](int64_t a, int64_t b) {
      kernel(x + a, nullptr, dy + a, dx + a, nullptr, 1, b - a);
    });
  }
  const int64_t blocks = column_sum_blocks(rows);
  parallel_ranges(blocks, 1, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      const int64_t a = block * rows / blocks, b = (block + 1) * rows / blocks;
      float *sum = partial ? partial + block * width : nullptr;
      if (sum) std::memset(sum, 0, width * sizeof(float));
      kernel(x + a * width, bias, dy + a * width, dx + a * width, sum, b - a, width);
    }
  });
}

template void gelu_forward(const float *, const float *, float *, int64_t, int64_t);
template void gelu_forward(const BFloat *, const float *, BFloat *, int64_t, int64_t);
template void gelu_backward(const float *, const float *, const float *, float *, float *, int64_t, int64_t);
template void gelu_backward(const BFloat *, const float *, const BFloat *, BFloat *, float *, int64_t, int64_t);

}  // namespace umedpt
