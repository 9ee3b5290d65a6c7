// What the hand-written pixel kernels share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "CImaging.h"
#include "Failure.hpp"

// One body, compiled for several instruction sets; the loader picks the best one for the machine.
#if defined(__x86_64__) && defined(__clang__) && defined(__linux__)
#define IMAGING_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define IMAGING_CLONES
#endif

// A loop with a call in it is not vectorised.
#define IMAGING_INLINE inline __attribute__((always_inline))

namespace imaging {

inline size_t elementCount(const CImagingView &image) {
  return size_t(image.height) * size_t(image.width) * size_t(image.channels);
}

inline void checkImage(const CImagingView &image) {
  if (image.height <= 0 || image.width <= 0 || image.channels <= 0) fail("the picture is empty");
  if (image.depth != CIMAGING_UINT8 && image.depth != CIMAGING_FLOAT32) fail("the picture's depth is unknown");
}

inline void checkColour(const CImagingView &image) {
  checkImage(image);
  if (image.channels != 3) fail("needs three channels, the picture has %d", image.channels);
}

inline uint8_t *bytesOf(const CImagingView &image) { return static_cast<uint8_t *>(image.pixels); }
inline float *floatsOf(const CImagingView &image) { return static_cast<float *>(image.pixels); }

/// 0 for NaN too, which no byte can hold.
IMAGING_INLINE float clampByte(float value) {
  value = value > 0 ? value : 0;
  return value > 255 ? 255 : value;
}

/// NaN stays, so that a loss shows it.
IMAGING_INLINE float clampUnit(float value) {
  value = value < 0 ? 0 : value;
  return value > 1 ? 1 : value;
}

/// A byte with noise in grey levels, the noise cut to a whole number first, as the reference does.
IMAGING_INLINE uint8_t withNoise(uint8_t pixel, float noise) {
  int32_t value = int32_t(pixel) + int32_t(noise);
  value = value < 0 ? 0 : value;
  return uint8_t(value > 255 ? 255 : value);
}

/// True when the three channels are equal everywhere: most X-ray, CT and MR pictures.
bool isGray(const uint8_t *pixels, size_t pixelCount);

void floatsToBytes(const float *input, uint8_t *output, size_t count);
void bytesToFloats(const uint8_t *input, float *output, size_t count);

/// Runs an operation that is defined for 8 bits; a float32 picture goes to bytes and back, as in the reference.
template <typename Body>
void withBytes(const CImagingView &image, Body body) {
  if (image.depth == CIMAGING_UINT8) return body(bytesOf(image));
  std::vector<uint8_t> bytes(elementCount(image));
  floatsToBytes(floatsOf(image), bytes.data(), bytes.size());
  body(bytes.data());
  bytesToFloats(bytes.data(), floatsOf(image), bytes.size());
}

}  // namespace imaging
