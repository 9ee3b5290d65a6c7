// The library's only exported function, and the table it returns.
#include <cstdio>
#include <cstring>
#include <mutex>

#include <gif_lib.h>
#include <jpeglib.h>
#include <libdeflate.h>
#include <opencv2/core.hpp>
#include <openslide/openslide.h>
#include <png.h>
#include <tiffio.h>

#include "Images.hpp"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace imaging {

void versions(CImagingVersions *found) {
  snprintf(found->opencv, sizeof found->opencv, "%s", cv::getVersionString().c_str());
  snprintf(found->itk, sizeof found->itk, "%s", itkVersionText());
  snprintf(found->gdcm, sizeof found->gdcm, "%s", gdcmVersionText());
  snprintf(found->deflate, sizeof found->deflate, "%s", LIBDEFLATE_VERSION_STRING);
  snprintf(found->openslide, sizeof found->openslide, "%s", openslide_get_version());
  snprintf(found->png, sizeof found->png, "%s", png_get_libpng_ver(nullptr));
  snprintf(found->jpeg, sizeof found->jpeg, "libjpeg-turbo %s", TEXT(LIBJPEG_TURBO_VERSION));
  const char *tiff = TIFFGetVersion();
  snprintf(found->tiff, sizeof found->tiff, "%.*s", int(strcspn(tiff, "\n")), tiff);
  snprintf(found->gif, sizeof found->gif, "%d.%d.%d", GIFLIB_MAJOR, GIFLIB_MINOR, GIFLIB_RELEASE);
}

namespace {

const CImagingTable table = {
  .version = CIMAGING_VERSION,
  .size = sizeof(CImagingTable),
  .versions = versions,
  .image_open = imageOpen,
  .image_read = imageRead,
  .image_close = imageClose,
  .image_write = imageWrite,
  .resize = resize,
  .warp = warp,
  .turn = turn,
  .convolve = convolve,
  .lookup = lookup,
  .shuffle_channels = shuffleChannels,
  .multiply_add = multiplyAdd,
  .power = power,
  .clahe = equalise,
  .shift_hsv = shiftHsv,
  .gaussian_noise = gaussianNoise,
  .gaussian_field = gaussianField,
  .add_field = addField,
  .image_stored = imageStored,
  .inflate = inflateBytes,
  .frame_decode = frameDecode,
  .volume_write = volumeWrite,
  .slide_open = slideOpen,
  .slide_read = slideRead,
  .slide_close = slideClose,
};

}  // namespace

}  // namespace imaging

extern "C" __attribute__((visibility("default"))) const CImagingTable *cimaging_table(void) {
  static std::once_flag once;
  std::call_once(once, [] {
    // Loader threads give the parallelism.
    cv::setNumThreads(0);
    // libtiff writes to stderr by default. Our decoder has handlers of its own, file by file; OpenSlide has none and
    // tells failures by return values.
    TIFFSetWarningHandler(nullptr);
    TIFFSetErrorHandler(nullptr);
  });
  return &imaging::table;
}
