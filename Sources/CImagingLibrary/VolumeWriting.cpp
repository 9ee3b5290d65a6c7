// Volumes written through ITK: NIfTI, MetaImage and NRRD, told by the file's name.
#include "ItkForClang.hpp"

#include <algorithm>
#include <string>

#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkVersion.h>

#include "Failure.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

bool endsWith(const std::string &text, const char *ending) {
  const size_t count = strlen(ending);
  return text.size() >= count && text.compare(text.size() - count, count, ending) == 0;
}

itk::ImageIOBase::Pointer writerFor(const std::string &path) {
  if (endsWith(path, ".nii") || endsWith(path, ".nii.gz")) return itk::NiftiImageIO::New().GetPointer();
  if (endsWith(path, ".mha") || endsWith(path, ".mhd")) return itk::MetaImageIO::New().GetPointer();
  if (endsWith(path, ".nrrd") || endsWith(path, ".nhdr")) return itk::NrrdImageIO::New().GetPointer();
  fail("volumes are written as .nii, .nii.gz, .mha, .mhd, .nrrd or .nhdr");
}

itk::IOComponentEnum component(int32_t type) {
  switch (type) {
    case CIMAGING_UINT8: return itk::IOComponentEnum::UCHAR;
    case CIMAGING_UINT16: return itk::IOComponentEnum::USHORT;
    case CIMAGING_INT16: return itk::IOComponentEnum::SHORT;
    case CIMAGING_FLOAT32: return itk::IOComponentEnum::FLOAT;
    default: fail("voxel type %d cannot be written", type);
  }
}

void setGeometry(itk::ImageIOBase &io, const CImagingVolumeHeader &header) {
  io.SetNumberOfDimensions(3);
  itk::ImageIORegion region(3);
  for (unsigned axis = 0; axis < 3; ++axis) {
    if (header.size[axis] < 1) fail("a volume without voxels cannot be written");
    io.SetDimensions(axis, size_t(header.size[axis]));
    region.SetSize(axis, size_t(header.size[axis]));
    io.SetSpacing(axis, header.spacing[axis]);
    io.SetOrigin(axis, header.origin[axis]);
    std::vector<double> direction(3);
    for (unsigned row = 0; row < 3; ++row) direction[row] = header.direction[row * 3 + axis];
    io.SetDirection(axis, direction);
  }
  io.SetIORegion(region);
}

/// ITK's sentence without its prefix, object and address.
std::string sentence(const itk::ExceptionObject &error) {
  std::string text = error.GetDescription();
  const size_t end = text.find("): ");
  return end == std::string::npos ? text : text.substr(end + 3);
}

}  // namespace

const char *itkVersionText() { return itk::Version::GetITKVersion(); }

CImagingStatus volumeWrite(
  const char *path, const CImagingVolumeHeader *header, int32_t type, const void *voxels, int32_t isDeflated) {
  return guarded([&] {
    try {
      itk::Object::GlobalWarningDisplayOff();
      auto io = writerFor(path);
      io->SetFileName(path);
      setGeometry(*io, *header);
      io->SetPixelType(itk::IOPixelEnum::SCALAR);
      io->SetComponentType(component(type));
      io->SetNumberOfComponents(1);
      io->SetUseCompression(isDeflated || endsWith(path, ".gz"));
      io->WriteImageInformation();
      io->Write(voxels);
    } catch (const itk::ExceptionObject &error) {
      fail("cannot be written: %s", sentence(error).c_str());
    }
  });
}

}  // namespace imaging
