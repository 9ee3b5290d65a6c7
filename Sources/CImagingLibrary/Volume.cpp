// NIfTI volumes through ITK: voxels as float32 in the file's own axes, geometry in millimetres (LPS).
#include "ItkForClang.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <vector>

#include <itkNiftiImageIO.h>
#include <itkVersion.h>

#include "Failure.hpp"
#include "Images.hpp"
#include "NiftiLength.hpp"

struct CImagingVolume {
  itk::NiftiImageIO::Pointer io;
  std::string path;
  size_t voxelCount;
};

namespace imaging {

namespace {

using Component = itk::IOComponentEnum;

/// Deflate cannot shrink more than this.
constexpr double mostDeflated = 1040;

size_t componentBytes(Component type) {
  switch (type) {
    case Component::UCHAR:
    case Component::CHAR: return 1;
    case Component::USHORT:
    case Component::SHORT: return 2;
    case Component::UINT:
    case Component::INT:
    case Component::FLOAT: return 4;
    case Component::ULONG:
    case Component::LONG:
    case Component::ULONGLONG:
    case Component::LONGLONG:
    case Component::DOUBLE: return 8;
    default: fail("a voxel type that is not supported");
  }
}

template <typename Voxel>
void convert(const char *bytes, float *voxels, size_t count) {
  const auto *input = reinterpret_cast<const Voxel *>(bytes);
  for (size_t i = 0; i < count; ++i) voxels[i] = float(input[i]);
}

void convertVoxels(Component type, const char *bytes, float *voxels, size_t count) {
  switch (type) {
    case Component::UCHAR: return convert<unsigned char>(bytes, voxels, count);
    case Component::CHAR: return convert<signed char>(bytes, voxels, count);
    case Component::USHORT: return convert<unsigned short>(bytes, voxels, count);
    case Component::SHORT: return convert<short>(bytes, voxels, count);
    case Component::UINT: return convert<unsigned int>(bytes, voxels, count);
    case Component::INT: return convert<int>(bytes, voxels, count);
    case Component::ULONG:
    case Component::ULONGLONG: return convert<unsigned long long>(bytes, voxels, count);
    case Component::LONG:
    case Component::LONGLONG: return convert<long long>(bytes, voxels, count);
    case Component::FLOAT: return convert<float>(bytes, voxels, count);
    case Component::DOUBLE: return convert<double>(bytes, voxels, count);
    default: fail("a voxel type that is not supported");
  }
}

size_t checkedVoxelCount(const itk::NiftiImageIO &io, const char *path, int64_t voxelLimit) {
  if (io.GetPixelType() != itk::IOPixelEnum::SCALAR || io.GetNumberOfComponents() != 1) {
    fail("holds %u values a voxel; one is supported", io.GetNumberOfComponents());
  }
  double voxels = 1;
  for (unsigned i = 0; i < io.GetNumberOfDimensions(); ++i) {
    const auto size = double(io.GetDimensions(i));
    if (size < 1) fail("the volume is empty along axis %u", i);
    if (i >= 3 && size > 1) fail("has %.0f volumes along axis %u; one volume is supported", size, i);
    voxels *= size;
  }
  if (voxels > double(voxelLimit)) fail("claims %.0f voxels, above the limit of %lld", voxels, (long long)voxelLimit);
  const std::string name = path;
  const bool deflated = name.size() > 3 && name.compare(name.size() - 3, 3, ".gz") == 0;
  const double most = double(std::filesystem::file_size(path)) * (deflated ? mostDeflated : 1);
  const bool isPair = name.find(".nii") == std::string::npos;
  if (!isPair && voxels > most) fail("claims %.0f voxels, which the file's size cannot hold", voxels);
  return size_t(voxels);
}

void fillHeader(const itk::NiftiImageIO &io, CImagingVolumeHeader &header) {
  const unsigned dimensions = io.GetNumberOfDimensions();
  for (unsigned axis = 0; axis < 3; ++axis) {
    const bool present = axis < dimensions;
    header.size[axis] = present ? int64_t(io.GetDimensions(axis)) : 1;
    header.spacing[axis] = present ? io.GetSpacing(axis) : 1;
    header.origin[axis] = present ? io.GetOrigin(axis) : 0;
    const std::vector<double> direction = present ? io.GetDirection(axis) : std::vector<double>();
    for (unsigned row = 0; row < 3; ++row) {
      header.direction[row * 3 + axis] = row < direction.size() ? direction[row] : (row == axis ? 1 : 0);
    }
  }
}

}  // namespace

namespace {

/// ITK's sentence without its prefix, object and address.
std::string sentence(const itk::ExceptionObject &error) {
  std::string text = error.GetDescription();
  const size_t end = text.find("): ");
  return end == std::string::npos ? text : text.substr(end + 3);
}

}  // namespace

const char *itkVersionText() { return itk::Version::GetITKVersion(); }

CImagingStatus volumeOpen(const char *path, int64_t voxelLimit, CImagingVolume **volume, CImagingVolumeHeader *header) {
  *volume = nullptr;
  return guarded([&] {
    try {
      itk::Object::GlobalWarningDisplayOff();
      if (!std::filesystem::is_regular_file(path)) fail("is not a regular file");
      auto io = itk::NiftiImageIO::New();
      if (!io->CanReadFile(path)) fail("is no NIfTI volume");
      io->SetFileName(path);
      io->ReadImageInformation();
      auto opened = std::make_unique<CImagingVolume>();
      opened->voxelCount = checkedVoxelCount(*io, path, voxelLimit);
      componentBytes(io->GetComponentType());
      fillHeader(*io, *header);
      opened->io = io;
      opened->path = path;
      *volume = opened.release();
    } catch (const itk::ExceptionObject &error) {
      fail("damaged NIfTI: %s", sentence(error).c_str());
    }
  });
}

CImagingStatus volumeRead(CImagingVolume *volume, float *voxels, size_t count) {
  return guarded([&] {
    try {
      if (count != volume->voxelCount) fail("the destination has %zu voxels", count);
      checkNiftiLength(volume->path, volume->voxelCount);
      itk::NiftiImageIO &io = *volume->io;
      itk::ImageIORegion region(io.GetNumberOfDimensions());
      for (unsigned i = 0; i < io.GetNumberOfDimensions(); ++i) region.SetSize(i, io.GetDimensions(i));
      io.SetIORegion(region);
      std::vector<char> bytes(count * componentBytes(io.GetComponentType()));
      io.Read(bytes.data());
      convertVoxels(io.GetComponentType(), bytes.data(), voxels, count);
    } catch (const itk::ExceptionObject &error) {
      fail("damaged or truncated NIfTI: %s", sentence(error).c_str());
    }
  });
}

void volumeClose(CImagingVolume *volume) { delete volume; }

}  // namespace imaging
