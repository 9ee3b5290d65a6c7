// Opening a file in memory: the format is told by its first bytes, never by its name.
#include <algorithm>

#include "Decoder.hpp"
#include "Failure.hpp"
#include "Images.hpp"

struct CImagingImage {
  std::unique_ptr<imaging::Decoder> decoder;
  CImagingReadOptions options;
};

namespace imaging {

namespace {

bool startsWith(Bytes bytes, const char *magic, size_t count) {
  return bytes.count >= count && std::memcmp(bytes.data, magic, count) == 0;
}

bool hasAt(Bytes bytes, size_t offset, const char *magic, size_t count) {
  return bytes.count >= offset && startsWith({bytes.data + offset, bytes.count - offset}, magic, count);
}

/// One of the keys that a MetaImage begins with, and its equals sign.
bool isMetaImage(Bytes bytes) {
  for (const char *key : {"ObjectType", "NDims", "Comment", "ObjectSubType", "TransformType", "Name", "ID"}) {
    size_t at = std::strlen(key);
    if (!startsWith(bytes, key, at)) continue;
    while (at < bytes.count && bytes.data[at] == ' ') ++at;
    if (at < bytes.count && bytes.data[at] == '=') return true;
  }
  return false;
}

/// Refuses a volume that is named like a picture: data sets know volumes by their names.
void refuseVolume(Bytes bytes) {
  const auto holds = [](const char *format, const char *ending) {
    fail("holds %s; rename it to %s, so that it is read as a volume", format, ending);
  };
  if (startsWith(bytes, "NRRD", 4)) holds("NRRD", ".nrrd");
  if (isMetaImage(bytes)) holds("MetaImage", ".mha");
  if (hasAt(bytes, 344, "n+1\0", 4) || hasAt(bytes, 4, "n+2\0", 4)) holds("NIfTI", ".nii");
  if (hasAt(bytes, 344, "ni1\0", 4) || hasAt(bytes, 4, "ni2\0", 4)) holds("a NIfTI header", ".hdr");
  if (startsWith(bytes, "\x1f\x8b", 2)) fail("holds gzip data; rename it to .nii.gz if it is a NIfTI volume");
}

std::unique_ptr<Decoder> named(std::unique_ptr<Decoder> decoder, const char *format, const char *codec) {
  decoder->header.format = format;
  if (decoder->header.codec.empty()) decoder->header.codec = codec;
  return decoder;
}

}  // namespace

std::unique_ptr<Decoder> openByMagic(Bytes bytes, const CImagingReadOptions &options) {
  if (bytes.count == 0) fail("the file is empty (0 bytes)");
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n", 8)) return named(openPng(bytes, options), "PNG", "deflate");
  if (startsWith(bytes, "\xff\xd8\xff", 3)) return named(openJpeg(bytes, options), "JPEG", "JPEG");
  const bool tiff = startsWith(bytes, "II*\0", 4) || startsWith(bytes, "MM\0*", 4) || startsWith(bytes, "II+\0", 4) ||
                    startsWith(bytes, "MM\0+", 4);
  if (tiff) return named(openTiff(bytes, options), "TIFF", "none");
  if (startsWith(bytes, "BM", 2)) return named(openBmp(bytes, options), "BMP", "none");
  if (startsWith(bytes, "GIF87a", 6) || startsWith(bytes, "GIF89a", 6)) {
    return named(openGif(bytes, options), "GIF", "LZW");
  }
  if (bytes.count > 132 && std::memcmp(bytes.data + 128, "DICM", 4) == 0) fail("is a DICOM file, not a raster image");
  refuseVolume(bytes);
  fail(
    "is no PNG, JPEG, TIFF, BMP, GIF or DICOM picture, no NIfTI, Analyze, MetaImage, NRRD or DICOM volume and no whole "
    "slide (first bytes %02x %02x %02x %02x)",
    bytes.data[0], bytes.count > 1 ? bytes.data[1] : 0, bytes.count > 2 ? bytes.data[2] : 0,
    bytes.count > 3 ? bytes.data[3] : 0);
}

namespace {

/// What becomes of gray whose 0 is white: pictures are inverted, and of masks those of one bit.
const char *whiteNote(const StoredHeader &stored, Use use) {
  const bool isBit = stored.bits == 1;
  switch (use) {
    case Use::picture: return "0 is white in this file: values were inverted";
    case Use::labels:
      return isBit ? "0 is white in this file: labels were inverted, so that 1 is white"
                   : "0 is white in this file: labels are as stored";
    case Use::either:
      return isBit ? "0 is white in this file: pictures and masks are inverted"
                   : "0 is white in this file: pictures are inverted, masks are as stored";
  }
  return "";
}

}  // namespace

void writeNotes(const StoredHeader &stored, Use use, char *output, size_t capacity) {
  std::string text;
  const auto add = [&](const std::string &note) { text += (text.empty() ? "" : "\n") + note; };
  if (stored.hasAlpha) add("transparency was dropped");
  if (stored.orientation != 1) add("turned upright (orientation " + std::to_string(stored.orientation) + ")");
  if (stored.photometric == Photometric::cmyk && use == Use::picture) add("CMYK was converted to RGB");
  if (stored.pages > 1) add("has " + std::to_string(stored.pages) + " pages; one was read");
  if (stored.zeroIsWhite) add(whiteNote(stored, use));
  for (const std::string &note : stored.notes) add(note);
  snprintf(output, capacity, "%s", text.c_str());
}

namespace {

void fillHeader(const CImagingImage &image, CImagingHeader &header) {
  const StoredHeader &stored = image.decoder->header;
  const Conversion conversion(stored, image.options);
  const bool swap = swapsAxes(stored.orientation);
  header.height = swap ? stored.width : stored.height;
  header.width = swap ? stored.height : stored.width;
  header.source_height = swap ? stored.sourceWidth : stored.sourceHeight;
  header.source_width = swap ? stored.sourceHeight : stored.sourceWidth;
  header.channels = conversion.outputChannels();
  header.depth = conversion.outputDepth();
  header.pages = stored.pages;
  writeNotes(stored, image.options.labels ? Use::labels : Use::picture, header.notes, sizeof header.notes);
}

}  // namespace

CImagingStatus imageOpen(
  const uint8_t *bytes, size_t count, const CImagingReadOptions *options, CImagingImage **image,
  CImagingHeader *header) {
  *image = nullptr;
  return guarded([&] {
    auto opened = std::make_unique<CImagingImage>();
    opened->options = *options;
    opened->decoder = openByMagic({bytes, count}, *options);
    fillHeader(*opened, *header);
    *image = opened.release();
  });
}

CImagingStatus imageRead(CImagingImage *image, void *destination, size_t byteCount) {
  const size_t told = image->decoder->header.notes.size();
  CImagingStatus status = guarded([&] {
    Decoder &decoder = *image->decoder;
    const Conversion conversion(decoder.header, image->options);
    const int depth = conversion.outputDepth();
    const size_t elementBytes = depth == CIMAGING_UINT8 ? 1 : depth == CIMAGING_UINT16 ? 2 : 4;
    const size_t pixels = size_t(decoder.header.height) * decoder.header.width;
    if (byteCount != pixels * conversion.outputChannels() * elementBytes) {
      fail("the destination has %zu bytes", byteCount);
    }
    auto *output = static_cast<uint8_t *>(destination);
    if (conversion.isDirect()) {
      decoder.decode(output);
      return;
    }
    const std::unique_ptr<uint8_t[]> samples(new uint8_t[decoder.header.rowBytes() * decoder.header.height]);
    decoder.decode(samples.get());
    conversion.run(samples.get(), output);
  });
  if (status.code != 0) return status;
  // What only decoding shows: a success with sentences, one a line.
  const auto &notes = image->decoder->header.notes;
  std::string text;
  for (size_t i = told; i < notes.size(); ++i) text += (text.empty() ? "" : "\n") + notes[i];
  snprintf(status.message, sizeof status.message, "%s", text.c_str());
  return status;
}

void imageClose(CImagingImage *image) { delete image; }

}  // namespace imaging
