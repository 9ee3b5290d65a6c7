#define UMEDPT_BODY "ResidualBody.hpp"
#include "EachTarget.hpp"

namespace umedpt {

namespace {

/// Calls `body(sample, block, first row, rows)`, on all threads.
template <typename Body>
void each_block(int64_t samples, int64_t rows, Body &&body) {
  const int64_t blocks = residual_blocks(rows);
  parallel_ranges(samples * blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t block = i % blocks, first = block * rows / blocks;
      body(i / blocks, i, first, (block + 1) * rows / blocks - first);
    }
  });
}

}  // namespace

int64_t residual_blocks(int64_t rows) {
  constexpr int64_t most = 8;  // of one sample
  return rows < most ? rows : most;
}

template <typename Element, typename Branch>
void residual_forward(const Element *x, const Branch *branch, const float *bias, const float *scale, Element *y,
                      int64_t samples, int64_t rows, int64_t width) {
  const auto kernel = UMEDPT_PICK(join_rows<Element, Branch>);
  each_block(samples, rows, [&](int64_t sample, int64_t, int64_t first, int64_t count) {
    const int64_t place = (sample * rows + first) * width;
    kernel(x + place, branch + place, bias, scale ? scale[sample] : 1.f, y + place, count, width);
  });
}

template <typename Element, typename Branch>
void residual_backward(const Element *dy, const float *scale, Branch *dbranch, float *partial, int64_t samples,
                       int64_t rows, int64_t width) {
  const auto kernel = UMEDPT_PICK(branch_rows<Element, Branch>);
  each_block(samples, rows, [&](int64_t sample, int64_t i, int64_t first, int64_t count) {
    const int64_t place = (sample * rows + first) * width;
    float *sum = partial ? partial + i * width : nullptr;
    if (sum) std::memset(sum, 0, width * sizeof(float));
    kernel(dy + place, scale ? scale[sample] : 1.f, dbranch + place, sum, count, width);
  });
}

#define UMEDPT_INSTANCES(Element, Branch)                                                                          \
  template void residual_forward(const Element *, const Branch *, const float *, const float *, Element *, int64_t, \
                                 int64_t, int64_t);                                                                \
  template void residual_backward(const Element *, const float *, Branch *, float *, int64_t, int64_t, int64_t);
UMEDPT_INSTANCES(float, float)
UMEDPT_INSTANCES(float, BFloat)
UMEDPT_INSTANCES(BFloat, BFloat)

}  // namespace umedpt
