// Is all of a NIfTI file's data there? niftilib fills what is missing with zeros and says nothing.
#include "NiftiLength.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include <zlib.h>

#include "Failure.hpp"

namespace imaging {

namespace {

constexpr int headerBytes = 348;

/// A file read through zlib, which passes plain files as they are.
class Inflated {
 public:
  explicit Inflated(const std::string &path) : file(gzopen ? gzopen(path.c_str(), "rb") : nullptr) {
    if (!file) fail("cannot be opened");
    gzbuffer(file, 1 << 17);
  }
  ~Inflated() { gzclose(file); }
  Inflated(const Inflated &) = delete;

  /// Bytes read, at most `count`; damage and early ends of deflated data throw.
  size_t read(uint8_t *output, size_t count) {
    const int got = gzread(file, output, unsigned(count));
    int code = Z_OK;
    const char *text = gzerror(file, &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) fail("damaged or truncated NIfTI: %s", text);
    return size_t(got);
  }

  /// Counts bytes up to `most`.
  uint64_t count(uint64_t most) {
    std::vector<uint8_t> buffer(1 << 16);
    uint64_t total = 0;
    while (total < most) {
      const size_t got = read(buffer.data(), buffer.size());
      if (got == 0) break;
      total += got;
    }
    return total;
  }

 private:
  gzFile file;
};

/// Where the voxels begin and the bits of each, in either byte order.
struct Layout {
  uint64_t offset;
  uint64_t bits;
  bool isPair;
};

Layout layoutOf(const std::string &path) {
  uint8_t header[headerBytes];
  if (Inflated(path).read(header, headerBytes) < headerBytes) fail("truncated NIfTI: the header needs 348 bytes");
  const bool swapped = header[0] != 0x5C;
  const auto integer = [&](int at, int size) {
    uint32_t value = 0;
    for (int i = 0; i < size; ++i) value |= uint32_t(header[at + i]) << 8 * (swapped ? size - 1 - i : i);
    return value;
  };
  const uint32_t offsetBits = integer(108, 4);
  float offset;
  std::memcpy(&offset, &offsetBits, 4);
  const bool isPair = std::memcmp(header + 344, "n+1", 3) != 0;
  if (!(offset >= 0 && offset < 1e15f)) fail("damaged NIfTI: voxels at offset %g", double(offset));
  return {uint64_t(offset), integer(72, 2), isPair};
}

/// The file that holds the voxels of a pair: `.img` beside `.hdr`, deflated or not.
std::string dataPath(const std::string &path, bool isPair) {
  const size_t dot = path.rfind(".hdr");
  if (!isPair || dot == std::string::npos) return path;
  for (const char *ending : {".img", ".img.gz"}) {
    const std::string candidate = path.substr(0, dot) + ending;
    if (std::filesystem::exists(candidate)) return candidate;
  }
  fail("the .img file beside this header is missing");
}

/// The file that holds the header of a pair.
std::string headerPath(const std::string &path) {
  const size_t dot = path.rfind(".img");
  if (dot == std::string::npos) return path;
  for (const char *ending : {".hdr", ".hdr.gz"}) {
    const std::string candidate = path.substr(0, dot) + ending;
    if (std::filesystem::exists(candidate)) return candidate;
  }
  fail("the .hdr file beside this image is missing");
}

}  // namespace

void checkNiftiLength(const std::string &path, uint64_t voxelCount) {
  const std::string header = headerPath(path);
  const Layout layout = layoutOf(header);
  const uint64_t need = layout.offset + (voxelCount * layout.bits + 7) / 8;
  const std::string data = dataPath(header, layout.isPair);
  // One byte more than needed makes zlib check the sum at the end of the stream.
  const uint64_t got = Inflated(data).count(need + 1);
  if (got < need) {
    fail("truncated NIfTI: the voxels end after %llu of %llu bytes", (unsigned long long)got, (unsigned long long)need);
  }
}

}  // namespace imaging
