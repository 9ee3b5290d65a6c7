// Whole slides through OpenSlide: levels, resolution, regions as RGB on white.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include <openslide/openslide.h>

#include "Failure.hpp"
#include "Images.hpp"

struct CImagingSlide {
  openslide_t *handle;
  int32_t levels;

  explicit CImagingSlide(openslide_t *opened) : handle(opened), levels(openslide_get_level_count(opened)) {}
  ~CImagingSlide() { openslide_close(handle); }
  CImagingSlide(const CImagingSlide &) = delete;
  CImagingSlide &operator=(const CImagingSlide &) = delete;
};

namespace imaging {

namespace {

/// OpenSlide's sentence; after one, the slide gives nothing more.
void checkSlide(openslide_t *slide) {
  if (const char *error = openslide_get_error(slide)) fail("damaged slide: %s", error);
}

/// A positive number from a property, or 0.
double positiveProperty(openslide_t *slide, const char *name) {
  const char *text = openslide_get_property_value(slide, name);
  if (!text) return 0;
  const double value = strtod(text, nullptr);
  return std::isfinite(value) && value > 0 ? value : 0;
}

/// A whole number from a property, or `otherwise`.
int64_t countProperty(openslide_t *slide, const char *name, int64_t otherwise) {
  const char *text = openslide_get_property_value(slide, name);
  return text ? strtoll(text, nullptr, 10) : otherwise;
}

/// Micrometres a pixel from TIFF's resolution, which OpenSlide leaves to its caller for generic files.
double resolutionMpp(openslide_t *slide, const char *axis) {
  const char *unit = openslide_get_property_value(slide, "tiff.ResolutionUnit");
  const double perUnit = positiveProperty(slide, axis);
  if (!unit || perUnit <= 0) return 0;
  const std::string name = unit;
  const double micrometres = name == "centimeter" ? 10000 : name == "inch" ? 25400 : 0;
  const double found = micrometres / perUnit;
  // Programs that know no scale write 72 or 96 dots an inch: no microscope has 100 micrometres a pixel.
  return found > 0 && found < 100 ? found : 0;
}

void fillHeader(openslide_t *slide, CImagingSlideHeader &header) {
  header.levels = openslide_get_level_count(slide);
  for (int32_t level = 0; level < header.levels; ++level) {
    openslide_get_level_dimensions(slide, level, &header.width[level], &header.height[level]);
    header.downsample[level] = openslide_get_level_downsample(slide, level);
  }
  const bool isGeneric = std::string(header.vendor) == "generic-tiff";
  header.mpp_x = positiveProperty(slide, OPENSLIDE_PROPERTY_NAME_MPP_X);
  header.mpp_y = positiveProperty(slide, OPENSLIDE_PROPERTY_NAME_MPP_Y);
  if (isGeneric && header.mpp_x == 0) header.mpp_x = resolutionMpp(slide, "tiff.XResolution");
  if (isGeneric && header.mpp_y == 0) header.mpp_y = resolutionMpp(slide, "tiff.YResolution");
  header.objective_power = positiveProperty(slide, OPENSLIDE_PROPERTY_NAME_OBJECTIVE_POWER);
  header.bounds[0] = countProperty(slide, OPENSLIDE_PROPERTY_NAME_BOUNDS_X, 0);
  header.bounds[1] = countProperty(slide, OPENSLIDE_PROPERTY_NAME_BOUNDS_Y, 0);
  header.bounds[2] = countProperty(slide, OPENSLIDE_PROPERTY_NAME_BOUNDS_WIDTH, header.width[0]);
  header.bounds[3] = countProperty(slide, OPENSLIDE_PROPERTY_NAME_BOUNDS_HEIGHT, header.height[0]);
  header.has_profile = openslide_get_property_value(slide, "openslide.icc-size") != nullptr;
}

/// 4 MiB of ARGB: a region of 1024 x 1024.
constexpr int64_t mostKeptPixels = 1 << 20;

/// One row of premultiplied ARGB on white: c + (255 - a), no division needed.
void putOnWhite(const uint32_t *pixels, uint8_t *rgb, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const uint32_t pixel = pixels[i];
    const uint32_t white = 255 - (pixel >> 24);
    rgb[3 * i] = uint8_t((pixel >> 16 & 255) + white);
    rgb[3 * i + 1] = uint8_t((pixel >> 8 & 255) + white);
    rgb[3 * i + 2] = uint8_t((pixel & 255) + white);
  }
}

}  // namespace

CImagingStatus slideOpen(const char *path, CImagingSlide **slide, CImagingSlideHeader *header) {
  *slide = nullptr;
  return guarded([&] {
    // MIRAX is a file beside a folder; all formats begin with a regular file.
    if (!std::filesystem::is_regular_file(path)) fail("is not a regular file");
    const char *vendor = openslide_detect_vendor(path);
    if (!vendor) fail("is no slide that OpenSlide knows");
    snprintf(header->vendor, sizeof header->vendor, "%s", vendor);
    openslide_t *handle = openslide_open(path);
    if (!handle) fail("is no slide that OpenSlide can open");
    auto opened = std::make_unique<CImagingSlide>(handle);
    checkSlide(handle);
    if (opened->levels < 1) fail("has no image level");
    if (opened->levels > CIMAGING_MOST_LEVELS) fail("has %d levels; at most %d", opened->levels, CIMAGING_MOST_LEVELS);
    fillHeader(handle, *header);
    checkSlide(handle);
    *slide = opened.release();
  });
}

CImagingStatus slideRead(CImagingSlide *slide, int32_t level, int64_t x, int64_t y, CImagingView destination) {
  return guarded([&] {
    if (level < 0 || level >= slide->levels) fail("has no level %d; levels are 0 to %d", level, slide->levels - 1);
    if (destination.channels != 3 || destination.depth != CIMAGING_UINT8) fail("a region is RGB of uint8");
    const int64_t count = int64_t(destination.height) * destination.width;
    // Kept by the thread where it is small: patches of one run have one size.
    static thread_local std::vector<uint32_t> kept;
    std::vector<uint32_t> large;
    std::vector<uint32_t> &pixels = count <= mostKeptPixels ? kept : large;
    pixels.resize(size_t(count));
    openslide_read_region(slide->handle, pixels.data(), x, y, level, destination.width, destination.height);
    checkSlide(slide->handle);
    putOnWhite(pixels.data(), static_cast<uint8_t *>(destination.pixels), count);
  });
}

void slideClose(CImagingSlide *slide) { delete slide; }

}  // namespace imaging
