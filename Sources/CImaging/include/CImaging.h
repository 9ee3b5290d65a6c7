// The door to OpenCV, ITK, OpenSlide and the codec libraries: one table of functions, opened by name at run time.
//
// Rules: no exception and no C++ type crosses; every call that can fail returns its status by value, with a sentence
// for people; pointers belong to the caller unless a function says otherwise. Calls on different data may run in
// parallel.
#ifndef CIMAGING_H
#define CIMAGING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#define CIMAGING_NULLABLE _Nullable
#define CIMAGING_NONNULL _Nonnull
#pragma clang assume_nonnull begin
#else
#define CIMAGING_NULLABLE
#define CIMAGING_NONNULL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Raised whenever a member of the table changes its place or meaning.
#define CIMAGING_VERSION 2

/// What one call has to say: `code` 0 is success.
typedef struct {
  int32_t code;
  char message[500];
} CImagingStatus;

enum { CIMAGING_UINT8 = 0, CIMAGING_FLOAT32 = 1, CIMAGING_UINT16 = 2, CIMAGING_INT16 = 3 };

/// Pixels in the caller's memory: interleaved [height, width, channels], rows packed, `depth` one of CIMAGING_*.
typedef struct {
  void *pixels;
  int32_t height;
  int32_t width;
  int32_t channels;
  int32_t depth;
} CImagingView;

/// How a file is to be read.
typedef struct {
  /// 1: stored values or palette indices, one channel of uint16; 0: RGB.
  int32_t labels;
  /// Page of a TIFF, from 0.
  int32_t page;
  /// The JPEG decoder may halve the picture as long as its longest edge stays at least this; 0: full size.
  int32_t longest_edge_at_least;
  /// 1: stored values from `range_low` to `range_high` become 0...1 as float32.
  int32_t has_range;
  double range_low;
  double range_high;
  /// Files that claim more pixels are refused before memory is taken.
  int64_t pixel_limit;
} CImagingReadOptions;

/// What `image_read` will give, upright.
typedef struct {
  int32_t height;
  int32_t width;
  int32_t channels;
  int32_t depth;
  /// Upright size of the file's own picture, before any reduction.
  int32_t source_height;
  int32_t source_width;
  int32_t pages;
  /// Sentences about what was left out or changed, one a line.
  char notes[500];
} CImagingHeader;

/// An opened image file; it keeps a pointer into the caller's bytes until `image_close`.
typedef struct CImagingImage CImagingImage;

/// Receives encoded bytes, in order.
typedef void (*CImagingSink)(void *context, const uint8_t *bytes, size_t count);

enum { CIMAGING_PNG = 0, CIMAGING_JPEG = 1, CIMAGING_TIFF = 2, CIMAGING_BMP = 3, CIMAGING_GIF = 4 };

/// How an image is to be written.
typedef struct {
  int32_t format;
  /// JPEG: 1...100.
  int32_t quality;
  /// PNG: RGB triples of a palette, for one channel of uint8; null for none.
  const uint8_t *CIMAGING_NULLABLE palette;
  int32_t palette_count;
} CImagingWriteOptions;

enum { CIMAGING_NEAREST = 0, CIMAGING_LINEAR = 1, CIMAGING_AREA = 2 };

/// Version texts of what stands behind the door.
typedef struct {
  char opencv[32];
  char itk[32];
  char gdcm[32];
  char deflate[32];
  char openslide[32];
  char png[32];
  char jpeg[32];
  char tiff[64];
  char gif[32];
} CImagingVersions;

/// What a raster file holds, as stored: before any turn, palette or scale.
typedef struct {
  int32_t height;
  int32_t width;
  int32_t samples;
  int32_t pages;
  /// NumPy's name of the sample type; "bool" for gray of one bit.
  char type[16];
  char format[16];
  char codec[48];
  /// Over the finite samples.
  double least;
  double greatest;
  double mean;
  int64_t nan_count;
  int64_t positive_infinity_count;
  int64_t negative_infinity_count;
  char notes[500];
} CImagingStored;

enum { CIMAGING_GZIP = 0, CIMAGING_ZLIB = 1, CIMAGING_DEFLATE = 2 };

enum { CIMAGING_FRAME_JPEG8 = 0, CIMAGING_FRAME_GDCM = 1 };

/// One compressed frame of a DICOM file: what its header says about it.
typedef struct {
  int32_t width;
  int32_t height;
  int32_t samples;
  /// 8, 16 or 32.
  int32_t bits_allocated;
  int32_t bits_stored;
  int32_t is_signed;
  /// 1: the photometric interpretation is RGB.
  int32_t told_rgb;
  /// One of CIMAGING_FRAME_*: libjpeg for 8-bit JPEG, GDCM for the rest.
  int32_t codec;
  /// The transfer syntax's UID.
  char transfer_syntax[65];
} CImagingFrame;

/// Where the voxels of a volume lie.
typedef struct {
  int64_t size[3];
  double spacing[3];
  /// Physical place of voxel 0, millimetres, LPS as ITK has it.
  double origin[3];
  /// Row-major 3 x 3; column a is the direction of axis a in LPS.
  double direction[9];
} CImagingVolumeHeader;

/// A whole slide opened through OpenSlide; regions may be read from several threads at once.
typedef struct CImagingSlide CImagingSlide;

enum { CIMAGING_MOST_LEVELS = 32 };

typedef struct {
  int32_t levels;
  /// Of each level, finest first; `downsample` is 1 for level 0.
  int64_t width[CIMAGING_MOST_LEVELS];
  int64_t height[CIMAGING_MOST_LEVELS];
  double downsample[CIMAGING_MOST_LEVELS];
  /// Micrometres a pixel of level 0; 0 where the file does not say.
  double mpp_x;
  double mpp_y;
  /// 0 where the file does not say.
  double objective_power;
  /// The scanned area in level-0 pixels; the whole of level 0 where the file does not say.
  int64_t bounds[4];
  char vendor[32];
  /// 1 if the file carries a colour profile (which is not applied).
  int32_t has_profile;
} CImagingSlideHeader;

typedef struct {
  uint32_t version;
  /// Size of this struct, so that a mismatch of header and library is seen.
  uint32_t size;

  void (*versions)(CImagingVersions *versions);

  CImagingStatus (*image_open)(
    const uint8_t *bytes, size_t count, const CImagingReadOptions *options,
    CImagingImage *CIMAGING_NULLABLE *CIMAGING_NONNULL image,
    CImagingHeader *header);
  /// A success may bring a sentence for the log in `message`: what only decoding shows.
  CImagingStatus (*image_read)(CImagingImage *image, void *destination, size_t byte_count);
  void (*image_close)(CImagingImage *image);
  CImagingStatus (*image_write)(CImagingView image, const CImagingWriteOptions *options, CImagingSink sink,
    void *context);

  CImagingStatus (*resize)(CImagingView source, CImagingView destination, int32_t interpolation);
  /// `matrix` maps destination to source pixel centres (2 x 3, row-major); outside the source `fill` is written.
  CImagingStatus (*warp)(
    CImagingView source, CImagingView destination, const double *matrix, int32_t interpolation, double fill);

  /// Flips and quarter turns: what a picture of that EXIF orientation (1...8) needs to be upright.
  CImagingStatus (*turn)(CImagingView source, CImagingView destination, int32_t orientation);

  /// In place: 3 x 3 correlation with mirrored borders, rounded and clipped.
  CImagingStatus (*convolve)(CImagingView image, const float *kernel);
  /// In place: each uint8 element replaced by its table entry (256).
  CImagingStatus (*lookup)(CImagingView image, const uint8_t *table);
  /// In place: channel c becomes the old channel order[c]; three channels.
  CImagingStatus (*shuffle_channels)(CImagingView image, const int32_t *order);
  /// In place: clip(x * factor + offset) in units of full scale; uint8 is cut, not rounded.
  CImagingStatus (*multiply_add)(CImagingView image, float factor, float offset);
  /// In place, float32: x to the power `exponent`.
  CImagingStatus (*power)(CImagingView image, float exponent);
  /// In place: contrast limited equalisation of the lightness (CIELAB) over rows x columns tiles.
  CImagingStatus (*clahe)(CImagingView image, double clip_limit, int32_t rows, int32_t columns);
  /// In place: shifts in units of OpenCV's 8-bit HSV (hue 0...180, saturation and value 0...255).
  CImagingStatus (*shift_hsv)(CImagingView image, double hue, double saturation, double value);
  /// In place: adds `deviation` * n(key, element), n standard normal; uint8 in units of 255.
  CImagingStatus (*gaussian_noise)(CImagingView image, uint64_t key, float deviation);
  /// The n(key, element) of `gaussian_noise`.
  void (*gaussian_field)(float *field, size_t count, uint64_t key);
  /// In place: adds a field of the image's own element count, in grey levels for uint8.
  CImagingStatus (*add_field)(CImagingView image, const float *field);

  /// Decodes the chosen page and measures it; `labels` of the options is taken as 1.
  CImagingStatus (*image_stored)(
    const uint8_t *bytes, size_t count, const CImagingReadOptions *options, CImagingStored *stored);

  /// Inflates up to `capacity` bytes. `is_whole` 1 reads to the end of the stream and checks its sum; 0 stops when the
  /// destination is full. Fewer bytes than `capacity` mean that the stream is shorter; an early end is an error.
  CImagingStatus (*inflate)(
    int32_t wrapping, int32_t is_whole, const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity,
    size_t *filled);
  /// Decodes one frame into interleaved samples, native byte order. `is_rgb` 1: the stream's own markers say RGB.
  CImagingStatus (*frame_decode)(
    const uint8_t *bytes, size_t count, const CImagingFrame *frame, uint8_t *output, size_t byte_count,
    int32_t *is_rgb);
  /// Writes one volume; `type` one of CIMAGING_*, x fastest. The format is told by the path's ending.
  CImagingStatus (*volume_write)(
    const char *path, const CImagingVolumeHeader *header, int32_t type, const void *voxels, int32_t is_deflated);

  CImagingStatus (*slide_open)(
    const char *path, CImagingSlide *CIMAGING_NULLABLE *CIMAGING_NONNULL slide, CImagingSlideHeader *header);
  /// `destination` (uint8, RGB) receives the region whose top left corner is `x`, `y` in level-0 pixels, in pixels of
  /// `level`, on white; what lies outside the slide is white.
  CImagingStatus (*slide_read)(CImagingSlide *slide, int32_t level, int64_t x, int64_t y, CImagingView destination);
  void (*slide_close)(CImagingSlide *slide);
} CImagingTable;

/// The library's only exported function.
typedef const CImagingTable *CIMAGING_NONNULL (*CIMAGING_NONNULL CImagingEntry)(void);

#ifdef __cplusplus
}
#endif

#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
