#define UMEDPT_BODY "NormBody.hpp"
#include "EachTarget.hpp"

#include <algorithm>

namespace umedpt {

namespace {

constexpr int64_t block_size = 16384;  // elements: 64 kB, so that a second pass over a block finds it in the cache

int64_t block_count(int64_t count) { return (count + block_size - 1) / block_size; }

/// Calls `body(sample, block, first, count)` for all blocks of all samples, on all threads.
template <typename Body>
void each_block(int64_t samples, int64_t count, Body &&body) {
  const int64_t blocks = block_count(count);
  parallel_ranges(samples * blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i % blocks * block_size;
      body(i / blocks, i, first, std::min(block_size, count - first));
    }
  });
}

struct Pair {
  double first, second;
};

/// Mean and 1 / deviation of a sample from its blocks' means and squares, added in order.
void join_moments(const Pair *blocks, int64_t count, double epsilon, float *moments) {
  double mean = 0, squares = 0, seen = 0;
  for (int64_t block = 0; block < block_count(count); ++block) {
    const double size = std::min(block_size, count - block * block_size), both = seen + size;
    const double distance = blocks[block].first - mean;
    mean += distance * size / both;
    squares += blocks[block].second + distance * distance * seen * size / both;
    seen = both;
  }
  moments[0] = static_cast<float>(mean);
  moments[1] = static_cast<float>(1 / std::sqrt(squares / static_cast<double>(count) + epsilon));
}

}  // namespace

template <typename Element>
void norm_relu_forward(const Element *x, Element *y, float *moments, int64_t samples, int64_t count, double epsilon) {
  const int64_t blocks = block_count(count);
  std::vector<Pair> found(samples * blocks);
  const auto measure = UMEDPT_PICK(moments_of<Element>);
  each_block(samples, count, [&](int64_t sample, int64_t i, int64_t first, int64_t size) {
    measure(x + sample * count + first, size, &found[i].first, &found[i].second);
  });
  for (int64_t sample = 0; sample < samples; ++sample) {
    join_moments(found.data() + sample * blocks, count, epsilon, moments + 2 * sample);
  }
  const auto apply = UMEDPT_PICK(normalize_relu<Element>);
  each_block(samples, count, [&](int64_t sample, int64_t, int64_t first, int64_t size) {
    const int64_t place = sample * count + first;
    apply(x + place, y + place, size, moments[2 * sample], moments[2 * sample + 1]);
  });
}

template <typename Element>
void norm_relu_backward(const Element *x, const float *moments, const Element *dy, Element *dx, int64_t samples,
                        int64_t count) {
  const int64_t blocks = block_count(count);
  std::vector<Pair> found(samples * blocks), means(samples);
  const auto measure = UMEDPT_PICK(norm_relu_sums<Element>);
  each_block(samples, count, [&](int64_t sample, int64_t i, int64_t first, int64_t size) {
    const int64_t place = sample * count + first;
    measure(x + place, dy + place, size, moments[2 * sample], moments[2 * sample + 1], &found[i].first,
            &found[i].second);
  });
  for (int64_t i = 0; i < samples * blocks; ++i) {
    means[i / blocks].first += found[i].first / static_cast<double>(count);
    means[i / blocks].second += found[i].second / static_cast<double>(count);
  }
  const auto apply = UMEDPT_PICK(norm_relu_slope<Element>);
  each_block(samples, count, [&](int64_t sample, int64_t, int64_t first, int64_t size) {
    const int64_t place = sample * count + first;
    apply(x + place, dy + place, dx + place, size, moments[2 * sample], moments[2 * sample + 1],
          static_cast<float>(means[sample].first), static_cast<float>(means[sample].second));
  });
}

template <typename Element>
void layer_norm_forward(const Element *x, const float *weight, const float *bias, Element *y, float *moments,
                        int64_t rows, int64_t width, double epsilon) {
  const auto kernel = UMEDPT_PICK(layer_norm_rows<Element>);
  parallel_ranges(rows, 1 + block_size / width, [&](int64_t a, int64_t b) {
    kernel(x + a * width, weight, bias, y + a * width, moments + 2 * a, b - a, width, epsilon);
  });
}

template <typename Element>
void layer_norm_backward(const Element *x, const float *weight, const float *moments, const Element *dy, Element *dx,
                         float *weight_partial, float *bias_partial, int64_t rows, int64_t width) {
  const auto kernel = UMEDPT_PICK(layer_norm_slope_rows<Element>);
  const int64_t blocks = column_sum_blocks(rows);
  parallel_ranges(blocks, 1, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      const int64_t a = block * rows / blocks, b = (block + 1) * rows / blocks;
      float *weight_sum = weight_partial ? weight_partial + block * width : nullptr;
      float *bias_sum = bias_partial ? bias_partial + block * width : nullptr;
      if (weight_sum) std::memset(weight_sum, 0, width * sizeof(float));
      if (bias_sum) std::memset(bias_sum, 0, width * sizeof(float));
      kernel(x + a * width, weight, moments + 2 * a, dy + a * width, dx + a * width, weight_sum, bias_sum, b - a,
             width);
    }
  });
}

#define UMEDPT_INSTANCES(Element)                                                                                  \
  template void norm_relu_forward(const Element *, Element *, float *, int64_t, int64_t, double);                  \
  template void norm_relu_backward(const Element *, const float *, const Element *, Element *, int64_t, int64_t);  \
  template void layer_norm_forward(const Element *, const float *, const float *, Element *, float *, int64_t,     \
                                   int64_t, double);                                                               \
  template void layer_norm_backward(const Element *, const float *, const float *, const Element *, Element *,     \
                                    float *, float *, int64_t, int64_t);
UMEDPT_INSTANCES(float)
UMEDPT_INSTANCES(BFloat)

}  // namespace umedpt
