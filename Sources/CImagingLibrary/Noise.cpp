// Normal noise as a function of (key, element): counters hashed, then Box and Muller, without branches.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "Images.hpp"
#include "Kernels.hpp"

namespace imaging {

namespace {

/// Pairs a block; a block holds the cosines first, then the sines.
constexpr size_t pairs = 256;

/// Bits of `x` mixed (the constants of "lowbias32", Wellons 2018).
IMAGING_INLINE uint32_t mixed(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7FEB352Du;
  x ^= x >> 15;
  x *= 0x846CA68Bu;
  return x ^ x >> 16;
}

/// Natural logarithm of a value in (0, 1], absolute error below 1e-5.
IMAGING_INLINE float logarithm(float value) {
  int32_t bits;
  std::memcpy(&bits, &value, 4);
  const int32_t exponent = (bits >> 23) - 127;
  const int32_t mantissaBits = (bits & 0x7FFFFF) | 0x3F800000;
  float m;
  std::memcpy(&m, &mantissaBits, 4);
  const float t = m - 1;
  // Least squares fit of log(1 + t) on [0, 1).
  float p = -0.01729142f;
  p = p * t + 0.08308443f;
  p = p * t - 0.18969779f;
  p = p * t + 0.31541268f;
  p = p * t - 0.49823058f;
  p = p * t + 0.99986540f;
  return p * t + float(exponent) * 0.69314718f;
}

/// Two independent standard normals a counter.
IMAGING_INLINE void normalPair(uint32_t counter, uint32_t low, uint32_t high, float &first, float &second) {
  const uint32_t a = mixed(counter + low), b = mixed((counter ^ high) * 0x9E3779B1u + low);
  const float u = float((a >> 8) + 1) * 0x1p-24f;
  const float radius = __builtin_elementwise_sqrt(-2 * logarithm(u) + 0x1p-30f);
  // Half the angle, in [-pi / 2, pi / 2); the double angle formulas give the rest.
  const float t = (float(int32_t(b) >> 8) * 0x1p-24f) * 3.14159265f;
  const float t2 = t * t;
  const float s = t * (1 + t2 * (-0.16666667f + t2 * (0.0083333310f + t2 * (-0.00019840874f + t2 * 2.7525562e-6f))));
  const float c = 1 + t2 * (-0.5f + t2 * (0.041666638f + t2 * (-0.0013888378f + t2 * 2.4760495e-5f)));
  first = radius * (1 - 2 * s * s);
  second = radius * (2 * s * c);
}

IMAGING_CLONES void fillBlock(float *block, size_t index, uint64_t key) {
  const uint32_t start = uint32_t(index) * uint32_t(pairs), low = uint32_t(key), high = uint32_t(key >> 32);
  for (size_t i = 0; i < pairs; ++i) normalPair(start + uint32_t(i), low, high, block[i], block[pairs + i]);
}

IMAGING_CLONES void addBlockToBytes(uint8_t *pixels, const float *block, size_t count, float deviation) {
  for (size_t i = 0; i < count; ++i) pixels[i] = withNoise(pixels[i], block[i] * deviation);
}

IMAGING_CLONES void addBlockToFloats(float *pixels, const float *block, size_t count, float deviation) {
  for (size_t i = 0; i < count; ++i) pixels[i] = clampUnit(pixels[i] + block[i] * deviation);
}

/// Calls `body` with every block of normals, the elements it is for and their number.
template <typename Body>
void forEachBlock(size_t count, uint64_t key, Body body) {
  alignas(64) float block[pairs * 2];
  for (size_t start = 0, index = 0; start < count; start += pairs * 2, ++index) {
    fillBlock(block, index, key);
    body(start, block, std::min(pairs * 2, count - start));
  }
}

}  // namespace

void gaussianField(float *field, size_t count, uint64_t key) {
  forEachBlock(count, key, [&](size_t start, const float *block, size_t length) {
    std::memcpy(field + start, block, length * sizeof(float));
  });
}

CImagingStatus gaussianNoise(CImagingView image, uint64_t key, float deviation) {
  return guarded([&] {
    checkImage(image);
    const bool isByte = image.depth == CIMAGING_UINT8;
    forEachBlock(elementCount(image), key, [&](size_t start, const float *block, size_t length) {
      if (isByte) {
        addBlockToBytes(bytesOf(image) + start, block, length, deviation * 255);
      } else {
        addBlockToFloats(floatsOf(image) + start, block, length, deviation);
      }
    });
  });
}

}  // namespace imaging
