// Affine warps: bilinear for pictures, nearest for labels; a constant outside the source.
#include <algorithm>
#include <cmath>

#include "Images.hpp"
#include "Kernels.hpp"
#include "Decoder.hpp"

namespace imaging {

namespace {

// Coordinates in fixed point: 2^-20 of a pixel keeps a row of 10,000 pixels exact to 0.005.
constexpr int fraction = 20;
constexpr int64_t one = int64_t(1) << fraction;

typedef uint8_t Bytes8 __attribute__((ext_vector_type(8)));
typedef uint16_t Words8 __attribute__((ext_vector_type(8)));
typedef uint32_t Quads4 __attribute__((ext_vector_type(4)));
typedef uint8_t Bytes4 __attribute__((ext_vector_type(4)));

/// Where one output row lies in the source.
struct Line {
  int64_t x, y, stepX, stepY;

  int64_t atX(int64_t column) const { return x + column * stepX; }
  int64_t atY(int64_t column) const { return y + column * stepY; }
};

Line lineOf(const double *matrix, int row) {
  const auto fixed = [](double value) { return int64_t(std::llround(value * double(one))); };
  return {
    fixed(matrix[1] * row + matrix[2]), fixed(matrix[4] * row + matrix[5]), fixed(matrix[0]), fixed(matrix[3])};
}

/// Narrows [first, last) to the columns with low <= start + column * step < high.
void narrow(int64_t start, int64_t step, int64_t low, int64_t high, int64_t &first, int64_t &last) {
  if (step == 0) {
    if (start < low || start >= high) last = first;
    return;
  }
  const auto floorDivide = [](int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); };
  // Columns c with c * step >= low - start and c * step <= high - 1 - start.
  int64_t from, to;
  if (step > 0) {
    from = -floorDivide(start - low, step);
    to = floorDivide(high - 1 - start, step) + 1;
  } else {
    from = -floorDivide(high - 1 - start, -step);
    to = floorDivide(start - low, -step) + 1;
  }
  const int64_t begin = first;
  first = std::max(first, from);
  last = std::min(last, to);
  if (last <= first) first = last = begin;
}

template <typename Element>
struct Source {
  const Element *pixels;
  int height, width, channels;
  float fill;

  float at(int64_t y, int64_t x, int c) const {
    if (y < 0 || y >= height || x < 0 || x >= width) return fill;
    return float(pixels[(size_t(y) * width + x) * channels + c]);
  }

  void sample(int64_t fixedX, int64_t fixedY, Element *output, float rounding) const {
    const int64_t x = fixedX >> fraction, y = fixedY >> fraction;
    const float fx = float(fixedX & (one - 1)) / float(one), fy = float(fixedY & (one - 1)) / float(one);
    for (int c = 0; c < channels; ++c) {
      const float top = at(y, x, c) * (1 - fx) + at(y, x + 1, c) * fx;
      const float bottom = at(y + 1, x, c) * (1 - fx) + at(y + 1, x + 1, c) * fx;
      output[c] = Element(top * (1 - fy) + bottom * fy + rounding);
    }
  }
};

/// Three channels of bytes whose four neighbours all exist, with eight readable bytes at each.
IMAGING_CLONES void interiorBytes(
  const uint8_t *pixels, size_t rowBytes, Line line, int64_t first, int64_t last, uint8_t *output) {
  int64_t x = line.atX(first), y = line.atY(first);
  for (int64_t column = first; column < last; ++column, x += line.stepX, y += line.stepY) {
    const uint8_t *corner = pixels + size_t(y >> fraction) * rowBytes + size_t(x >> fraction) * 3;
    const uint16_t fx = uint16_t(x >> (fraction - 8) & 255), fy = uint16_t(y >> (fraction - 8) & 255);
    Bytes8 top, bottom;
    std::memcpy(&top, corner, 8);
    std::memcpy(&bottom, corner + rowBytes, 8);
    const Words8 mixed = __builtin_convertvector(top, Words8) * uint16_t(256 - fy) +
                         __builtin_convertvector(bottom, Words8) * fy;
    const Quads4 left = __builtin_convertvector(__builtin_shufflevector(mixed, mixed, 0, 1, 2, 3), Quads4);
    const Quads4 right = __builtin_convertvector(__builtin_shufflevector(mixed, mixed, 3, 4, 5, 6), Quads4);
    const Quads4 sum = (left * uint32_t(256 - fx) + right * uint32_t(fx) + 32768u) >> 16;
    const Bytes4 result = __builtin_convertvector(sum, Bytes4);
    uint8_t *pixel = output + column * 3;
    pixel[0] = result[0], pixel[1] = result[1], pixel[2] = result[2];
  }
}

template <typename Element>
void warpLinear(
  const CImagingView &source, const CImagingView &destination, const double *matrix, double fill, float rounding) {
  const Source<Element> from{
    static_cast<const Element *>(source.pixels), source.height, source.width, source.channels, float(fill)};
  const bool fast = sizeof(Element) == 1 && source.channels == 3 && source.height > 1 && source.width > 3;
  const size_t channels = size_t(source.channels);
  for (int row = 0; row < destination.height; ++row) {
    const Line line = lineOf(matrix, row);
    Element *output = static_cast<Element *>(destination.pixels) + size_t(row) * destination.width * channels;
    int64_t first = 0, last = destination.width;
    // Columns that touch the source at all; the rest is the fill.
    narrow(line.x, line.stepX, -one, int64_t(source.width) << fraction, first, last);
    narrow(line.y, line.stepY, -one, int64_t(source.height) << fraction, first, last);
    int64_t inFirst = first, inLast = fast ? last : first;
    narrow(line.x, line.stepX, 0, int64_t(source.width - 2) << fraction, inFirst, inLast);
    narrow(line.y, line.stepY, 0, int64_t(source.height - 1) << fraction, inFirst, inLast);
    if (inFirst >= inLast) inFirst = inLast = first;
    std::fill(output, output + first * channels, Element(fill));
    for (int64_t x = first; x < inFirst; ++x) from.sample(line.atX(x), line.atY(x), output + x * channels, rounding);
    if constexpr (sizeof(Element) == 1) {
      interiorBytes(from.pixels, size_t(source.width) * 3, line, inFirst, inLast, output);
    }
    for (int64_t x = inLast; x < last; ++x) from.sample(line.atX(x), line.atY(x), output + x * channels, rounding);
    std::fill(output + last * channels, output + destination.width * channels, Element(fill));
  }
}

template <typename Element>
void warpNearest(const CImagingView &source, const CImagingView &destination, const double *matrix, double fill) {
  const auto *from = static_cast<const Element *>(source.pixels);
  const int channels = source.channels;
  for (int row = 0; row < destination.height; ++row) {
    const Line line = lineOf(matrix, row);
    Element *output = static_cast<Element *>(destination.pixels) + size_t(row) * destination.width * channels;
    for (int column = 0; column < destination.width; ++column, output += channels) {
      const int64_t x = (line.atX(column) + one / 2) >> fraction, y = (line.atY(column) + one / 2) >> fraction;
      const bool inside = x >= 0 && x < source.width && y >= 0 && y < source.height;
      for (int c = 0; c < channels; ++c) {
        output[c] = inside ? from[(size_t(y) * source.width + size_t(x)) * channels + c] : Element(fill);
      }
    }
  }
}

void checkWarp(const CImagingView &source, const CImagingView &destination, const double *matrix) {
  if (source.height <= 0 || source.width <= 0 || destination.height <= 0 || destination.width <= 0) {
    fail("an empty picture cannot be warped");
  }
  if (source.channels != destination.channels || source.depth != destination.depth) {
    fail("the two pictures differ in kind");
  }
  for (int i = 0; i < 6; ++i) {
    if (!(std::abs(matrix[i]) < 1e6)) fail("the warp's matrix is not finite");
  }
}

}  // namespace

CImagingStatus warp(
  CImagingView source, CImagingView destination, const double *matrix, int32_t interpolation, double fill) {
  return guarded([&] {
    checkWarp(source, destination, matrix);
    const bool nearest = interpolation == CIMAGING_NEAREST;
    switch (source.depth) {
      case CIMAGING_UINT16:
        if (!nearest) fail("labels are warped to the nearest value only");
        return warpNearest<uint16_t>(source, destination, matrix, fill);
      case CIMAGING_UINT8:
        if (nearest) return warpNearest<uint8_t>(source, destination, matrix, fill);
        return warpLinear<uint8_t>(source, destination, matrix, fill, 0.5f);
      default:
        if (nearest) return warpNearest<float>(source, destination, matrix, fill);
        return warpLinear<float>(source, destination, matrix, fill, 0);
    }
  });
}

CImagingStatus turn(CImagingView source, CImagingView destination, int32_t orientation) {
  return guarded([&] {
    if (orientation < 1 || orientation > 8) fail("orientation %d; 1 to 8 are known", orientation);
    const bool swap = swapsAxes(orientation);
    const bool fits = destination.height == (swap ? source.width : source.height) &&
                      destination.width == (swap ? source.height : source.width) &&
                      destination.channels == source.channels && destination.depth == source.depth;
    if (!fits) fail("the turned picture has another size or kind");
    const size_t element = source.depth == CIMAGING_UINT8 ? 1 : source.depth == CIMAGING_UINT16 ? 2 : 4;
    const size_t bytes = element * source.channels;
    if (bytes != 2 && bytes != 3 && bytes != 12) fail("%zu bytes a pixel cannot be turned", bytes);
    orient(bytesOf(source), bytesOf(destination), source.height, source.width, bytes, orientation);
  });
}

}  // namespace imaging
