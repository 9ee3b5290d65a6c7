// EXIF orientation: where it is written, and how pixels are turned upright.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "Decoder.hpp"

namespace imaging {

namespace {

constexpr uint16_t orientationTag = 0x0112;
constexpr uint16_t longType = 4;

/// Bounds-checked integers of a TIFF block in its own byte order; 0 outside.
struct TiffBlock {
  Bytes bytes;
  bool bigEndian;

  uint32_t integer(size_t at, int count) const {
    if (at > bytes.count || bytes.count - at < size_t(count)) return 0;
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value |= uint32_t(bytes.data[at + i]) << 8 * (bigEndian ? count - 1 - i : i);
    return value;
  }
};

int validOrientation(uint32_t value) { return value >= 1 && value <= 8 ? int(value) : 0; }

}  // namespace

int exifOrientation(Bytes exif) {
  if (exif.count < 8) return 0;
  const bool bigEndian = exif.data[0] == 'M';
  if (!bigEndian && exif.data[0] != 'I') return 0;
  const TiffBlock block{exif, bigEndian};
  const size_t directory = block.integer(4, 4);
  const uint32_t entries = block.integer(directory, 2);
  for (uint32_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + size_t(i) * 12;
    if (entry + 12 > exif.count) return 0;
    if (block.integer(entry, 2) != orientationTag) continue;
    // Some writers take four bytes for it.
    const bool isLong = block.integer(entry + 2, 2) == longType;
    return validOrientation(block.integer(entry + 8, isLong ? 4 : 2));
  }
  return 0;
}

int xmpOrientation(Bytes packet) {
  const std::string_view text(reinterpret_cast<const char *>(packet.data), packet.count);
  constexpr std::string_view name = "tiff:Orientation";
  size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  at = text.find_first_not_of("=\"'> \t\r\n", at + name.size());
  return at == std::string_view::npos ? 0 : validOrientation(uint32_t(text[at] - '0'));
}

namespace {

template <size_t elementBytes>
void orientElements(const uint8_t *source, uint8_t *destination, int height, int width, int orientation) {
  const bool swap = swapsAxes(orientation);
  const int outHeight = swap ? width : height, outWidth = swap ? height : width;
  for (int y = 0; y < outHeight; ++y) {
    for (int x = 0; x < outWidth; ++x) {
      int sy = swap ? x : y, sx = swap ? y : x;
      if (orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8) {
        if (swap) sx = width - 1 - sx; else sy = height - 1 - sy;
      }
      if (orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7) {
        if (swap) sy = height - 1 - sy; else sx = width - 1 - sx;
      }
      std::memcpy(
        destination + (size_t(y) * outWidth + x) * elementBytes, source + (size_t(sy) * width + sx) * elementBytes,
        elementBytes);
    }
  }
}

}  // namespace

void orient(const uint8_t *source, uint8_t *destination, int height, int width, size_t elementBytes, int orientation) {
  switch (elementBytes) {
    case 2: return orientElements<2>(source, destination, height, width, orientation);
    case 3: return orientElements<3>(source, destination, height, width, orientation);
    default: return orientElements<12>(source, destination, height, width, orientation);
  }
}

}  // namespace imaging
