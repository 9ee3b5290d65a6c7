// Writing PNG, JPEG and TIFF: deterministic bytes, no time stamps.
#include <csetjmp>
#include <cstdio>
#include <vector>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include "Failure.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

struct Output {
  CImagingSink sink;
  void *context;
  char reason[200];
};

size_t rowBytes(const CImagingView &image) {
  const size_t element = image.depth == CIMAGING_UINT8 ? 1 : image.depth == CIMAGING_UINT16 ? 2 : 4;
  return size_t(image.width) * image.channels * element;
}

const uint8_t *row(const CImagingView &image, int y) {
  return static_cast<const uint8_t *>(image.pixels) + rowBytes(image) * y;
}

void onPngError(png_structp png, png_const_charp text) {
  auto *output = static_cast<Output *>(png_get_error_ptr(png));
  snprintf(output->reason, sizeof output->reason, "%s", text);
  png_longjmp(png, 1);
}

void setPalette(png_structp png, png_infop info, const CImagingWriteOptions &options) {
  png_color colours[256];
  for (int i = 0; i < options.palette_count; ++i) {
    colours[i] = {options.palette[i * 3], options.palette[i * 3 + 1], options.palette[i * 3 + 2]};
  }
  png_set_PLTE(png, info, colours, options.palette_count);
}

bool writePngRows(
  png_structp png, png_infop info, const CImagingView &image, const CImagingWriteOptions &options, Output &output) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_write_fn(
    png, &output,
    [](png_structp writer, png_bytep bytes, size_t count) {
      auto *out = static_cast<Output *>(png_get_io_ptr(writer));
      out->sink(out->context, bytes, count);
    },
    [](png_structp) {});
  const int colour = options.palette          ? PNG_COLOR_TYPE_PALETTE
                     : image.channels == 3 ? PNG_COLOR_TYPE_RGB
                                              : PNG_COLOR_TYPE_GRAY;
  png_set_IHDR(
    png, info, image.width, image.height, image.depth == CIMAGING_UINT16 ? 16 : 8, colour, PNG_INTERLACE_NONE,
    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (options.palette) setPalette(png, info, options);
  png_write_info(png, info);
  if (image.depth == CIMAGING_UINT16) png_set_swap(png);
  for (int y = 0; y < image.height; ++y) png_write_row(png, row(image, y));
  png_write_end(png, info);
  return true;
}

void writePng(const CImagingView &image, const CImagingWriteOptions &options, Output &output) {
  if (image.depth == CIMAGING_FLOAT32) fail("PNG holds 8 or 16 bits, not floating-point values");
  if (options.palette && (image.depth != CIMAGING_UINT8 || image.channels != 1 || options.palette_count > 256)) {
    fail("a palette needs one 8-bit channel and at most 256 colours");
  }
  const auto onWarning = [](png_structp, png_const_charp) {};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &output, onPngError, onWarning);
  if (!png) throw std::bad_alloc();
  png_infop info = png_create_info_struct(png);
  const bool done = info && writePngRows(png, info, image, options, output);
  png_destroy_write_struct(&png, &info);
  if (!done) fail("cannot write PNG: %s", output.reason);
}

struct JpegErrors {
  jpeg_error_mgr base;
  jmp_buf landing;
};

bool writeJpegRows(
  jpeg_compress_struct &info, JpegErrors &errors, const CImagingView &image, int quality, unsigned char **bytes,
  unsigned long *count) {
  if (setjmp(errors.landing)) return false;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, bytes, count);
  info.image_width = image.width;
  info.image_height = image.height;
  info.input_components = image.channels;
  info.in_color_space = image.channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW line = const_cast<JSAMPROW>(row(image, int(info.next_scanline)));
    jpeg_write_scanlines(&info, &line, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

void writeJpeg(const CImagingView &image, const CImagingWriteOptions &options, Output &output) {
  if (image.depth != CIMAGING_UINT8) fail("JPEG holds 8 bits a channel");
  jpeg_compress_struct info{};
  JpegErrors errors{};
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = [](j_common_ptr common) {
    longjmp(reinterpret_cast<JpegErrors *>(common->err)->landing, 1);
  };
  errors.base.output_message = [](j_common_ptr) {};
  unsigned char *bytes = nullptr;
  unsigned long count = 0;
  const bool done = writeJpegRows(info, errors, image, options.quality, &bytes, &count);
  if (done) output.sink(output.context, bytes, count);
  if (!done) errors.base.format_message(reinterpret_cast<j_common_ptr>(&info), output.reason);
  jpeg_destroy_compress(&info);
  free(bytes);
  if (!done) fail("cannot write JPEG: %s", output.reason);
}

/// A growing file in memory: libtiff seeks back to write the directory.
struct TiffBuffer {
  std::vector<uint8_t> bytes;
  size_t position = 0;

  static TiffBuffer &of(thandle_t handle) { return *static_cast<TiffBuffer *>(handle); }

  static tmsize_t read(thandle_t handle, void *target, tmsize_t count) {
    TiffBuffer &self = of(handle);
    if (self.position >= self.bytes.size()) return 0;
    const size_t take = std::min(size_t(count), self.bytes.size() - self.position);
    memcpy(target, self.bytes.data() + self.position, take);
    self.position += take;
    return tmsize_t(take);
  }

  static tmsize_t write(thandle_t handle, void *source, tmsize_t count) {
    TiffBuffer &self = of(handle);
    if (self.bytes.size() < self.position + count) self.bytes.resize(self.position + count);
    memcpy(self.bytes.data() + self.position, source, count);
    self.position += count;
    return count;
  }

  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    TiffBuffer &self = of(handle);
    const size_t base = whence == SEEK_CUR ? self.position : whence == SEEK_END ? self.bytes.size() : 0;
    return self.position = base + offset;
  }
};

bool writeTiffRows(TIFF *file, const CImagingView &image) {
  const int bits = image.depth == CIMAGING_UINT8 ? 8 : image.depth == CIMAGING_UINT16 ? 16 : 32;
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, image.width);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, image.height);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, image.channels);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(file, TIFFTAG_SAMPLEFORMAT, bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, image.channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, TIFFDefaultStripSize(file, 0));
  for (int y = 0; y < image.height; ++y) {
    if (TIFFWriteScanline(file, const_cast<uint8_t *>(row(image, y)), y, 0) < 0) return false;
  }
  return true;
}

void writeTiff(const CImagingView &image, Output &output) {
  TiffBuffer buffer;
  const auto close = [](thandle_t) -> int { return 0; };
  const auto size = [](thandle_t handle) -> toff_t { return TiffBuffer::of(handle).bytes.size(); };
  TIFF *file = TIFFClientOpen(
    "image", "w", &buffer, TiffBuffer::read, TiffBuffer::write, TiffBuffer::seek, close, size, nullptr, nullptr);
  if (!file) fail("cannot write TIFF");
  const bool done = writeTiffRows(file, image);
  TIFFClose(file);
  if (!done) fail("cannot write TIFF rows");
  output.sink(output.context, buffer.bytes.data(), buffer.bytes.size());
}

}  // namespace

CImagingStatus imageWrite(CImagingView image, const CImagingWriteOptions *options, CImagingSink sink, void *context) {
  return guarded([&] {
    if (image.height <= 0 || image.width <= 0) fail("an empty picture cannot be written");
    if (image.channels != 1 && image.channels != 3) fail("%d channels; 1 and 3 can be written", image.channels);
    Output output{sink, context, ""};
    switch (options->format) {
      case CIMAGING_PNG: return writePng(image, *options, output);
      case CIMAGING_JPEG: return writeJpeg(image, *options, output);
      case CIMAGING_TIFF: return writeTiff(image, output);
      default: fail("format %d cannot be written", options->format);
    }
  });
}

}  // namespace imaging
