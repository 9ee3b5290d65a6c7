// CLAHE of the lightness: CIELAB in 8-bit steps as OpenCV has them, in vectorised float arithmetic.
#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "Images.hpp"
#include "Kernels.hpp"

namespace imaging {

namespace {

constexpr size_t blockPixels = 128;
constexpr int gammaSteps = 4096;
// OpenCV holds linear light in 1/2040, colour weights in 1/4096 and scales lightness by 296, not 295.8: with small
// tiles CLAHE multiplies a difference of one step, so the same roundings are made here.
constexpr float steps = 2040;

/// sRGB's curve both ways, and gray's way through CIELAB.
struct Tables {
  float linear[256];
  uint8_t encoded[gammaSteps];
  uint8_t lightnessOfGray[256];
  uint8_t grayOfLightness[256];

  Tables() {
    for (int v = 0; v < 256; ++v) {
      const double x = v / 255.0;
      linear[v] = float(std::rint(steps * (x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4))));
    }
    for (int i = 0; i < gammaSteps; ++i) {
      const double x = double(i) / (gammaSteps - 1);
      const double y = x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
      encoded[i] = uint8_t(std::lround(y * 255));
    }
    for (int v = 0; v < 256; ++v) {
      const double y = linear[v] / steps;
      const double f = y < 0.008856 ? y * 7.787 + 0.13793 : std::cbrt(y);
      lightnessOfGray[v] = uint8_t(std::clamp(int(std::floor(296 * f - 40.8 + 0.5)), 0, 255));
    }
    for (int v = 0; v < 256; ++v) {
      const double back = v / 2.55, f = (back + 16) / 116;
      const double linearBack = back > 8 ? f * f * f : back * 27 / 24389;
      const double gray = linearBack <= 0.0031308 ? 12.92 * linearBack : 1.055 * std::pow(linearBack, 1 / 2.4) - 0.055;
      grayOfLightness[v] = uint8_t(std::clamp(std::lround(gray * 255), 0L, 255L));
    }
  }
};

const Tables &tables() {
  static const Tables made;
  return made;
}

/// Cube root of a value in [0, 1.1]: a guess from the exponent, then one step of Halley; relative error below 3e-5.
IMAGING_INLINE float cubeRoot(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, 4);
  bits = uint32_t(float(bits) * (1.0f / 3)) + 0x2A514067u;
  float y;
  std::memcpy(&y, &bits, 4);
  const float cube = y * y * y;
  return y * (cube + 2 * x) / (2 * cube + x);
}

/// CIELAB's f of linear light in whole steps.
IMAGING_INLINE float compressed(float t) {
  const float root = cubeRoot(t + 1e-12f), line = 7.787f * t + 0.13793f;
  return t < 0.008856f ? line : root;
}

IMAGING_INLINE float expanded(float f) {
  const float line = (f - 16.0f / 116) * (1 / 7.787037f);
  return f > 6.0f / 29 ? f * f * f : line;
}

/// A weighted sum rounded to a whole step, in 0...1.
IMAGING_INLINE float weighted(float red, float green, float blue, float r, float g, float b) {
  const float sum = (red * r + green * g + blue * b) * (1.0f / 4096);
  return float(int32_t(sum + 0.5f)) * (1 / steps);
}

IMAGING_CLONES void blockToLab(
  const uint8_t *pixels, size_t count, const float *linear, uint8_t *l, uint8_t *a, uint8_t *b) {
  alignas(64) float red[blockPixels], green[blockPixels], blue[blockPixels];
  for (size_t i = 0; i < count; ++i) {
    red[i] = linear[pixels[i * 3]];
    green[i] = linear[pixels[i * 3 + 1]];
    blue[i] = linear[pixels[i * 3 + 2]];
  }
  for (size_t i = 0; i < count; ++i) {
    // sRGB to XYZ relative to D65 white, weights in 1/4096.
    const float fx = compressed(weighted(red[i], green[i], blue[i], 1777, 1541, 778));
    const float fy = compressed(weighted(red[i], green[i], blue[i], 871, 2929, 296));
    const float fz = compressed(weighted(red[i], green[i], blue[i], 73, 448, 3575));
    l[i] = uint8_t(int32_t(clampByte(296 * fy - 40.8f) + 0.5f));
    a[i] = uint8_t(int32_t(clampByte(500 * (fx - fy) + 128) + 0.5f));
    b[i] = uint8_t(int32_t(clampByte(200 * (fy - fz) + 128) + 0.5f));
  }
}

IMAGING_INLINE uint16_t gammaIndex(float value) {
  value = value < 0 ? 0 : value;
  value = value > 1 ? 1 : value;
  return uint16_t(int32_t(value * (gammaSteps - 1) + 0.5f));
}

IMAGING_CLONES void blockToRgb(
  const uint8_t *l, const uint8_t *a, const uint8_t *b, size_t count, const uint8_t *encoded, uint8_t *pixels) {
  alignas(64) uint16_t red[blockPixels], green[blockPixels], blue[blockPixels];
  for (size_t i = 0; i < count; ++i) {
    const float fy = (float(l[i]) * (1 / 2.55f) + 16) * (1.0f / 116);
    const float x = expanded(fy + (float(a[i]) - 128) * (1.0f / 500)) * 0.950456f;
    const float y = expanded(fy);
    const float z = expanded(fy - (float(b[i]) - 128) * (1.0f / 200)) * 1.088754f;
    red[i] = gammaIndex(3.240479f * x - 1.53715f * y - 0.498535f * z);
    green[i] = gammaIndex(-0.969256f * x + 1.875991f * y + 0.041556f * z);
    blue[i] = gammaIndex(0.055648f * x - 0.204043f * y + 1.057311f * z);
  }
  for (size_t i = 0; i < count; ++i) {
    pixels[i * 3] = encoded[red[i]];
    pixels[i * 3 + 1] = encoded[green[i]];
    pixels[i * 3 + 2] = encoded[blue[i]];
  }
}

struct Plane {
  uint8_t *values;
  int height, width;
};

void equalisePlane(const Plane &plane, double clipLimit, int rows, int columns) {
  cv::Mat matrix(plane.height, plane.width, CV_8UC1, plane.values);
  cv::createCLAHE(clipLimit, cv::Size(columns, rows))->apply(matrix, matrix);
}

void equaliseGray(uint8_t *pixels, const CImagingView &image, double clipLimit, int rows, int columns) {
  const Tables &table = tables();
  const size_t count = size_t(image.height) * image.width;
  std::vector<uint8_t> lightness(count);
  for (size_t i = 0; i < count; ++i) lightness[i] = table.lightnessOfGray[pixels[i * 3]];
  equalisePlane({lightness.data(), image.height, image.width}, clipLimit, rows, columns);
  for (size_t i = 0; i < count; ++i) {
    const uint8_t gray = table.grayOfLightness[lightness[i]];
    pixels[i * 3] = pixels[i * 3 + 1] = pixels[i * 3 + 2] = gray;
  }
}

void equaliseColour(uint8_t *pixels, const CImagingView &image, double clipLimit, int rows, int columns) {
  const Tables &table = tables();
  const size_t count = size_t(image.height) * image.width;
  std::vector<uint8_t> memory(count * 3);
  uint8_t *l = memory.data(), *a = l + count, *b = a + count;
  for (size_t i = 0; i < count; i += blockPixels) {
    blockToLab(pixels + i * 3, std::min(blockPixels, count - i), table.linear, l + i, a + i, b + i);
  }
  equalisePlane({l, image.height, image.width}, clipLimit, rows, columns);
  for (size_t i = 0; i < count; i += blockPixels) {
    blockToRgb(l + i, a + i, b + i, std::min(blockPixels, count - i), table.encoded, pixels + i * 3);
  }
}

}  // namespace

CImagingStatus equalise(CImagingView image, double clipLimit, int32_t rows, int32_t columns) {
  return guarded([&] {
    checkColour(image);
    if (!(clipLimit >= 1) || rows < 1 || columns < 1) {
      fail("CLAHE needs a clip limit of 1 or more and at least one tile");
    }
    withBytes(image, [&](uint8_t *pixels) {
      const bool gray = isGray(pixels, size_t(image.height) * image.width);
      (gray ? equaliseGray : equaliseColour)(pixels, image, clipLimit, rows, columns);
    });
  });
}

}  // namespace imaging
