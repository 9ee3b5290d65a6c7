// JPEG through libjpeg-turbo: gray, YCbCr, RGB, CMYK and YCCK; damage is an error, never a grey fill.
#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>
#include <jerror.h>

#include "Decoder.hpp"
#include "Failure.hpp"

namespace imaging {

namespace {

/// More progressive scans than any encoder writes: a way to keep decoders busy for hours.
constexpr int scanLimit = 1000;

/// The start of frame (SOF3) of lossless JPEG.
constexpr int losslessFrame = 0xC3;

struct ErrorManager {
  jpeg_error_mgr base;
  jmp_buf landing;
  bool damaged;
  char reason[JMSG_LENGTH_MAX];
};

void onError(j_common_ptr info) {
  auto *manager = reinterpret_cast<ErrorManager *>(info->err);
  info->err->format_message(info, manager->reason);
  longjmp(manager->landing, 1);
}

/// Warnings after which libjpeg goes on with invented pixels.
bool meansDamage(int code) {
  switch (code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_NOT_SEQUENTIAL: return true;
    default: return false;
  }
}

void onMessage(j_common_ptr info, int level) {
  auto *manager = reinterpret_cast<ErrorManager *>(info->err);
  if (level >= 0 || manager->damaged || !meansDamage(info->err->msg_code)) return;
  manager->damaged = true;
  info->err->format_message(info, manager->reason);
}

void onProgress(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > scanLimit) {
    ERREXIT(info, JERR_BAD_PROGRESSION);
  }
}

class JpegDecoder final : public Decoder {
 public:
  JpegDecoder(Bytes source, const CImagingReadOptions &options, const JpegFrame *inside = nullptr)
      : bytes(source), frame(inside) {
    std::memset(&info, 0, sizeof info);
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = onError;
    errors.base.emit_message = onMessage;
    errors.base.output_message = [](j_common_ptr) {};
    errors.damaged = false;
    errors.reason[0] = 0;
    try {
      if (!readHeader()) refuse("damaged");
      describe(options);
      if (!start()) refuse("damaged");
      header.width = int(info.output_width);
      header.height = int(info.output_height);
    } catch (...) {
      jpeg_destroy_decompress(&info);
      throw;
    }
  }

  ~JpegDecoder() override { jpeg_destroy_decompress(&info); }

  void decode(uint8_t *samples) override {
    if (!readPixels(samples) || errors.damaged) refuse("damaged or truncated");
  }

 private:
  /// A kind of JPEG that the library does not know is no damage.
  [[noreturn]] void refuse(const char *state) const {
    const int parameter = errors.base.msg_parm.i[0];
    if (errors.base.msg_code == JERR_BAD_PRECISION) {
      fail("is a JPEG of %d bits a sample, which is not supported; save it as 8-bit JPEG or PNG", parameter);
    }
    if (errors.base.msg_code == JERR_SOF_UNSUPPORTED) {
      fail(
        "is a %s JPEG (frame type 0x%02x), which is not supported; save it as 8-bit JPEG or PNG",
        parameter == losslessFrame ? "lossless" : "rare kind of", parameter);
    }
    if (errors.base.msg_code == JERR_ARITH_NOTIMPL) {
      fail("is a JPEG with arithmetic coding, which this system's libjpeg lacks; save it as 8-bit JPEG or PNG");
    }
    fail("%s JPEG: %s", state, errors.reason);
  }

  // longjmp passes these three frames only: they hold no object with a destructor.
  bool readHeader() {
    if (setjmp(errors.landing)) return false;
    jpeg_create_decompress(&info);
    progress.progress_monitor = onProgress;
    info.progress = &progress;
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_mem_src(&info, bytes.data, bytes.count);
    jpeg_read_header(&info, TRUE);
    return true;
  }

  bool start() {
    if (setjmp(errors.landing)) return false;
    jpeg_calc_output_dimensions(&info);
    return true;
  }

  bool readPixels(uint8_t *samples) {
    if (setjmp(errors.landing)) return false;
    jpeg_start_decompress(&info);
    const size_t rowBytes = size_t(info.output_width) * info.output_components;
    while (info.output_scanline < info.output_height) {
      JSAMPROW row = samples + rowBytes * info.output_scanline;
      jpeg_read_scanlines(&info, &row, 1);
      if (errors.damaged) return false;
    }
    jpeg_finish_decompress(&info);
    return true;
  }

  void describe(const CImagingReadOptions &options) {
    header.sourceHeight = int(info.image_height);
    header.sourceWidth = int(info.image_width);
    checkSize(info.image_height, info.image_width, info.num_components, options);
    chooseColour(options);
    chooseScale(options);
    header.orientation = orientation();
  }

  /// Whether the components are named R, G and B, in letters of either size.
  bool areNamedRgb() const {
    const auto isNamed = [&](int component, char letter) {
      return (info.comp_info[component].component_id | 0x20) == letter;
    };
    return info.num_components == 3 && isNamed(0, 'r') && isNamed(1, 'g') && isNamed(2, 'b');
  }

  /// The components as coded. Names count more than markers, as in pydicom; a stream without either means what the file
  /// around it says.
  void chooseComponents() {
    if (!frame->toldRgb && areNamedRgb()) {
      info.jpeg_color_space = JCS_RGB;
    } else if (info.num_components == 3 && !info.saw_JFIF_marker && !info.saw_Adobe_marker) {
      info.jpeg_color_space = frame->toldRgb ? JCS_RGB : JCS_YCbCr;
    }
    // Told RGB but coded as YCbCr: the marker is right, and the decoder turns it.
    info.out_color_space = frame->toldRgb && info.num_components == 3 ? JCS_RGB : info.jpeg_color_space;
    header.samples = info.num_components;
    header.photometric = info.out_color_space == JCS_RGB ? Photometric::rgb : Photometric::gray;
    const bool fits = int(info.image_width) == frame->width && int(info.image_height) == frame->height &&
                      info.num_components == frame->samples;
    if (!fits) {
      fail(
        "the JPEG stream has %u x %u pixels of %d samples, the header says %d x %d of %d", info.image_width,
        info.image_height, info.num_components, frame->width, frame->height, frame->samples);
    }
  }

  void chooseColour(const CImagingReadOptions &options) {
    if (frame) return chooseComponents();
    switch (info.jpeg_color_space) {
      case JCS_GRAYSCALE:
        // The decoder replicates gray faster than a second pass would.
        info.out_color_space = options.labels || options.has_range ? JCS_GRAYSCALE : JCS_RGB;
        break;
      case JCS_CMYK:
      case JCS_YCCK: info.out_color_space = JCS_CMYK; break;
      case JCS_YCbCr:
      case JCS_RGB: info.out_color_space = JCS_RGB; break;
      default: fail("JPEG with %d components of unknown meaning is not supported", info.num_components);
    }
    header.samples = info.out_color_space == JCS_CMYK ? 4 : info.out_color_space == JCS_RGB ? 3 : 1;
    header.photometric = info.out_color_space == JCS_CMYK  ? Photometric::cmyk
                         : info.out_color_space == JCS_RGB ? Photometric::rgb
                                                           : Photometric::gray;
    header.inkIsInverted = info.saw_Adobe_marker;
  }

  /// Halvings only: these have fast kernels and stay exact averages of the blocks' low frequencies.
  void chooseScale(const CImagingReadOptions &options) {
    if (options.longest_edge_at_least <= 0 || options.labels) return;
    const int longest = int(std::max(info.image_height, info.image_width));
    int divisor = 1;
    while (divisor < 8 && longest / (divisor * 2) >= options.longest_edge_at_least) divisor *= 2;
    info.scale_num = 1;
    info.scale_denom = divisor;
  }

  int orientation() const {
    constexpr char xmpName[] = "http://ns.adobe.com/xap/1.0/";
    int fromXmp = 0;
    for (jpeg_saved_marker_ptr marker = info.marker_list; marker; marker = marker->next) {
      if (marker->data_length > 6 && std::memcmp(marker->data, "Exif\0\0", 6) == 0) {
        if (const int found = exifOrientation({marker->data + 6, marker->data_length - 6u})) return found;
      } else if (marker->data_length > sizeof xmpName && std::memcmp(marker->data, xmpName, sizeof xmpName) == 0) {
        fromXmp = xmpOrientation({marker->data, marker->data_length});
      }
    }
    return fromXmp ? fromXmp : 1;
  }

  Bytes bytes;
  const JpegFrame *frame;
  jpeg_decompress_struct info;
  jpeg_progress_mgr progress{};
  ErrorManager errors;
};

}  // namespace

bool decodeJpegFrame(Bytes bytes, const JpegFrame &frame, uint8_t *output) {
  CImagingReadOptions options{};
  options.pixel_limit = int64_t(frame.width) * frame.height;
  JpegDecoder decoder(bytes, options, &frame);
  decoder.decode(output);
  return decoder.header.photometric == Photometric::rgb;
}

std::unique_ptr<Decoder> openJpeg(Bytes bytes, const CImagingReadOptions &options) {
  return std::make_unique<JpegDecoder>(bytes, options);
}

}  // namespace imaging
