// Resizing through OpenCV: linear, or the mean over an area.
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "Failure.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

cv::Mat matrixOf(const CImagingView &view) {
  const int depth = view.depth == CIMAGING_UINT8 ? CV_8U : CV_32F;
  return cv::Mat(view.height, view.width, CV_MAKETYPE(depth, view.channels), view.pixels);
}

int interpolationOf(int32_t interpolation) {
  return interpolation == CIMAGING_AREA ? cv::INTER_AREA : cv::INTER_LINEAR;
}

void checkPair(const CImagingView &source, const CImagingView &destination) {
  if (source.height <= 0 || source.width <= 0 || destination.height <= 0 || destination.width <= 0) {
    fail("an empty picture cannot be resized");
  }
  if (source.channels != destination.channels || source.depth != destination.depth) {
    fail("the two pictures differ in kind");
  }
}

}  // namespace

CImagingStatus resize(CImagingView source, CImagingView destination, int32_t interpolation) {
  return guarded([&] {
    checkPair(source, destination);
    cv::Mat output = matrixOf(destination);
    cv::resize(matrixOf(source), output, output.size(), 0, 0, interpolationOf(interpolation));
    if (output.data != destination.pixels) fail("OpenCV moved the result");
  });
}

}  // namespace imaging
