// What the messages of libjpeg mean, which TIFF and DICOM decoders pass on as text.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstring>

namespace imaging {

/// Bytes that libjpeg skipped before the end of an image, all of whose samples it had; 0 for every other message.
inline size_t strayBytesBeforeEnd(const char *message) {
  constexpr unsigned endOfImage = 0xd9;
  unsigned count = 0, marker = 0;
  const char *start = strstr(message, "Corrupt JPEG data: ");
  if (!start) return 0;
  const int found = sscanf(start, "Corrupt JPEG data: %u extraneous bytes before marker 0x%x", &count, &marker);
  return found == 2 && marker == endOfImage ? count : 0;
}

/// Whether pixels are invented. libjpeg prints its first warning of an image alone, which may hide others: "Invalid SOS
/// parameters", which is no damage of a sequential image, does so too.
inline bool tellsJpegDamage(const char *message) {
  if (strayBytesBeforeEnd(message) > 0) return false;
  constexpr const char *damage[] = {"Premature end", "Corrupt JPEG data", "Inconsistent progression"};
  for (const char *words : damage) {
    if (strstr(message, words)) return true;
  }
  return false;
}

}  // namespace imaging
