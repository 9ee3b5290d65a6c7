// Deflated bytes: libdeflate for whole streams, zlib for their first bytes and for what libdeflate leaves.
#include <algorithm>
#include <memory>
#include <vector>

#include <libdeflate.h>
#include <zlib.h>

#include "Failure.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

struct FreeDecompressor {
  void operator()(libdeflate_decompressor *decompressor) const { libdeflate_free_decompressor(decompressor); }
};

/// zlib's window bits for each wrapping.
int windowBits(int32_t wrapping) {
  switch (wrapping) {
    case CIMAGING_GZIP: return 16 + MAX_WBITS;
    case CIMAGING_ZLIB: return MAX_WBITS;
    case CIMAGING_DEFLATE: return -MAX_WBITS;
    default: fail("unknown wrapping %d", wrapping);
  }
}

/// A stream that zlib inflates piece by piece; gzip members follow each other.
class Inflater {
 public:
  Inflater(int32_t kind, const uint8_t *bytes, size_t count) : wrapping(kind), input(bytes), left(count) {
    if (inflateInit2(&stream, windowBits(wrapping)) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater &) = delete;

  /// Inflates up to `capacity` bytes; fewer only at the stream's end.
  size_t read(uint8_t *output, size_t capacity) {
    size_t filled = 0;
    while (filled < capacity && !ended) filled += step(output + filled, capacity - filled);
    return filled;
  }

  /// Inflates the rest for its checksum and throws it away.
  void readRest() {
    std::vector<uint8_t> buffer(1 << 16);
    while (!ended) step(buffer.data(), buffer.size());
  }

 private:
  static constexpr size_t piece = size_t(1) << 30;

  size_t step(uint8_t *output, size_t capacity) {
    const size_t given = std::min(left, piece);
    stream.next_in = const_cast<uint8_t *>(input);
    stream.avail_in = uInt(given);
    stream.next_out = output;
    stream.avail_out = uInt(std::min(capacity, piece));
    const uInt room = stream.avail_out;
    const int code = inflate(&stream, Z_NO_FLUSH);
    input += given - stream.avail_in;
    left -= given - stream.avail_in;
    const size_t made = room - stream.avail_out;
    if (code == Z_STREAM_END) {
      finishMember();
    } else if (code != Z_OK && !(code == Z_BUF_ERROR && made > 0)) {
      if (left == 0) fail("truncated: the deflated data end too early");
      fail("damaged: the deflated data are wrong (%s)", stream.msg ? stream.msg : "no reason given");
    } else if (left == 0 && made == 0) {
      fail("truncated: the deflated data end too early");
    }
    return made;
  }

  /// What follows a gzip member is another one, or padding that is no part of the data.
  void finishMember() {
    ended = wrapping != CIMAGING_GZIP || left < 18 || input[0] != 0x1f || input[1] != 0x8b;
    if (!ended && inflateReset(&stream) != Z_OK) fail("damaged: the deflated data are wrong");
  }

  int32_t wrapping;
  const uint8_t *input;
  size_t left;
  z_stream stream{};
  bool ended = false;
};

/// One whole stream at once; false when it is longer than `capacity`, has several members, or is damaged.
bool inflateWhole(
  int32_t wrapping, const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity, size_t &filled) {
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  size_t used = 0;
  const auto run = wrapping == CIMAGING_GZIP   ? libdeflate_gzip_decompress_ex
                   : wrapping == CIMAGING_ZLIB ? libdeflate_zlib_decompress_ex
                                               : libdeflate_deflate_decompress_ex;
  const auto result = run(decompressor.get(), bytes, count, output, capacity, &used, &filled);
  return result == LIBDEFLATE_SUCCESS && (filled == capacity || wrapping != CIMAGING_GZIP || count - used < 18);
}

}  // namespace

CImagingStatus inflateBytes(
  int32_t wrapping, int32_t isWhole, const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity,
  size_t *filled) {
  *filled = 0;
  return guarded([&] {
    if (isWhole && inflateWhole(wrapping, bytes, count, output, capacity, *filled)) return;
    Inflater inflater(wrapping, bytes, count);
    *filled = inflater.read(output, capacity);
    if (isWhole) inflater.readRest();
  });
}

}  // namespace imaging
