// Element by element: tables, brightness, powers, noise fields.
#include <cmath>

#include "Images.hpp"
#include "Kernels.hpp"

namespace imaging {

namespace {

IMAGING_CLONES void multiplyAddBytes(uint8_t *pixels, size_t count, float factor, float offset) {
  for (size_t i = 0; i < count; ++i) pixels[i] = uint8_t(clampByte(float(pixels[i]) * factor + offset));
}

IMAGING_CLONES void multiplyAddFloats(float *pixels, size_t count, float factor, float offset) {
  for (size_t i = 0; i < count; ++i) pixels[i] = clampUnit(pixels[i] * factor + offset);
}

IMAGING_CLONES void addToBytes(uint8_t *pixels, const float *field, size_t count) {
  for (size_t i = 0; i < count; ++i) pixels[i] = withNoise(pixels[i], field[i]);
}

IMAGING_CLONES void addToFloats(float *pixels, const float *field, size_t count) {
  for (size_t i = 0; i < count; ++i) pixels[i] = clampUnit(pixels[i] + field[i]);
}

void lookupBytes(uint8_t *pixels, size_t count, const uint8_t *table) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t word, result = 0;
    std::memcpy(&word, pixels + i, 8);
    for (int byte = 0; byte < 64; byte += 8) result |= uint64_t(table[word >> byte & 255]) << byte;
    std::memcpy(pixels + i, &result, 8);
  }
  for (; i < count; ++i) pixels[i] = table[pixels[i]];
}

}  // namespace

IMAGING_CLONES bool isGray(const uint8_t *pixels, size_t pixelCount) {
  constexpr size_t block = 1024;
  for (size_t start = 0; start < pixelCount; start += block) {
    const size_t end = start + block < pixelCount ? start + block : pixelCount;
    uint8_t difference = 0;
    // A byte equal to its right neighbour twice in a pixel; pairs across pixels are left out by the step.
    for (size_t i = start; i < end; ++i) {
      difference |= uint8_t((pixels[i * 3] ^ pixels[i * 3 + 1]) | (pixels[i * 3] ^ pixels[i * 3 + 2]));
    }
    if (difference) return false;
  }
  return true;
}

CImagingStatus lookup(CImagingView image, const uint8_t *table) {
  return guarded([&] {
    checkImage(image);
    if (image.depth != CIMAGING_UINT8) fail("a table of 256 entries needs an 8-bit picture");
    lookupBytes(bytesOf(image), elementCount(image), table);
  });
}

CImagingStatus multiplyAdd(CImagingView image, float factor, float offset) {
  return guarded([&] {
    checkImage(image);
    if (image.depth == CIMAGING_UINT8) {
      multiplyAddBytes(bytesOf(image), elementCount(image), factor, offset * 255);
    } else {
      multiplyAddFloats(floatsOf(image), elementCount(image), factor, offset);
    }
  });
}

CImagingStatus power(CImagingView image, float exponent) {
  return guarded([&] {
    checkImage(image);
    if (image.depth != CIMAGING_FLOAT32) fail("a power needs a floating-point picture; 8 bits use a table");
    float *pixels = floatsOf(image);
    const size_t count = elementCount(image);
    for (size_t i = 0; i < count; ++i) pixels[i] = std::pow(pixels[i], exponent);
  });
}

CImagingStatus addField(CImagingView image, const float *field) {
  return guarded([&] {
    checkImage(image);
    if (image.depth == CIMAGING_UINT8) {
      addToBytes(bytesOf(image), field, elementCount(image));
    } else {
      addToFloats(floatsOf(image), field, elementCount(image));
    }
  });
}

CImagingStatus shuffleChannels(CImagingView image, const int32_t *order) {
  return guarded([&] {
    checkColour(image);
    for (int c = 0; c < 3; ++c) {
      if (order[c] < 0 || order[c] > 2) fail("channel %d does not exist", order[c]);
    }
    const auto shuffle = [&](auto *pixel) {
      for (size_t i = size_t(image.height) * image.width; i > 0; --i, pixel += 3) {
        const auto first = pixel[order[0]], second = pixel[order[1]], third = pixel[order[2]];
        pixel[0] = first, pixel[1] = second, pixel[2] = third;
      }
    };
    if (image.depth == CIMAGING_UINT8) shuffle(bytesOf(image)); else shuffle(floatsOf(image));
  });
}

}  // namespace imaging
