// TIFF through libtiff: strips and tiles, both planar layouts, 1...64 bits, float, palette, CMYK, any page.
#include <algorithm>
#include <cmath>

#include <tiffio.h>

#include "Decoder.hpp"
#include "Failure.hpp"
#include "JpegDamage.hpp"

namespace imaging {

namespace {

/// The file in memory as libtiff sees it, and what libtiff said.
struct TiffStream {
  Bytes bytes;
  uint64_t position = 0;
  bool damaged = false;
  /// CCITT decoders mend lines whose codes are wrong, as every fax machine does.
  bool mendsLines = false;
  int mendedLines = 0;
  char reason[256] = "";

  static TiffStream &of(thandle_t handle) { return *static_cast<TiffStream *>(handle); }

  static tmsize_t read(thandle_t handle, void *output, tmsize_t count) {
    TiffStream &self = of(handle);
    if (count < 0 || self.position >= self.bytes.count) return 0;
    const size_t take = std::min<uint64_t>(uint64_t(count), self.bytes.count - self.position);
    std::memcpy(output, self.bytes.data + self.position, take);
    self.position += take;
    return tmsize_t(take);
  }

  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    TiffStream &self = of(handle);
    const uint64_t base = whence == SEEK_CUR ? self.position : whence == SEEK_END ? self.bytes.count : 0;
    self.position = base + offset;
    return self.position;
  }

  static int onError(TIFF *, void *user, const char *, const char *format, va_list arguments) {
    auto *self = static_cast<TiffStream *>(user);
    if (self->mendsLines && strncmp(format, "Bad code word", 13) == 0) {
      ++self->mendedLines;
      return 1;
    }
    if (!self->reason[0]) vsnprintf(self->reason, sizeof self->reason, format, arguments);
    self->damaged = true;
    return 1;
  }

  /// The JPEG codec reports missing data as a warning and goes on with grey.
  static int onWarning(TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
    char text[200];
    vsnprintf(text, sizeof text, format, arguments);
    if (!tellsJpegDamage(text)) return 1;
    auto *self = static_cast<TiffStream *>(user);
    if (!self->reason[0]) snprintf(self->reason, sizeof self->reason, "%s", text);
    self->damaged = true;
    (void)file, (void)module;
    return 1;
  }
};

float halfToFloat(uint16_t half) {
  const int exponent = half >> 10 & 31, mantissa = half & 1023;
  float value;
  if (exponent == 31) {
    value = mantissa ? NAN : INFINITY;
  } else {
    value = exponent ? std::ldexp(float(mantissa + 1024), exponent - 25) : std::ldexp(float(mantissa), -24);
  }
  return half & 0x8000 ? -value : value;
}

/// A rectangle of one strip or tile: where it lies and which samples it holds.
struct Block {
  uint32_t x, y, width, height;
  /// Pixels a row of the decoded buffer.
  uint32_t stride;
  /// First sample and count in the buffer.
  int firstSample, sampleCount;
};

/// Keeps products of the pixel limit within 64 bits.
constexpr int64_t mostPixels = int64_t(1) << 40;

class TiffDecoder final : public Decoder {
 public:
  TiffDecoder(Bytes source, const CImagingReadOptions &options) {
    stream.bytes = source;
    pixelLimit = std::min(options.pixel_limit, mostPixels);
    open();
    try {
      choosePage(options.page);
      describe(options);
    } catch (...) {
      TIFFClose(file);
      throw;
    }
  }

  ~TiffDecoder() override { TIFFClose(file); }

  void decode(uint8_t *samples) override {
    if (readsThroughRgba) {
      decodeRgba(samples);
    } else if (TIFFIsTiled(file)) {
      decodeTiles(samples);
    } else {
      decodeStrips(samples);
    }
    if (stream.damaged) refuse();
    if (stream.mendedLines > 0) {
      header.notes.push_back(std::to_string(stream.mendedLines) + " lines have damaged CCITT codes and were mended");
    }
    if (emptyBlocks > 0) {
      header.notes.push_back(
        std::to_string(emptyBlocks) + " strips or tiles are empty in the file and were taken as 0");
    }
  }

 private:
  void open() {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, TiffStream::onError, &stream);
    TIFFOpenOptionsSetWarningHandlerExtR(options, TiffStream::onWarning, &stream);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, std::max<int64_t>(pixelLimit, 1 << 24) * 16);
    const auto noWrite = [](thandle_t, void *, tmsize_t) -> tmsize_t { return 0; };
    const auto close = [](thandle_t) -> int { return 0; };
    const auto size = [](thandle_t handle) -> toff_t { return TiffStream::of(handle).bytes.count; };
    file = TIFFClientOpenExt(
      "image", "rm", &stream, TiffStream::read, noWrite, TiffStream::seek, close, size, nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    if (!file) refuse();
    stream.damaged = false;
  }

  [[noreturn]] void refuse() const {
    fail("damaged or truncated TIFF: %s", stream.reason[0] ? stream.reason : "the image data cannot be decoded");
  }

  void choosePage(int page) {
    header.pages = std::max(1, int(TIFFNumberOfDirectories(file)));
    if (page < 0 || page >= header.pages) {
      fail("has %d pages; page %d was asked for (pages count from 0)", header.pages, page);
    }
    if (!TIFFSetDirectory(file, tdir_t(page))) refuse();
    stream.damaged = false;
    stream.reason[0] = 0;
  }

  template <typename Value>
  Value tag(uint32_t name, Value otherwise) const {
    Value value = otherwise;
    return TIFFGetFieldDefaulted(file, name, &value) ? value : otherwise;
  }

  void describe(const CImagingReadOptions &options) {
    const uint32_t width = tag<uint32_t>(TIFFTAG_IMAGEWIDTH, 0), height = tag<uint32_t>(TIFFTAG_IMAGELENGTH, 0);
    header.samples = tag<uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
    checkSize(height, width, header.samples, options);
    header.width = header.sourceWidth = int(width);
    header.height = header.sourceHeight = int(height);
    header.orientation = std::clamp<int>(tag<uint16_t>(TIFFTAG_ORIENTATION, 1), 1, 8);
    if (tag<uint32_t>(TIFFTAG_IMAGEDEPTH, 1) > 1) fail("TIFF with several planes in one page is not supported");
    planar = tag<uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE && header.samples > 1;
    fileBits = tag<uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
    checkCompression();
    chooseColour();
    if (!readsThroughRgba) chooseType();
    if (TIFFIsTiled(file)) checkTiles();
    checkLength();
    countExtraSamples();
  }

  void checkCompression() {
    compression = tag<uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    const TIFFCodec *codec = TIFFFindCODEC(uint16_t(compression));
    header.codec = compression == COMPRESSION_NONE ? "none" : codec ? codec->name : std::to_string(compression);
    stream.mendsLines = compression >= COMPRESSION_CCITTRLE && compression <= COMPRESSION_CCITTFAX4;
    if (!TIFFIsCODECConfigured(compression)) {
      fail("TIFF compression %d is not supported; LZW, deflate, PackBits, JPEG, CCITT, LZMA and none are", compression);
    }
  }

  void chooseColour() {
    const int photometric = tag<uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    switch (photometric) {
      case PHOTOMETRIC_MINISWHITE: header.zeroIsWhite = true; [[fallthrough]];
      case PHOTOMETRIC_MINISBLACK:
      case PHOTOMETRIC_MASK: header.photometric = Photometric::gray; break;
      case PHOTOMETRIC_RGB: header.photometric = Photometric::rgb; break;
      case PHOTOMETRIC_PALETTE: readPalette(); break;
      case PHOTOMETRIC_SEPARATED: header.photometric = Photometric::cmyk; break;
      case PHOTOMETRIC_CIELAB: header.photometric = Photometric::lab; break;
      case PHOTOMETRIC_YCBCR: chooseYCbCr(); break;
      default: fail("TIFF with photometric interpretation %d is not supported; save it as RGB or gray", photometric);
    }
    if (header.samples < header.colours()) {
      fail("damaged TIFF: %d samples a pixel where the colours need %d", header.samples, header.colours());
    }
  }

  void chooseYCbCr() {
    header.photometric = Photometric::rgb;
    if (compression == COMPRESSION_JPEG && !planar) {
      TIFFSetField(file, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      return;
    }
    char text[1024];
    if (!TIFFRGBAImageOK(file, text)) fail("TIFF with YCbCr colours is not readable: %s", text);
    readsThroughRgba = true;
    header.samples = 3;
    header.notes.push_back("YCbCr was turned to RGB");
  }

  void readPalette() {
    header.photometric = Photometric::palette;
    uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;
    if (!TIFFGetField(file, TIFFTAG_COLORMAP, &red, &green, &blue) || fileBits > 16) {
      fail("damaged TIFF: the palette is missing");
    }
    const size_t count = std::min<size_t>(size_t(1) << fileBits, 256);
    const auto wide = [&](const uint16_t *list) {
      return std::any_of(list, list + count, [](uint16_t v) { return v > 255; });
    };
    // Some writers store 8-bit entries where the format asks for 16.
    const int shift = wide(red) || wide(green) || wide(blue) ? 8 : 0;
    for (size_t i = 0; i < count; ++i) {
      for (const uint16_t *list : {red, green, blue}) header.palette.push_back(uint8_t(list[i] >> shift));
    }
  }

  void chooseType() {
    const int format = tag<uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    isFloat = format == SAMPLEFORMAT_IEEEFP;
    isSigned = format == SAMPLEFORMAT_INT && header.photometric != Photometric::lab;
    header.bits = fileBits;
    if (format == SAMPLEFORMAT_COMPLEXINT || format == SAMPLEFORMAT_COMPLEXIEEEFP) {
      fail("complex values are not supported");
    }
    if (isFloat) {
      if (fileBits != 16 && fileBits != 32 && fileBits != 64) {
        fail("%d-bit floating-point values are not supported", fileBits);
      }
      header.type = SampleType::float32;
    } else if (fileBits >= 1 && fileBits <= 8) {
      header.type = isSigned ? SampleType::int8 : SampleType::uint8;
    } else if (fileBits <= 16 && fileBits > 0) {
      header.type = isSigned ? SampleType::int16 : SampleType::uint16;
    } else if (fileBits == 32 || fileBits == 64) {
      header.type = isSigned ? SampleType::int32 : SampleType::uint32;
    } else {
      fail("%d bits a sample are not supported; 1 to 16, 32 and 64 are", fileBits);
    }
  }

  void checkTiles() const {
    const int64_t width = tag<uint32_t>(TIFFTAG_TILEWIDTH, 0), height = tag<uint32_t>(TIFFTAG_TILELENGTH, 0);
    if (width <= 0 || height <= 0 || width > pixelLimit / height) {
      fail("damaged TIFF: tiles of %lld x %lld pixels", (long long)width, (long long)height);
    }
  }

  void checkLength() const {
    if (compression == COMPRESSION_LZW || compression == COMPRESSION_PACKBITS ||
        compression == COMPRESSION_DEFLATE || compression == COMPRESSION_ADOBE_DEFLATE) {
      return checkBlocks();
    }
    if (compression != COMPRESSION_NONE || readsThroughRgba) return;
    const double whole = double(header.height) * header.width * header.samples * fileBits / 8;
    const double need = whole - double(emptyBlockCount()) * double(blockBytes());
    if (need > double(stream.bytes.count)) {
      fail("truncated TIFF: the pixels need %.0f bytes, the file has %zu", need, stream.bytes.count);
    }
  }

  uint32_t blockCount() const { return TIFFIsTiled(file) ? TIFFNumberOfTiles(file) : TIFFNumberOfStrips(file); }

  uint64_t blockBytes() const { return TIFFIsTiled(file) ? TIFFTileSize64(file) : TIFFStripSize64(file); }

  uint32_t emptyBlockCount() const {
    uint32_t found = 0;
    for (uint32_t block = 0, count = blockCount(); block < count; ++block) {
      if (TIFFGetStrileByteCount(file, block) == 0) ++found;
    }
    return found;
  }

  /// A byte of these codecs stands for less than `mostExpansion`: more is claimed by damaged files alone, for which no
  /// memory is taken. Blocks without bytes are zeros and need none.
  void checkBlocks() const {
    constexpr double mostExpansion = 4096;
    const double size = double(blockBytes());
    double need = 0, stored = 0;
    for (uint32_t block = 0, count = blockCount(); block < count; ++block) {
      const uint64_t bytes = TIFFGetStrileByteCount(file, block);
      if (bytes == 0) continue;
      stored += double(std::min<uint64_t>(bytes, stream.bytes.count));
      need += size;
    }
    // The last strip may be shorter than the others.
    const double whole = double(header.height) * header.width * header.samples * std::max(fileBits, 8) / 8;
    if (std::min(need, whole) > stored * mostExpansion) {
      fail("damaged or truncated TIFF: %.0f bytes of pixels cannot come from %.0f stored bytes", whole, stored);
    }
  }

  void countExtraSamples() {
    uint16_t count = 0, *kinds = nullptr;
    if (TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds)) {
      for (int i = 0; i < count; ++i) header.hasAlpha |= kinds[i] != EXTRASAMPLE_UNSPECIFIED;
    }
    const int extra = header.samples - header.colours() - (header.hasAlpha ? 1 : 0);
    if (extra > 0) header.notes.push_back(std::to_string(extra) + " further channels were left out");
  }

  void decodeRgba(uint8_t *samples) {
    std::vector<uint32_t> pixels(size_t(header.height) * header.width);
    if (!TIFFReadRGBAImageOriented(file, header.width, header.height, pixels.data(), header.orientation, 1)) refuse();
    for (size_t i = 0; i < pixels.size(); ++i) {
      samples[i * 3] = uint8_t(TIFFGetR(pixels[i]));
      samples[i * 3 + 1] = uint8_t(TIFFGetG(pixels[i]));
      samples[i * 3 + 2] = uint8_t(TIFFGetB(pixels[i]));
    }
  }

  void decodeStrips(uint8_t *samples) {
    const uint32_t rows = std::min<uint32_t>(tag<uint32_t>(TIFFTAG_ROWSPERSTRIP, UINT32_MAX), header.height);
    if (rows == 0) fail("damaged TIFF: strips without rows");
    const uint32_t width = header.width, height = header.height;
    std::vector<uint8_t> buffer(checkedBufferSize(TIFFStripSize64(file)));
    for (int plane = 0; plane < (planar ? header.samples : 1); ++plane) {
      for (uint32_t y = 0; y < height; y += rows) {
        const Block block{0, y, width, std::min(rows, height - y), width, plane, planar ? 1 : header.samples};
        const uint32_t strip = TIFFComputeStrip(file, y, uint16_t(plane));
        if (isEmpty(strip)) {
          std::fill(buffer.begin(), buffer.end(), 0);
        } else {
          const tmsize_t got = TIFFReadEncodedStrip(file, strip, buffer.data(), tmsize_t(buffer.size()));
          if (got < tmsize_t(blockRowBytes(block) * block.height)) refuse();
        }
        place(buffer.data(), block, samples);
      }
    }
  }

  void decodeTiles(uint8_t *samples) {
    const uint32_t tileWidth = tag<uint32_t>(TIFFTAG_TILEWIDTH, 0), tileHeight = tag<uint32_t>(TIFFTAG_TILELENGTH, 0);
    const uint32_t width = header.width, height = header.height;
    std::vector<uint8_t> buffer(checkedBufferSize(TIFFTileSize64(file)));
    for (int plane = 0; plane < (planar ? header.samples : 1); ++plane) {
      for (uint32_t y = 0; y < height; y += tileHeight) {
        for (uint32_t x = 0; x < width; x += tileWidth) {
          const Block block{
            x, y, std::min(tileWidth, width - x), std::min(tileHeight, height - y), tileWidth, plane,
            planar ? 1 : header.samples};
          if (isEmpty(TIFFComputeTile(file, x, y, 0, uint16_t(plane)))) {
            std::fill(buffer.begin(), buffer.end(), 0);
          } else {
            const tmsize_t got = TIFFReadTile(file, buffer.data(), x, y, 0, uint16_t(plane));
            if (got < tmsize_t(blockRowBytes(block) * tileHeight)) refuse();
          }
          place(buffer.data(), block, samples);
        }
      }
    }
  }

  /// Some writers leave blocks of zeros out: no bytes, in a file that has others.
  bool isEmpty(uint32_t block) {
    if (TIFFGetStrileByteCount(file, block) != 0) return false;
    if (++emptyBlocks == blockCount()) fail("damaged TIFF: all its strips or tiles are empty");
    return true;
  }

  size_t checkedBufferSize(uint64_t size) const {
    const uint64_t most = uint64_t(pixelLimit) * 16;
    if (size == 0 || size > most) fail("damaged TIFF: a block of %llu bytes", (unsigned long long)size);
    return size_t(size);
  }

  size_t blockRowBytes(const Block &block) const {
    return (size_t(block.stride) * block.sampleCount * fileBits + 7) / 8;
  }

  void place(const uint8_t *buffer, const Block &block, uint8_t *samples) const {
    const size_t size = byteCount(header.type), rowBytes = blockRowBytes(block);
    const size_t count = size_t(block.width) * block.sampleCount;
    std::vector<uint8_t> line(planar || size_t(fileBits) != size * 8 || isFloat ? count * size : 0);
    for (uint32_t y = 0; y < block.height; ++y) {
      const uint8_t *input = buffer + rowBytes * y;
      if (!line.empty()) {
        unpack(input, line.data(), count);
        input = line.data();
      }
      uint8_t *output = samples + (size_t(block.y + y) * header.width + block.x) * header.samples * size;
      if (!planar) {
        std::memcpy(output, input, count * size);
        continue;
      }
      output += size * size_t(block.firstSample);
      for (uint32_t x = 0; x < block.width; ++x) {
        std::memcpy(output + x * header.samples * size, input + x * size, size);
      }
    }
  }

  void unpack(const uint8_t *input, uint8_t *output, size_t count) const {
    if (isFloat) return unpackFloats(input, reinterpret_cast<float *>(output), count);
    if (fileBits == 64) return unpackWide(input, output, count);
    const size_t size = byteCount(header.type);
    if (size_t(fileBits) == size * 8) {
      std::memcpy(output, input, count * size);
      return;
    }
    size_t bit = 0;
    for (size_t i = 0; i < count; ++i, bit += size_t(fileBits)) {
      uint32_t value = 0;
      for (int b = 0; b < fileBits; ++b) value = value << 1 | (input[(bit + b) >> 3] >> (7 - ((bit + b) & 7)) & 1);
      if (isSigned && value >> (fileBits - 1)) value |= ~0u << fileBits;
      if (size == 1) output[i] = uint8_t(value); else reinterpret_cast<uint16_t *>(output)[i] = uint16_t(value);
    }
  }

  /// Integers of 64 bits, in which label programs store small numbers.
  void unpackWide(const uint8_t *input, uint8_t *output, size_t count) const {
    for (size_t i = 0; i < count; ++i) {
      int64_t value;
      std::memcpy(&value, input + i * 8, 8);
      const uint32_t word = uint32_t(value);
      if (value != (isSigned ? int64_t(int32_t(word)) : int64_t(word))) {
        fail(
          "holds %.17g, beyond 32-bit integers, which is what is read; save it in that",
          isSigned ? double(value) : double(uint64_t(value)));
      }
      std::memcpy(output + i * 4, &word, 4);
    }
  }

  void unpackFloats(const uint8_t *input, float *output, size_t count) const {
    for (size_t i = 0; i < count; ++i) {
      if (fileBits == 16) {
        uint16_t half;
        std::memcpy(&half, input + i * 2, 2);
        output[i] = halfToFloat(half);
      } else if (fileBits == 64) {
        double value;
        std::memcpy(&value, input + i * 8, 8);
        output[i] = float(value);
        if (std::isfinite(value) && !std::isfinite(output[i])) {
          fail("holds %g, beyond the range of 32-bit floating point, which is what is read; save it in that", value);
        }
      } else {
        std::memcpy(output + i, input + i * 4, 4);
      }
    }
  }

  TiffStream stream;
  TIFF *file = nullptr;
  int64_t pixelLimit = 0;
  int fileBits = 8;
  int compression = COMPRESSION_NONE;
  uint32_t emptyBlocks = 0;
  bool planar = false;
  bool isFloat = false;
  bool isSigned = false;
  bool readsThroughRgba = false;
};

}  // namespace

std::unique_ptr<Decoder> openTiff(Bytes bytes, const CImagingReadOptions &options) {
  return std::make_unique<TiffDecoder>(bytes, options);
}

}  // namespace imaging
