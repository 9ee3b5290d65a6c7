// The functions behind the table's entries, by subject.
#pragma once

#include "CImaging.h"

namespace imaging {

CImagingStatus imageOpen(
  const uint8_t *bytes, size_t count, const CImagingReadOptions *options, CImagingImage **image,
  CImagingHeader *header);
CImagingStatus imageRead(CImagingImage *image, void *destination, size_t byteCount);
void imageClose(CImagingImage *image);
CImagingStatus imageWrite(CImagingView image, const CImagingWriteOptions *options, CImagingSink sink, void *context);

CImagingStatus resize(CImagingView source, CImagingView destination, int32_t interpolation);
CImagingStatus warp(
  CImagingView source, CImagingView destination, const double *matrix, int32_t interpolation, double fill);

/// Flips and quarter turns: what EXIF orientation `orientation` needs to become upright.
CImagingStatus turn(CImagingView source, CImagingView destination, int32_t orientation);

CImagingStatus convolve(CImagingView image, const float *kernel);
CImagingStatus lookup(CImagingView image, const uint8_t *table);
CImagingStatus shuffleChannels(CImagingView image, const int32_t *order);
CImagingStatus multiplyAdd(CImagingView image, float factor, float offset);
CImagingStatus power(CImagingView image, float exponent);
CImagingStatus equalise(CImagingView image, double clipLimit, int32_t rows, int32_t columns);
CImagingStatus shiftHsv(CImagingView image, double hue, double saturation, double value);
CImagingStatus gaussianNoise(CImagingView image, uint64_t key, float deviation);
void gaussianField(float *field, size_t count, uint64_t key);
CImagingStatus addField(CImagingView image, const float *field);

CImagingStatus imageStored(
  const uint8_t *bytes, size_t count, const CImagingReadOptions *options, CImagingStored *stored);

CImagingStatus inflateBytes(
  int32_t wrapping, int32_t isWhole, const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity,
  size_t *filled);
CImagingStatus frameDecode(
  const uint8_t *bytes, size_t count, const CImagingFrame *frame, uint8_t *output, size_t byteCount, int32_t *isRgb);
CImagingStatus volumeWrite(
  const char *path, const CImagingVolumeHeader *header, int32_t type, const void *voxels, int32_t isDeflated);
const char *itkVersionText();
const char *gdcmVersionText();

CImagingStatus slideOpen(const char *path, CImagingSlide **slide, CImagingSlideHeader *header);
CImagingStatus slideRead(CImagingSlide *slide, int32_t level, int64_t x, int64_t y, CImagingView destination);
void slideClose(CImagingSlide *slide);

void versions(CImagingVersions *versions);

}  // namespace imaging
