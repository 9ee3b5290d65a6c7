// What every raster reader gives: a header first, then interleaved samples as stored in the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "CImaging.h"

namespace imaging {

enum class SampleType { uint8, uint16, int8, int16, uint32, int32, float32 };

inline size_t byteCount(SampleType type) {
  switch (type) {
    case SampleType::uint8:
    case SampleType::int8: return 1;
    case SampleType::uint16:
    case SampleType::int16: return 2;
    default: return 4;
  }
}

enum class Photometric { gray, rgb, palette, cmyk, lab };

/// What the samples of a file mean.
struct StoredHeader {
  int height = 0;
  int width = 0;
  /// Samples a pixel, colours first, then extra ones (alpha).
  int samples = 0;
  SampleType type = SampleType::uint8;
  Photometric photometric = Photometric::gray;
  /// Significant bits of an integer sample: full scale is 2^bits - 1.
  int bits = 8;
  /// Gray whose 0 is white.
  bool zeroIsWhite = false;
  /// CMYK whose 0 is full ink.
  bool inkIsInverted = false;
  bool hasAlpha = false;
  /// EXIF orientation, 1...8.
  int orientation = 1;
  int pages = 1;
  /// Size before the decoder's own reduction.
  int sourceHeight = 0;
  int sourceWidth = 0;
  /// RGB triples of 8 bits.
  std::vector<uint8_t> palette;
  std::vector<std::string> notes;
  /// Names for people.
  std::string format;
  std::string codec;

  int colours() const {
    if (photometric == Photometric::cmyk) return 4;
    return photometric == Photometric::rgb || photometric == Photometric::lab ? 3 : 1;
  }
  size_t rowBytes() const { return size_t(width) * samples * byteCount(type); }
};

struct Bytes {
  const uint8_t *data;
  size_t count;
};

/// A reader whose header is known; `decode` may be called once.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Writes `height * rowBytes()` bytes, samples in native byte order.
  virtual void decode(uint8_t *samples) = 0;
  StoredHeader header;
};

/// The decoder for what the first bytes say.
std::unique_ptr<Decoder> openByMagic(Bytes bytes, const CImagingReadOptions &options);
/// What is made of a file: RGB, labels, or nothing yet.
enum class Use { picture, labels, either };
/// Sentences about what was left out or changed, one a line.
void writeNotes(const StoredHeader &stored, Use use, char *output, size_t capacity);

/// A JPEG frame inside a DICOM file, as its header describes it.
struct JpegFrame {
  int width, height, samples;
  /// The photometric interpretation is RGB.
  bool toldRgb;
};

/// Writes components as they are coded; true when they are RGB, by the stream's own markers.
bool decodeJpegFrame(Bytes bytes, const JpegFrame &frame, uint8_t *output);

std::unique_ptr<Decoder> openPng(Bytes bytes, const CImagingReadOptions &options);
std::unique_ptr<Decoder> openJpeg(Bytes bytes, const CImagingReadOptions &options);
std::unique_ptr<Decoder> openTiff(Bytes bytes, const CImagingReadOptions &options);
std::unique_ptr<Decoder> openBmp(Bytes bytes, const CImagingReadOptions &options);
std::unique_ptr<Decoder> openGif(Bytes bytes, const CImagingReadOptions &options);

/// Refuses empty pictures and those above the limit, before memory is taken.
void checkSize(int64_t height, int64_t width, int64_t samples, const CImagingReadOptions &options);

/// Orientation in an EXIF (TIFF) block; 0 when there is none.
int exifOrientation(Bytes exif);
/// Orientation in an XMP packet; 0 when there is none.
int xmpOrientation(Bytes packet);
/// Orientation in the chunks of a PNG, EXIF before XMP; 1 when there is none. Sums of chunks are not checked.
int pngOrientation(Bytes png);

/// Turns stored samples upright and into RGB or labels.
class Conversion {
 public:
  Conversion(const StoredHeader &header, const CImagingReadOptions &options);
  /// True when the stored samples are the result already.
  bool isDirect() const { return direct; }
  int outputDepth() const { return depth; }
  int outputChannels() const { return labels ? 1 : 3; }
  /// `samples` as `Decoder::decode` left them; `destination` packed and upright.
  void run(const uint8_t *samples, uint8_t *destination) const;

 private:
  void convertToLabels(const uint8_t *samples, uint16_t *output) const;
  void convertToBytes(const uint8_t *samples, uint8_t *output) const;
  void convertToFloats(const uint8_t *samples, float *output) const;
  void checkValues() const;

  const StoredHeader &header;
  bool labels;
  bool direct;
  int depth;
  double low;
  double high;
};

/// Copies [height, width] elements of `elementBytes` so that EXIF `orientation` becomes upright.
void orient(const uint8_t *source, uint8_t *destination, int height, int width, size_t elementBytes, int orientation);

inline bool swapsAxes(int orientation) { return orientation >= 5; }

}  // namespace imaging
