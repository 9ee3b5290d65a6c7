// How a PNG lies: EXIF and XMP in its chunks, plain, deflated, or in the hexadecimal digits of ImageMagick.
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "Decoder.hpp"
#include "Images.hpp"

namespace imaging {

namespace {

/// Remarks that are longer when inflated are read up to here.
constexpr size_t longestRemark = 1 << 20;
/// Above what any writer makes; inflating more would take long.
constexpr int mostProfiles = 16;

using Text = std::string_view;

Text textOf(Bytes bytes) { return {reinterpret_cast<const char *>(bytes.data), bytes.count}; }

Bytes bytesOf(Text text) { return {reinterpret_cast<const uint8_t *>(text.data()), text.size()}; }

/// The text up to the next zero, which is taken off with it; all of it where there is none.
Text takeString(Text &text) {
  const size_t end = std::min(text.find('\0'), text.size());
  const Text found = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return found;
}

/// Empty where it is damaged.
std::string inflated(Text deflated) {
  std::string text(longestRemark, '\0');
  size_t filled = 0;
  const CImagingStatus status = inflateBytes(
    CIMAGING_ZLIB, 0, bytesOf(deflated).data, deflated.size(), reinterpret_cast<uint8_t *>(text.data()), text.size(),
    &filled);
  text.resize(status.code == 0 ? filled : 0);
  return text;
}

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = char(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// The bytes of a profile as ImageMagick writes it: an empty line, its name, its length, then hexadecimal digits.
std::string profileOf(Text text) {
  for (int line = 0; line < 3; ++line) {
    const size_t end = text.find('\n');
    if (end == Text::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    const int digit = digitOf(c);
    if (digit < 0) continue;
    if (high >= 0) bytes.push_back(char(high << 4 | digit));
    high = high < 0 ? digit : -1;
  }
  return bytes;
}

/// What the chunks that were seen say; 0 for nothing.
struct Found {
  int exif = 0;
  int profile = 0;
  int xmp = 0;
  int profiles = 0;

  /// A `tEXt` or `zTXt` chunk.
  void takeText(Text body, bool isDeflated) {
    const Text keyword = takeString(body);
    constexpr Text start = "Raw profile type ";
    if (keyword.substr(0, start.size()) != start || ++profiles > mostProfiles) return;
    const Text kind = keyword.substr(start.size());
    if (kind != "exif" && kind != "APP1" && kind != "xmp") return;
    // One byte names the compression, of which there is one.
    if (isDeflated) body.remove_prefix(std::min<size_t>(1, body.size()));
    const std::string bytes = profileOf(isDeflated ? Text(inflated(body)) : body);
    constexpr Text exifStart{"Exif\0\0", 6};
    const Text content = bytes;
    const bool isMarked = content.substr(0, exifStart.size()) == exifStart;
    if (const int told = exifOrientation(bytesOf(isMarked ? content.substr(exifStart.size()) : content))) {
      profile = told;
    } else if (const int toldByXmp = xmpOrientation(bytesOf(content))) {
      xmp = toldByXmp;
    }
  }

  /// An `iTXt` chunk: keyword, two bytes of compression, language, translated keyword, text.
  void takeInternationalText(Text body) {
    if (takeString(body) != "XML:com.adobe.xmp" || body.size() < 2 || ++profiles > mostProfiles) return;
    const bool isDeflated = body[0] == 1;
    body.remove_prefix(2);
    takeString(body);
    takeString(body);
    const std::string text = isDeflated ? inflated(body) : std::string();
    if (const int told = xmpOrientation(bytesOf(isDeflated ? Text(text) : body))) xmp = told;
  }
};

}  // namespace

int pngOrientation(Bytes png) {
  Found found;
  for (size_t at = 8; at + 12 <= png.count;) {
    const uint8_t *chunk = png.data + at;
    const size_t length = size_t(chunk[0]) << 24 | size_t(chunk[1]) << 16 | size_t(chunk[2]) << 8 | chunk[3];
    if (length > png.count - at - 12) break;
    const Bytes body{chunk + 8, length};
    const Text kind(reinterpret_cast<const char *>(chunk + 4), 4);
    if (kind == "eXIf" && !found.exif) found.exif = exifOrientation(body);
    if (kind == "tEXt" || kind == "zTXt") found.takeText(textOf(body), kind == "zTXt");
    if (kind == "iTXt") found.takeInternationalText(textOf(body));
    at += length + 12;
  }
  for (const int told : {found.exif, found.profile, found.xmp}) {
    if (told) return told;
  }
  return 1;
}

}  // namespace imaging
