// The fused loops, on memory alone: no tensor, no recording. Threads and instruction sets are chosen inside.
//
// Elements are float or BFloat; every sum is formed in float32 or better, in an order that does not depend on the
// number of threads.
#pragma once

#include <cstdint>

namespace umedpt {

/// A number in bfloat16: the upper half of a float32.
struct BFloat {
  uint16_t bits;
};

enum class Target { portable, avx2, avx512 };

/// What libtorch found for its own kernels; ATEN_CPU_CAPABILITY lowers it.
Target target();

/// Blocks of rows whose column sums are formed apart and then added in order.
int64_t column_sum_blocks(int64_t rows);

// x [rows, width], bias [width] or null: y = gelu(x + bias).
template <typename Element>
void gelu_forward(const Element *x, const float *bias, Element *y, int64_t rows, int64_t width);

/// `partial`: room for [column_sum_blocks(rows), width], or null where the bias needs no gradient.
template <typename Element>
void gelu_backward(const Element *x, const float *bias, const Element *dy, Element *dx, float *partial, int64_t rows,
                   int64_t width);

/// The sum of `blocks` rows of `width`, in order.
void sum_blocks(const float *partial, int64_t blocks, int64_t width, float *sum);

// y = x + scale * (branch + bias) for x, branch [samples, rows, width]; scale [samples], bias [width], each or null.
template <typename Element, typename Branch>
void residual_forward(const Element *x, const Branch *branch, const float *bias, const float *scale, Element *y,
                      int64_t samples, int64_t rows, int64_t width);

/// `partial` [samples, residual_blocks(rows), width] or null.
template <typename Element, typename Branch>
void residual_backward(const Element *dy, const float *scale, Branch *dbranch, float *partial, int64_t samples,
                       int64_t rows, int64_t width);

/// Blocks of a sample's rows whose column sums are formed apart.
int64_t residual_blocks(int64_t rows);

struct WindowGrid {
  int64_t batch, height, width;    // of the image
  int64_t window;                  // edge
  int64_t shift_y, shift_x;        // 0..<window
  int64_t row_bytes;               // of one position's channels
};

/// image [B, H, W, C] -> windows [B*nW, window*window, C], rolled by -shift, zeros right and below.
void windows_from_image(const WindowGrid &grid, const char *image, char *windows);
void image_from_windows(const WindowGrid &grid, const char *windows, char *image);

struct AttentionShape {
  int64_t windows, tokens, heads, depth;
  int64_t mask_windows;                             // 0 without a mask
  int64_t lanes() const { return (tokens + 15) / 16 * 16; }  // tokens, padded
  int64_t groups() const { return windows < 64 ? windows : 64; }
};

// qkv [windows, tokens, 3, heads, depth]; qkv_bias [3, heads, depth] or null; bias [heads, key, query padded to
// lanes()]; mask [mask_windows, key, query padded] or null; output [windows, tokens, heads, depth];
// normalizer [windows, heads, lanes()]: the logarithm of each query's sum.
template <typename Element>
struct AttentionArrays {
  const Element *qkv;
  const float *qkv_bias, *bias, *mask;
  const bool *mask_is_zero;
};

template <typename Element>
void attention_forward(const AttentionShape &, const AttentionArrays<Element> &, Element *output, float *normalizer);

/// `bias_partial` [groups(), heads, key, query padded]; `qkv_bias_partial` [groups(), 3, heads, depth] or null.
template <typename Element>
void attention_backward(const AttentionShape &, const AttentionArrays<Element> &, const float *normalizer,
                        const Element *doutput, Element *dqkv, float *bias_partial, float *qkv_bias_partial);

// x [samples, count]: y = max(0, (x - mean) / sqrt(variance + epsilon)); moments [samples, 2] = mean and 1 / deviation.
template <typename Element>
void norm_relu_forward(const Element *x, Element *y, float *moments, int64_t samples, int64_t count, double epsilon);
template <typename Element>
void norm_relu_backward(const Element *x, const float *moments, const Element *dy, Element *dx, int64_t samples,
                        int64_t count);

// x [rows, width]; weight and bias [width] or null; moments [rows, 2].
template <typename Element>
void layer_norm_forward(const Element *x, const float *weight, const float *bias, Element *y, float *moments,
                        int64_t rows, int64_t width, double epsilon);
/// `weight_partial`, `bias_partial`: [column_sum_blocks(rows), width] or null.
template <typename Element>
void layer_norm_backward(const Element *x, const float *weight, const float *moments, const Element *dy, Element *dx,
                         float *weight_partial, float *bias_partial, int64_t rows, int64_t width);

}  // namespace umedpt
