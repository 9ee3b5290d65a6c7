// BMP, read here: OpenCV turns palettes into colours, so mask indices would be lost.
#include <algorithm>
#include <array>

#include "Decoder.hpp"
#include "Failure.hpp"

namespace imaging {

namespace {

enum Compression { uncompressed = 0, rle8 = 1, rle4 = 2, bitFields = 3, alphaBitFields = 6 };

/// One colour's bits in a 16- or 32-bit pixel.
struct Mask {
  uint32_t bits = 0;

  uint8_t value(uint32_t pixel) const {
    if (!bits) return 0;
    const int shift = __builtin_ctz(bits);
    const uint64_t top = bits >> shift;
    return uint8_t(((uint64_t(pixel & bits) >> shift) * 255 + top / 2) / top);
  }
};

class BmpDecoder final : public Decoder {
 public:
  BmpDecoder(Bytes source, const CImagingReadOptions &options) : bytes(source) {
    if (bytes.count < 26) fail("truncated BMP: the header needs 26 bytes, the file has %zu", bytes.count);
    pixelOffset = integer(10);
    infoSize = integer(14);
    // 12 bytes are OS/2's first header; its second one may end after any field.
    const bool old = infoSize == 12;
    if (!old && (infoSize < 16 || infoSize > bytes.count - 14)) fail("damaged BMP: header of %u bytes", infoSize);
    readSizes(old);
    checkSize(header.height, header.width, 3, options);
    compression = int(field(30));
    checkLayout();
    if (bitCount <= 8) {
      readPalette(old);
    } else {
      readMasks();
    }
    describe();
    checkLength();
  }

  void decode(uint8_t *samples) override {
    if (compression == rle4 || compression == rle8) {
      decodeRuns(samples);
    } else {
      decodeRows(samples);
    }
  }

 private:
  uint32_t integer(size_t at, int count = 4) const {
    if (at > bytes.count || bytes.count - at < size_t(count)) {
      fail("truncated BMP: the header ends at byte %zu", bytes.count);
    }
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value |= uint32_t(bytes.data[at + i]) << 8 * i;
    return value;
  }

  /// A field of four bytes; 0 where the header ends before it.
  uint32_t field(size_t at) const { return at + 4 <= 14 + size_t(infoSize) ? integer(at) : 0; }

  void readSizes(bool old) {
    const int64_t height = old ? int64_t(integer(20, 2)) : int64_t(int32_t(integer(22)));
    const int64_t width = old ? int64_t(integer(18, 2)) : int64_t(int32_t(integer(18)));
    topDown = height < 0;
    const int64_t rows = topDown ? -height : height;
    if (rows > INT32_MAX || width > INT32_MAX || width <= 0) {
      fail("damaged BMP: claims %lld x %lld pixels", (long long)width, (long long)rows);
    }
    header.height = header.sourceHeight = int(rows);
    header.width = header.sourceWidth = int(width);
    bitCount = int(integer(old ? 24 : 28, 2));
  }

  void checkLayout() const {
    const bool known = bitCount == 1 || bitCount == 2 || bitCount == 4 || bitCount == 8 || bitCount == 16 ||
                       bitCount == 24 || bitCount == 32;
    if (!known) fail("BMP with %d bits a pixel; 1, 2, 4, 8, 16, 24 and 32 are supported", bitCount);
    const bool fits = compression == uncompressed || (compression == rle8 && bitCount == 8) ||
                      (compression == rle4 && bitCount == 4) ||
                      ((compression == bitFields || compression == alphaBitFields) &&
                       (bitCount == 16 || bitCount == 32));
    if (!fits) fail("BMP compression %d with %d bits a pixel is not supported", compression, bitCount);
  }

  void readPalette(bool old) {
    const int entryBytes = old ? 3 : 4;
    const uint32_t most = 1u << bitCount;
    uint32_t count = field(46);
    if (count == 0 || count > most) count = most;
    const size_t start = 14 + size_t(infoSize);
    for (uint32_t i = 0; i < count; ++i) {
      const size_t at = start + size_t(i) * entryBytes;
      if (at + 3 > bytes.count || (pixelOffset > start && at + 3 > pixelOffset)) break;
      header.palette.insert(header.palette.end(), {bytes.data[at + 2], bytes.data[at + 1], bytes.data[at]});
    }
  }

  void readMasks() {
    if (compression == bitFields || compression == alphaBitFields) {
      for (int c = 0; c < 3; ++c) masks[c].bits = integer(54 + size_t(c) * 4);
      if (!masks[0].bits && !masks[1].bits && !masks[2].bits) fail("damaged BMP: no bit of a pixel is a colour");
      if (infoSize >= 56 || compression == alphaBitFields) alphaMask = integer(66);
    } else if (bitCount == 16) {
      masks = {Mask{0x7C00}, Mask{0x03E0}, Mask{0x001F}};
    } else {
      masks = {Mask{0xFF0000}, Mask{0x00FF00}, Mask{0x0000FF}};
    }
  }

  void describe() {
    header.samples = bitCount <= 8 ? 1 : alphaMask ? 4 : 3;
    header.bits = bitCount <= 8 ? bitCount : 8;
    header.photometric = bitCount <= 8 ? Photometric::palette : Photometric::rgb;
    header.hasAlpha = alphaMask != 0;
    rowBytes = (size_t(header.width) * bitCount + 31) / 32 * 4;
  }

  void checkLength() const {
    if (pixelOffset < 14 + infoSize) {
      fail("damaged BMP: pixels start at byte %u, inside the header of %u", pixelOffset, 14 + infoSize);
    }
    if (pixelOffset > bytes.count) fail("truncated BMP: pixels start at byte %u of %zu", pixelOffset, bytes.count);
    if (compression == rle4 || compression == rle8) return;
    // The last row's padding may be missing.
    const size_t need = rowBytes * (size_t(header.height) - 1) + (size_t(header.width) * bitCount + 7) / 8;
    if (bytes.count - pixelOffset < need) {
      fail("truncated BMP: pixel data ends after %zu of %zu bytes", bytes.count - pixelOffset, need);
    }
  }

  uint8_t *row(uint8_t *samples, int fileRow) const {
    return samples + size_t(topDown ? fileRow : header.height - 1 - fileRow) * header.rowBytes();
  }

  void decodeRows(uint8_t *samples) const {
    for (int y = 0; y < header.height; ++y) {
      const uint8_t *input = bytes.data + pixelOffset + rowBytes * y;
      uint8_t *output = row(samples, y);
      if (bitCount <= 8) {
        unpackIndices(input, output);
      } else if (bitCount == 24) {
        for (int x = 0; x < header.width; ++x, input += 3, output += 3) {
          output[0] = input[2], output[1] = input[1], output[2] = input[0];
        }
      } else {
        unpackMasked(input, output);
      }
    }
  }

  void unpackIndices(const uint8_t *input, uint8_t *output) const {
    const int perByte = 8 / bitCount, top = (1 << bitCount) - 1;
    for (int x = 0; x < header.width; ++x) {
      output[x] = uint8_t(input[x / perByte] >> (8 - bitCount * (x % perByte + 1)) & top);
    }
  }

  void unpackMasked(const uint8_t *input, uint8_t *output) const {
    const int size = bitCount / 8;
    for (int x = 0; x < header.width; ++x, input += size, output += header.samples) {
      uint32_t pixel = 0;
      for (int i = 0; i < size; ++i) pixel |= uint32_t(input[i]) << 8 * i;
      for (int c = 0; c < 3; ++c) output[c] = masks[c].value(pixel);
      if (alphaMask) output[3] = Mask{alphaMask}.value(pixel);
    }
  }

  /// Runs of indices; what no run reaches stays index 0.
  void decodeRuns(uint8_t *samples) const {
    std::memset(samples, 0, header.rowBytes() * header.height);
    size_t at = pixelOffset;
    int x = 0, y = 0;
    const auto next = [&]() -> int {
      if (at >= bytes.count) fail("truncated BMP: the compressed data ends in row %d of %d", y, header.height);
      return bytes.data[at++];
    };
    const auto put = [&](int index) {
      // What goes beyond the row is cut.
      if (x < header.width) row(samples, y)[x++] = uint8_t(index);
    };
    const bool nibbles = compression == rle4;
    while (y < header.height) {
      const int count = next(), value = next();
      if (count > 0) {
        for (int i = 0; i < count; ++i) put(nibbles ? (i % 2 ? value & 15 : value >> 4) : value);
      } else if (value == 0) {
        x = 0;
        ++y;
      } else if (value == 1) {
        return;
      } else if (value == 2) {
        x = int(std::min<int64_t>(int64_t(x) + next(), header.width));
        y = int(std::min<int64_t>(int64_t(y) + next(), header.height));
      } else {
        int byte = 0;
        for (int i = 0; i < value; ++i) {
          if (!nibbles || i % 2 == 0) byte = next();
          put(nibbles ? (i % 2 ? byte & 15 : byte >> 4) : byte);
        }
        const int used = nibbles ? (value + 1) / 2 : value;
        if (used % 2) next();
      }
    }
  }

  Bytes bytes;
  uint32_t pixelOffset = 0;
  uint32_t infoSize = 0;
  uint32_t alphaMask = 0;
  int bitCount = 0;
  int compression = uncompressed;
  bool topDown = false;
  size_t rowBytes = 0;
  std::array<Mask, 3> masks;
};

}  // namespace

std::unique_ptr<Decoder> openBmp(Bytes bytes, const CImagingReadOptions &options) {
  return std::make_unique<BmpDecoder>(bytes, options);
}

}  // namespace imaging
