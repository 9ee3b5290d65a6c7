// One compressed DICOM frame: JPEG of 8 bits through libjpeg, every other codec through GDCM.
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <string>

#include <gdcm-3.0/gdcmFragment.h>
#include <gdcm-3.0/gdcmImage.h>
#include <gdcm-3.0/gdcmSequenceOfFragments.h>
#include <gdcm-3.0/gdcmTrace.h>
#include <gdcm-3.0/gdcmVersion.h>

#include "Decoder.hpp"
#include "Failure.hpp"
#include "Images.hpp"
#include "JpegDamage.hpp"

namespace imaging {

namespace {

/// GDCM speaks to standard error unless told otherwise.
void silenceGdcm() {
  static std::once_flag once;
  std::call_once(once, [] {
    static std::ostringstream nowhere;
    nowhere.setstate(std::ios_base::badbit);
    gdcm::Trace::SetStream(nowhere);
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
  });
}

gdcm::PixelFormat formatOf(const CImagingFrame &frame) {
  return gdcm::PixelFormat(
    uint16_t(frame.samples), uint16_t(frame.bits_allocated), uint16_t(frame.bits_stored),
    uint16_t(frame.bits_stored - 1), uint16_t(frame.is_signed));
}

gdcm::DataElement elementOf(const uint8_t *bytes, size_t count) {
  if (count > UINT32_MAX) fail("a frame of %zu bytes; DICOM allows 4 GiB", count);
  gdcm::Fragment fragment;
  fragment.SetByteValue(reinterpret_cast<const char *>(bytes), gdcm::VL(uint32_t(count)));
  auto fragments = gdcm::SequenceOfFragments::New();
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
  element.SetVR(gdcm::VR::OB);
  element.SetValue(*fragments);
  return element;
}

/// Who has set `stderr` to something else: several that throw it away, or one that listens.
std::shared_mutex standardError;

/// GDCM's decoders print to `stderr` themselves; ours go through file descriptor 2 and stay heard.
class QuietStandardError {
 public:
  QuietStandardError() : shared(standardError) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (users++ > 0) return;
    static FILE *const nowhere = fopen("/dev/null", "w");
    saved = stderr;
    if (nowhere) stderr = nowhere;
  }
  ~QuietStandardError() {
    const std::lock_guard<std::mutex> lock(mutex);
    if (--users == 0) stderr = saved;
  }
  QuietStandardError(const QuietStandardError &) = delete;

 private:
  std::shared_lock<std::shared_mutex> shared;
  static inline std::mutex mutex;
  static inline int users = 0;
  static inline FILE *saved = nullptr;
};

/// Keeps what GDCM's JPEG decoders print: that data are missing is said nowhere else. One thread at a time.
class HeardStandardError {
 public:
  HeardStandardError() : alone(standardError), saved(stderr) {
    if (!memory) memory = open_memstream(&text, &size);
    if (!memory) return;
    rewind(memory);
    start = told().size();
    stderr = memory;
  }
  ~HeardStandardError() { stderr = saved; }
  HeardStandardError(const HeardStandardError &) = delete;

  /// - `padding`: zeros before the end mark, which a writer may have put there instead of behind it.
  bool toldDamage(size_t padding) {
    std::istringstream lines(told().substr(start));
    for (std::string line; std::getline(lines, line);) {
      if (tellsJpegDamage(line.c_str()) || strayBytesBeforeEnd(line.c_str()) > padding) return true;
    }
    return false;
  }

 private:
  /// Under the stream's own lock, as other threads may print to it.
  static std::string told() {
    if (!memory) return {};
    flockfile(memory);
    std::string found;
    if (fflush(memory) == 0 && text) found.assign(text, size);
    funlockfile(memory);
    return found;
  }

  std::unique_lock<std::shared_mutex> alone;
  FILE *saved;
  /// Where this listener's own text begins.
  size_t start = 0;
  // Never closed: a thread that took `stderr` while it was this stream may print later.
  static inline FILE *memory = nullptr;
  static inline char *text = nullptr;
  static inline size_t size = 0;
};

bool isJpeg(const gdcm::TransferSyntax &syntax) {
  return syntax == gdcm::TransferSyntax::JPEGBaselineProcess1 ||
         syntax == gdcm::TransferSyntax::JPEGExtendedProcess2_4 ||
         syntax == gdcm::TransferSyntax::JPEGExtendedProcess3_5 ||
         syntax == gdcm::TransferSyntax::JPEGSpectralSelectionProcess6_8 ||
         syntax == gdcm::TransferSyntax::JPEGFullProgressionProcess10_12 ||
         syntax == gdcm::TransferSyntax::JPEGLosslessProcess14 ||
         syntax == gdcm::TransferSyntax::JPEGLosslessProcess14_1;
}

/// Zeros before the end mark (FF D9), which may have more padding behind it.
size_t paddingBeforeEnd(const uint8_t *bytes, size_t count) {
  size_t end = count;
  while (end >= 2 && !(bytes[end - 2] == 0xFF && bytes[end - 1] == 0xD9)) --end;
  size_t zeros = 0;
  while (end >= zeros + 3 && bytes[end - zeros - 3] == 0) ++zeros;
  return zeros;
}

void decodeWithGdcm(
  const uint8_t *bytes, size_t count, const CImagingFrame &frame, uint8_t *output, size_t byteCount) {
  silenceGdcm();
  const auto syntax = gdcm::TransferSyntax::GetTSType(frame.transfer_syntax);
  if (syntax == gdcm::TransferSyntax::TS_END) fail("GDCM does not know the transfer syntax");
  gdcm::Image image;
  image.SetNumberOfDimensions(2);
  image.SetDimension(0, unsigned(frame.width));
  image.SetDimension(1, unsigned(frame.height));
  image.SetPixelFormat(formatOf(frame));
  image.SetPhotometricInterpretation(
    frame.samples == 1 ? gdcm::PhotometricInterpretation::MONOCHROME2 : gdcm::PhotometricInterpretation::RGB);
  if (frame.samples > 1) image.SetPlanarConfiguration(0);
  image.SetTransferSyntax(syntax);
  image.SetDataElement(elementOf(bytes, count));
  if (image.GetBufferLength() != byteCount) {
    fail("a frame of %zu bytes where GDCM expects %lu", byteCount, image.GetBufferLength());
  }
  auto *target = reinterpret_cast<char *>(output);
  bool isWhole = false;
  if (isJpeg(syntax)) {
    HeardStandardError heard;
    isWhole = image.GetBuffer(target) && !heard.toldDamage(paddingBeforeEnd(bytes, count));
  } else {
    const QuietStandardError quiet;
    isWhole = image.GetBuffer(target);
  }
  if (!isWhole) fail("the compressed frame is damaged or truncated");
}

}  // namespace

const char *gdcmVersionText() { return gdcm::Version::GetVersion(); }

CImagingStatus frameDecode(
  const uint8_t *bytes, size_t count, const CImagingFrame *frame, uint8_t *output, size_t byteCount, int32_t *isRgb) {
  *isRgb = 0;
  return guarded([&] {
    const size_t need =
      size_t(frame->width) * size_t(frame->height) * size_t(frame->samples) * size_t(frame->bits_allocated / 8);
    if (need != byteCount || need == 0) fail("the destination has %zu bytes, the frame needs %zu", byteCount, need);
    if (frame->codec == CIMAGING_FRAME_JPEG8) {
      const JpegFrame jpeg{frame->width, frame->height, frame->samples, frame->told_rgb != 0};
      *isRgb = decodeJpegFrame({bytes, count}, jpeg, output);
    } else {
      decodeWithGdcm(bytes, count, *frame, output, byteCount);
    }
  });
}

}  // namespace imaging
