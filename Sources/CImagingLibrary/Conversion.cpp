// From samples as stored to upright RGB or labels: one place for the rules of all formats.
#include <algorithm>
#include <cmath>

#include "Decoder.hpp"
#include "Failure.hpp"

namespace imaging {

void checkSize(int64_t height, int64_t width, int64_t samples, const CImagingReadOptions &options) {
  if (height <= 0 || width <= 0) fail("the picture is empty: %lld x %lld pixels", (long long)width, (long long)height);
  if (height > INT32_MAX || width > INT32_MAX) {
    fail(
      "claims %lld x %lld pixels; edges of up to %d are supported", (long long)width, (long long)height, INT32_MAX);
  }
  if (height > options.pixel_limit / width) {
    fail(
      "claims %lld x %lld pixels, above the limit of %lld; if this is right, raise pixel_limit in the task description",
      (long long)width, (long long)height, (long long)options.pixel_limit);
  }
  if (samples < 1 || samples > 16) fail("%lld samples a pixel; 1 to 16 are supported", (long long)samples);
}

Conversion::Conversion(const StoredHeader &stored, const CImagingReadOptions &options)
    : header(stored), labels(options.labels != 0) {
  const bool ranged = options.has_range != 0;
  const double fullScale = std::ldexp(1.0, header.bits) - 1;
  low = ranged ? options.range_low : 0;
  high = ranged ? options.range_high : fullScale;
  const bool isByte = header.type == SampleType::uint8;
  if (labels) {
    depth = CIMAGING_UINT16;
  } else {
    // A palette's colours and CIELAB have no value range.
    const bool hasRange = header.photometric != Photometric::palette && header.photometric != Photometric::lab;
    depth = isByte && !(ranged && hasRange) ? CIMAGING_UINT8 : CIMAGING_FLOAT32;
    if (!ranged) checkValues();
  }
  direct = !labels && depth == CIMAGING_UINT8 && header.photometric == Photometric::rgb && header.samples == 3 &&
           header.bits == 8 && header.orientation == 1;
}

void Conversion::checkValues() const {
  switch (header.type) {
    case SampleType::uint8:
    case SampleType::uint16: return;
    case SampleType::float32: fail("holds floating-point values; say their range with value_range: [low, high]");
    case SampleType::int8:
    case SampleType::int16: fail("holds signed values; say their range with value_range: [low, high]");
    default: fail("holds %d-bit integers; say their range with value_range: [low, high]", header.bits);
  }
}

void Conversion::run(const uint8_t *samples, uint8_t *destination) const {
  const size_t pixels = size_t(header.height) * header.width;
  const size_t elementBytes = labels ? 2 : depth == CIMAGING_UINT8 ? 3 : 12;
  std::vector<uint8_t> turned;
  uint8_t *output = destination;
  if (header.orientation != 1) {
    turned.resize(pixels * elementBytes);
    output = turned.data();
  }
  if (labels) {
    convertToLabels(samples, reinterpret_cast<uint16_t *>(output));
  } else if (depth == CIMAGING_UINT8) {
    convertToBytes(samples, output);
  } else {
    convertToFloats(samples, reinterpret_cast<float *>(output));
  }
  if (header.orientation != 1) {
    orient(output, destination, header.height, header.width, elementBytes, header.orientation);
  }
}

namespace {

template <typename Sample, typename Body>
void forEachPixel(const StoredHeader &header, const uint8_t *samples, Body body) {
  const Sample *pixel = reinterpret_cast<const Sample *>(samples);
  const size_t pixels = size_t(header.height) * header.width;
  for (size_t i = 0; i < pixels; ++i, pixel += header.samples) body(i, pixel);
}

/// Calls `body` with a null pointer of the C++ type behind `type`.
template <typename Body>
void withType(SampleType type, Body body) {
  switch (type) {
    case SampleType::uint8: return body((const uint8_t *)nullptr);
    case SampleType::int8: return body((const int8_t *)nullptr);
    case SampleType::uint16: return body((const uint16_t *)nullptr);
    case SampleType::int16: return body((const int16_t *)nullptr);
    case SampleType::uint32: return body((const uint32_t *)nullptr);
    case SampleType::int32: return body((const int32_t *)nullptr);
    case SampleType::float32: return body((const float *)nullptr);
  }
}

uint16_t labelValue(double value) {
  if (!(value >= 0 && value <= 65535) || value != std::floor(value)) {
    fail("holds the value %.8g; a label is a whole number from 0 to 65535, so store one a class", value);
  }
  return uint16_t(value);
}

template <typename Sample>
void copyLabels(const StoredHeader &header, const uint8_t *samples, uint16_t *output) {
  // One bit is drawn or not; of more the stored numbers are the labels, whatever shade they stand for.
  const bool isInverted = header.zeroIsWhite && header.bits == 1;
  const bool colour = header.colours() == 3;
  // Of a mask in RGB all channels are equal, or the first one alone holds the value (Panda); never both in one file.
  bool hasGrey = false, hasRed = false;
  forEachPixel<Sample>(header, samples, [&](size_t i, const Sample *pixel) {
    if (colour && pixel[0] != 0) {
      hasGrey |= pixel[1] != 0;
      hasRed |= pixel[1] == 0;
    }
    if (colour && (pixel[1] != pixel[2] || (pixel[1] != 0 && pixel[1] != pixel[0]) || (hasGrey && hasRed))) {
      fail(
        "is a colour picture, not a mask: channels differ at pixel x %zu, y %zu; masks have one channel, a palette, "
        "or the value in red alone",
        i % header.width, i / header.width);
    }
    output[i] = labelValue(isInverted ? 1 - double(pixel[0]) : double(pixel[0]));
  });
}

}  // namespace

void Conversion::convertToLabels(const uint8_t *samples, uint16_t *output) const {
  if (header.photometric == Photometric::cmyk || header.photometric == Photometric::lab) {
    fail("is a CMYK or CIELAB picture, not a mask; masks have one channel or a palette");
  }
  withType(header.type, [&](auto null) {
    copyLabels<std::remove_cv_t<std::remove_pointer_t<decltype(null)>>>(header, samples, output);
  });
}

namespace {

/// Entry -> RGB for one-channel bytes: gray ramps of 1...8 bits, or the palette.
std::vector<uint8_t> byteTable(const StoredHeader &header) {
  std::vector<uint8_t> table(256 * 3, 0);
  const int top = (1 << std::min(header.bits, 8)) - 1;
  for (int value = 0; value < 256; ++value) {
    for (int c = 0; c < 3; ++c) {
      if (header.photometric == Photometric::palette) {
        const size_t at = size_t(value) * 3 + c;
        table[value * 3 + c] = at < header.palette.size() ? header.palette[at] : 0;
      } else {
        const int clipped = std::min(value, top);
        table[value * 3 + c] = uint8_t(((header.zeroIsWhite ? top - clipped : clipped) * 255 + top / 2) / top);
      }
    }
  }
  return table;
}

uint8_t ink(int colour, int black) {
  const int product = colour * black + 128;
  return uint8_t((product + (product >> 8)) >> 8);
}

/// D50 white, as TIFF and Photoshop mean it, to linear sRGB (Bradford adapted).
void labToRgb(double lightness, double a, double b, double *rgb) {
  const auto inverse = [](double f) { return f > 6.0 / 29 ? f * f * f : 3 * 36.0 / 841 * (f - 4.0 / 29); };
  const double fy = (lightness + 16) / 116;
  const double x = 0.9642 * inverse(fy + a / 500), y = inverse(fy), z = 0.8249 * inverse(fy - b / 200);
  const double linear[3] = {
    3.1338561 * x - 1.6168667 * y - 0.4906146 * z, -0.9787684 * x + 1.9161415 * y + 0.0334540 * z,
    0.0719453 * x - 0.2289914 * y + 1.4052427 * z};
  for (int c = 0; c < 3; ++c) {
    const double v = std::clamp(linear[c], 0.0, 1.0);
    rgb[c] = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  }
}

}  // namespace

void Conversion::convertToBytes(const uint8_t *samples, uint8_t *output) const {
  switch (header.photometric) {
    case Photometric::gray:
    case Photometric::palette: {
      const std::vector<uint8_t> table = byteTable(header);
      forEachPixel<uint8_t>(header, samples, [&](size_t i, const uint8_t *pixel) {
        std::copy_n(&table[size_t(pixel[0]) * 3], 3, output + i * 3);
      });
      break;
    }
    case Photometric::rgb:
      if (header.bits < 8) {
        const int top = (1 << header.bits) - 1;
        forEachPixel<uint8_t>(header, samples, [&](size_t i, const uint8_t *pixel) {
          for (int c = 0; c < 3; ++c) output[i * 3 + c] = uint8_t((std::min<int>(pixel[c], top) * 255 + top / 2) / top);
        });
      } else {
        forEachPixel<uint8_t>(
          header, samples, [&](size_t i, const uint8_t *pixel) { std::copy_n(pixel, 3, output + i * 3); });
      }
      break;
    case Photometric::cmyk: {
      const int flip = header.inkIsInverted ? 0 : 255;
      forEachPixel<uint8_t>(header, samples, [&](size_t i, const uint8_t *pixel) {
        for (int c = 0; c < 3; ++c) output[i * 3 + c] = ink(pixel[c] ^ flip, pixel[3] ^ flip);
      });
      break;
    }
    case Photometric::lab:
      forEachPixel<uint8_t>(header, samples, [&](size_t i, const uint8_t *pixel) {
        double rgb[3];
        labToRgb(pixel[0] / 2.55, int8_t(pixel[1]), int8_t(pixel[2]), rgb);
        for (int c = 0; c < 3; ++c) output[i * 3 + c] = uint8_t(std::lround(rgb[c] * 255));
      });
      break;
  }
}

namespace {

template <typename Sample>
void scaleToFloats(const StoredHeader &header, const uint8_t *samples, double low, double high, float *output) {
  const double scale = 1 / (high - low);
  const auto unit = [&](Sample sample) {
    const double value = (double(sample) - low) * scale;
    return float(value >= 0 ? std::min(value, 1.0) : 0.0);   // a NaN becomes 0
  };
  forEachPixel<Sample>(header, samples, [&](size_t i, const Sample *pixel) {
    float *rgb = output + i * 3;
    if (header.photometric == Photometric::cmyk) {
      const auto paper = [&](Sample sample) { return header.inkIsInverted ? unit(sample) : 1 - unit(sample); };
      for (int c = 0; c < 3; ++c) rgb[c] = paper(pixel[c]) * paper(pixel[3]);
    } else if (header.photometric == Photometric::rgb) {
      for (int c = 0; c < 3; ++c) rgb[c] = unit(pixel[c]);
    } else {
      const float value = header.zeroIsWhite ? 1 - unit(pixel[0]) : unit(pixel[0]);
      std::fill_n(rgb, 3, value);
    }
  });
}

}  // namespace

void Conversion::convertToFloats(const uint8_t *samples, float *output) const {
  if (!(high > low)) fail("the value range %g ... %g is empty; low must be below high", low, high);
  if (header.photometric == Photometric::palette) {
    fail("has a palette of more than 256 colours, which is not supported");
  }
  if (header.photometric == Photometric::lab) fail("CIELAB with more than 8 bits is not supported; save it as RGB");
  withType(header.type, [&](auto null) {
    scaleToFloats<std::remove_cv_t<std::remove_pointer_t<decltype(null)>>>(header, samples, low, high, output);
  });
}

}  // namespace imaging
