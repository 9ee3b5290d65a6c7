// 3 x 3 correlation in place: three rows as floats roll over the picture.
#include <algorithm>
#include <vector>

#include "Images.hpp"
#include "Kernels.hpp"

namespace imaging {

namespace {

struct Kernel {
  float weights[9];
};

IMAGING_CLONES void toFloats(const uint8_t *input, float *output, size_t count) {
  for (size_t i = 0; i < count; ++i) output[i] = float(input[i]);
}

IMAGING_INLINE float correlated(
  const float *above, const float *here, const float *below, size_t i, size_t c, const Kernel &k) {
  return above[i] * k.weights[0] + above[i + c] * k.weights[1] + above[i + 2 * c] * k.weights[2] +
         here[i] * k.weights[3] + here[i + c] * k.weights[4] + here[i + 2 * c] * k.weights[5] +
         below[i] * k.weights[6] + below[i + c] * k.weights[7] + below[i + 2 * c] * k.weights[8];
}

IMAGING_CLONES void correlateToBytes(
  const float *above, const float *here, const float *below, uint8_t *output, size_t count, size_t channels,
  Kernel kernel) {
  for (size_t i = 0; i < count; ++i) {
    output[i] = uint8_t(clampByte(correlated(above, here, below, i, channels, kernel)) + 0.5f);
  }
}

IMAGING_CLONES void correlateToFloats(
  const float *above, const float *here, const float *below, float *output, size_t count, size_t channels,
  Kernel kernel) {
  for (size_t i = 0; i < count; ++i) {
    output[i] = clampUnit(correlated(above, here, below, i, channels, kernel));
  }
}

/// Mirrored without repeating the edge: -1 -> 1, n -> n - 2.
int mirrored(int index, int count) {
  if (count == 1) return 0;
  return index < 0 ? -index : index >= count ? 2 * count - 2 - index : index;
}

/// Row `y` with one mirrored pixel on each side.
void loadRow(const CImagingView &image, int y, float *row) {
  const size_t channels = size_t(image.channels), count = size_t(image.width) * channels;
  float *middle = row + channels;
  if (image.depth == CIMAGING_UINT8) {
    toFloats(bytesOf(image) + size_t(y) * count, middle, count);
  } else {
    std::copy_n(floatsOf(image) + size_t(y) * count, count, middle);
  }
  std::copy_n(middle + size_t(mirrored(-1, image.width)) * channels, channels, row);
  std::copy_n(middle + size_t(mirrored(image.width, image.width)) * channels, channels, middle + count);
}

}  // namespace

CImagingStatus convolve(CImagingView image, const float *weights) {
  return guarded([&] {
    checkImage(image);
    Kernel kernel;
    std::copy_n(weights, 9, kernel.weights);
    const size_t channels = size_t(image.channels), count = size_t(image.width) * channels;
    std::vector<float> memory((count + 2 * channels) * 3);
    float *rows[3] = {memory.data(), memory.data() + memory.size() / 3, memory.data() + memory.size() / 3 * 2};
    loadRow(image, mirrored(-1, image.height), rows[0]);
    loadRow(image, 0, rows[1]);
    for (int y = 0; y < image.height; ++y) {
      // The row above the last one was overwritten, but its floats are still here.
      if (y + 1 < image.height) loadRow(image, y + 1, rows[2]);
      const float *below = y + 1 < image.height ? rows[2] : image.height == 1 ? rows[1] : rows[0];
      if (image.depth == CIMAGING_UINT8) {
        correlateToBytes(rows[0], rows[1], below, bytesOf(image) + y * count, count, channels, kernel);
      } else {
        correlateToFloats(rows[0], rows[1], below, floatsOf(image) + y * count, count, channels, kernel);
      }
      std::rotate(rows, rows + 1, rows + 3);
    }
  });
}

}  // namespace imaging
