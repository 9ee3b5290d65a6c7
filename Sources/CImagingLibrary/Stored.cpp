// What a raster file holds, before any conversion: size, type, least, greatest and mean value.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "Decoder.hpp"
#include "Failure.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

template <typename Sample>
void measure(const uint8_t *bytes, size_t count, CImagingStored &stored) {
  const auto *samples = reinterpret_cast<const Sample *>(bytes);
  double least = std::numeric_limits<double>::infinity(), greatest = -least, sum = 0, lost = 0;
  size_t finite = 0;
  for (size_t i = 0; i < count; ++i) {
    const double value = double(samples[i]);
    if (std::isnan(value)) ++stored.nan_count;
    if (std::isinf(value)) ++(value > 0 ? stored.positive_infinity_count : stored.negative_infinity_count);
    if (!std::isfinite(value)) continue;
    ++finite;
    // Neumaier's sum keeps small values beside huge ones.
    const double next = sum + value;
    lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  stored.least = least;
  stored.greatest = greatest;
  stored.mean = (sum + lost) / double(finite);
}

const char *nameOf(const StoredHeader &header) {
  switch (header.type) {
    case SampleType::uint8: return header.bits == 1 && header.photometric == Photometric::gray ? "bool" : "uint8";
    case SampleType::uint16: return "uint16";
    case SampleType::int8: return "int8";
    case SampleType::int16: return "int16";
    case SampleType::uint32: return header.bits == 64 ? "uint64" : "uint32";
    case SampleType::int32: return header.bits == 64 ? "int64" : "int32";
    case SampleType::float32: return header.bits == 16 ? "float16" : header.bits == 64 ? "float64" : "float32";
  }
  return "unknown";
}

void measureAll(SampleType type, const uint8_t *bytes, size_t count, CImagingStored &stored) {
  switch (type) {
    case SampleType::uint8: return measure<uint8_t>(bytes, count, stored);
    case SampleType::uint16: return measure<uint16_t>(bytes, count, stored);
    case SampleType::int8: return measure<int8_t>(bytes, count, stored);
    case SampleType::int16: return measure<int16_t>(bytes, count, stored);
    case SampleType::uint32: return measure<uint32_t>(bytes, count, stored);
    case SampleType::int32: return measure<int32_t>(bytes, count, stored);
    case SampleType::float32: return measure<float>(bytes, count, stored);
  }
}

/// What a task makes of the values.
std::string scaleNote(const StoredHeader &header) {
  if (header.photometric == Photometric::palette) {
    return header.bits > 8 ? "a palette of more than 256 colours: as a picture it is refused; as a mask its indices"
                           : "as a picture the palette's colours; as a mask its indices";
  }
  if (header.photometric == Photometric::lab) {
    return header.bits > 8 ? "CIELAB of more than 8 bits: as a picture it is refused"
                           : "as a picture CIELAB becomes RGB";
  }
  if (header.type != SampleType::uint8 && header.type != SampleType::uint16) {
    return std::string("holds ") + nameOf(header) + " values: training needs their value_range";
  }
  const std::string top = std::to_string((1 << header.bits) - 1);
  return "as a picture, 0 to " + top + " become 0...1" + (header.bits > 8 ? ", unless value_range says otherwise" : "") +
         (header.photometric == Photometric::cmyk ? "; CMYK becomes RGB" : "");
}

}  // namespace

CImagingStatus imageStored(
  const uint8_t *bytes, size_t count, const CImagingReadOptions *options, CImagingStored *stored) {
  return guarded([&] {
    *stored = {};
    const std::unique_ptr<Decoder> decoder = openByMagic({bytes, count}, *options);
    const StoredHeader &header = decoder->header;
    std::vector<uint8_t> samples(header.rowBytes() * size_t(header.height));
    decoder->decode(samples.data());
    // Adobe's JPEG files hold paper where others hold ink.
    if (header.inkIsInverted && header.type == SampleType::uint8 && header.photometric == Photometric::cmyk) {
      for (uint8_t &sample : samples) sample = uint8_t(255 - sample);
    }
    stored->height = header.height;
    stored->width = header.width;
    stored->samples = header.samples;
    stored->pages = header.pages;
    snprintf(stored->type, sizeof stored->type, "%s", nameOf(header));
    snprintf(stored->format, sizeof stored->format, "%s", header.format.c_str());
    snprintf(stored->codec, sizeof stored->codec, "%s", header.codec.c_str());
    measureAll(header.type, samples.data(), samples.size() / byteCount(header.type), *stored);
    decoder->header.notes.push_back(scaleNote(header));
    writeNotes(header, Use::either, stored->notes, sizeof stored->notes);
  });
}

}  // namespace imaging
