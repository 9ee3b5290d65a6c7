#pragma once

#include <cstdint>
#include <string>

namespace imaging {

/// Throws `Failure` when a NIfTI file (or its pair) holds fewer bytes than its voxels need, or its checksum is wrong.
void checkNiftiLength(const std::string &path, uint64_t voxelCount);

}  // namespace imaging
