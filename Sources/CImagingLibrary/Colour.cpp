// Hue, saturation and value shifts in the units and roundings of OpenCV's 8-bit HSV.
#include <algorithm>
#include <cmath>
#include <vector>

#include "Images.hpp"
#include "Kernels.hpp"

namespace imaging {

namespace {

constexpr size_t blockPixels = 128;

struct Shifts {
  float hue, saturation, value;
};

/// One channel of a colour: n is 5 for red, 3 for green, 1 for blue; `hue` counts sectors, 0...6.
IMAGING_INLINE float channel(float n, float hue, float saturation, float value) {
  float k = n + hue;
  k = k >= 6 ? k - 6 : k;
  const float other = 4 - k;
  float weight = k < other ? k : other;
  weight = weight > 1 ? 1 : weight;
  weight = weight < 0 ? 0 : weight;
  return value - value * saturation * weight;
}

IMAGING_INLINE void shiftPixel(float &red, float &green, float &blue, const Shifts &shifts) {
  const float low = std::min(red, std::min(green, blue));
  float value = std::max(red, std::max(green, blue));
  const float span = value - low;
  const float perSpan = span > 0 ? 30 / span : 0;
  float hue = value == red     ? (green - blue) * perSpan
              : value == green ? (blue - red) * perSpan + 60
                               : (red - green) * perSpan + 120;
  hue = float(int32_t(hue + 180.5f) - 180);
  hue = hue < 0 ? hue + 180 : hue;
  float saturation = value > 0 ? float(int32_t(span * 255 / value + 0.5f)) : 0;
  hue += shifts.hue;
  hue = hue < 0 ? hue + 180 : hue;
  hue = hue >= 180 ? hue - 180 : hue;
  hue = float(int32_t(hue)) / 30;
  saturation = saturation > 0 ? clampByte(saturation + shifts.saturation) / 255 : 0;
  value = clampByte(value + shifts.value);
  red = channel(5, hue, saturation, value);
  green = channel(3, hue, saturation, value);
  blue = channel(1, hue, saturation, value);
}

IMAGING_CLONES void shiftBlock(uint8_t *pixels, size_t count, Shifts shifts) {
  alignas(64) float red[blockPixels], green[blockPixels], blue[blockPixels];
  for (size_t i = 0; i < count; ++i) {
    red[i] = pixels[i * 3];
    green[i] = pixels[i * 3 + 1];
    blue[i] = pixels[i * 3 + 2];
  }
  for (size_t i = 0; i < count; ++i) shiftPixel(red[i], green[i], blue[i], shifts);
  for (size_t i = 0; i < count; ++i) {
    pixels[i * 3] = uint8_t(int32_t(red[i] + 0.5f));
    pixels[i * 3 + 1] = uint8_t(int32_t(green[i] + 0.5f));
    pixels[i * 3 + 2] = uint8_t(int32_t(blue[i] + 0.5f));
  }
}

/// Without colour only the value moves.
void shiftGray(uint8_t *pixels, size_t pixelCount, const Shifts &shifts) {
  uint8_t table[256];
  for (int v = 0; v < 256; ++v) table[v] = uint8_t(clampByte(float(v) + shifts.value));
  for (size_t i = 0; i < pixelCount; ++i) {
    const uint8_t value = table[pixels[i * 3]];
    pixels[i * 3] = pixels[i * 3 + 1] = pixels[i * 3 + 2] = value;
  }
}

void shiftBytes(uint8_t *pixels, size_t pixelCount, const Shifts &shifts) {
  if (isGray(pixels, pixelCount)) return shiftGray(pixels, pixelCount, shifts);
  for (size_t start = 0; start < pixelCount; start += blockPixels) {
    shiftBlock(pixels + start * 3, std::min(blockPixels, pixelCount - start), shifts);
  }
}

}  // namespace

IMAGING_CLONES void floatsToBytes(const float *input, uint8_t *output, size_t count) {
  for (size_t i = 0; i < count; ++i) output[i] = uint8_t(clampByte(input[i] * 255) + 0.5f);
}

IMAGING_CLONES void bytesToFloats(const uint8_t *input, float *output, size_t count) {
  for (size_t i = 0; i < count; ++i) output[i] = float(input[i]) * (1.0f / 255);
}

CImagingStatus shiftHsv(CImagingView image, double hue, double saturation, double value) {
  return guarded([&] {
    checkColour(image);
    if (hue == 0 && saturation == 0 && value == 0) return;
    // The reference cuts the shifts of saturation and value to whole numbers.
    const Shifts shifts{float(std::fmod(hue, 180)), float(std::trunc(saturation)), float(std::trunc(value))};
    withBytes(image, [&](uint8_t *pixels) { shiftBytes(pixels, size_t(image.height) * image.width, shifts); });
  });
}

}  // namespace imaging
