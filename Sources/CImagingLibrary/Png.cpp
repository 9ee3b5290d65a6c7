// PNG through libpng: every bit depth, colour type and interlace; samples as stored.
#include <csetjmp>

#include <png.h>

#include "Decoder.hpp"
#include "Failure.hpp"

namespace imaging {

namespace {

/// Largest ancillary chunk that libpng may unpack.
constexpr size_t chunkLimit = 8 << 20;

class PngDecoder final : public Decoder {
 public:
  PngDecoder(Bytes source, const CImagingReadOptions &options) : bytes(source) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, onWarning);
    if (png) info = png_create_info_struct(png);
    if (!info) {
      png_destroy_read_struct(&png, nullptr, nullptr);
      throw std::bad_alloc();
    }
    try {
      if (!readInfo()) fail("damaged PNG: %s", reason);
      describe(options);
    } catch (...) {
      png_destroy_read_struct(&png, &info, nullptr);
      throw;
    }
  }

  ~PngDecoder() override { png_destroy_read_struct(&png, &info, nullptr); }

  void decode(uint8_t *samples) override {
    rows.resize(header.height);
    const size_t rowBytes = header.rowBytes();
    for (int y = 0; y < header.height; ++y) rows[y] = samples + y * rowBytes;
    if (!readPixels()) fail("damaged or truncated PNG: %s", reason);
  }

 private:
  // longjmp passes these two frames only: they hold no object with a destructor.
  bool readInfo() {
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_read_fn(png, this, onRead);
    png_set_chunk_malloc_max(png, chunkLimit);
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_read_info(png, info);
    return true;
  }

  bool readPixels() {
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_packing(png);
    if (header.type == SampleType::uint16) png_set_swap(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != header.rowBytes()) png_error(png, "unexpected row length");
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
    return true;
  }

  void describe(const CImagingReadOptions &options) {
    const int colour = png_get_color_type(png, info);
    header.width = header.sourceWidth = int(png_get_image_width(png, info));
    header.height = header.sourceHeight = int(png_get_image_height(png, info));
    header.samples = png_get_channels(png, info);
    header.bits = png_get_bit_depth(png, info);
    header.type = header.bits == 16 ? SampleType::uint16 : SampleType::uint8;
    header.photometric = colour == PNG_COLOR_TYPE_PALETTE    ? Photometric::palette
                         : (colour & PNG_COLOR_MASK_COLOR) != 0 ? Photometric::rgb
                                                                : Photometric::gray;
    header.hasAlpha = (colour & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    header.orientation = pngOrientation(bytes);
    checkSize(header.height, header.width, header.samples, options);
    readPalette();
    if (png_get_valid(png, info, PNG_INFO_iCCP)) header.notes.push_back("the ICC colour profile was not applied");
  }

  void readPalette() {
    png_colorp colours = nullptr;
    int count = 0;
    if (header.photometric != Photometric::palette || !png_get_PLTE(png, info, &colours, &count)) return;
    for (int i = 0; i < count; ++i) {
      header.palette.insert(header.palette.end(), {colours[i].red, colours[i].green, colours[i].blue});
    }
  }

  static void onRead(png_structp png, png_bytep output, size_t count) {
    auto *self = static_cast<PngDecoder *>(png_get_io_ptr(png));
    if (count > self->bytes.count - self->position) png_error(png, "the file ends too early");
    std::memcpy(output, self->bytes.data + self->position, count);
    self->position += count;
  }

  static void onError(png_structp png, png_const_charp text) {
    auto *self = static_cast<PngDecoder *>(png_get_error_ptr(png));
    snprintf(self->reason, sizeof self->reason, "%s", text);
    png_longjmp(png, 1);
  }

  static void onWarning(png_structp, png_const_charp) {}

  Bytes bytes;
  size_t position = 0;
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::vector<png_bytep> rows;
  char reason[160] = "";
};

}  // namespace

std::unique_ptr<Decoder> openPng(Bytes bytes, const CImagingReadOptions &options) {
  return std::make_unique<PngDecoder>(bytes, options);
}

}  // namespace imaging
