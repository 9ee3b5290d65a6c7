// GIF through giflib: the first picture on its screen, as palette indices.
#include <gif_lib.h>

#include "Decoder.hpp"
#include "Failure.hpp"

namespace imaging {

namespace {

class GifDecoder final : public Decoder {
 public:
  GifDecoder(Bytes source, const CImagingReadOptions &options) : bytes(source) {
    int code = 0;
    file = DGifOpen(this, onRead, &code);
    if (!file) fail("damaged GIF: %s", text(code));
    try {
      findPicture();
      describe(options);
      header.pages = countPictures();
      if (header.pages > 1 && options.page != 0) {
        fail("has %d pages; of a GIF the first, page 0, is read; page %d was asked for", header.pages, options.page);
      }
    } catch (...) {
      DGifCloseFile(file, nullptr);
      throw;
    }
  }

  ~GifDecoder() override { DGifCloseFile(file, nullptr); }

  void decode(uint8_t *samples) override {
    std::memset(samples, file->SBackGroundColor, header.rowBytes() * header.height);
    std::vector<GifPixelType> line(file->Image.Width);
    for (int i = 0; i < file->Image.Height; ++i) {
      if (DGifGetLine(file, line.data(), file->Image.Width) == GIF_ERROR) {
        fail("damaged or truncated GIF: %s in row %d of %d", text(file->Error), i, file->Image.Height);
      }
      std::copy(line.begin(), line.end(), samples + size_t(rowOfLine(i)) * header.width + file->Image.Left);
    }
  }

 private:
  void findPicture() {
    for (;;) {
      GifRecordType type = UNDEFINED_RECORD_TYPE;
      if (DGifGetRecordType(file, &type) == GIF_ERROR) fail("damaged or truncated GIF: %s", text(file->Error));
      if (type == TERMINATE_RECORD_TYPE) fail("a GIF without a picture");
      if (type == IMAGE_DESC_RECORD_TYPE) break;
      skipExtension();
    }
    if (DGifGetImageDesc(file) == GIF_ERROR) fail("damaged GIF: %s", text(file->Error));
  }

  void skipExtension() {
    int code = 0;
    GifByteType *block = nullptr;
    if (DGifGetExtension(file, &code, &block) == GIF_ERROR) fail("damaged GIF: %s", text(file->Error));
    while (block) {
      if (code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4 && (block[1] & 1)) header.hasAlpha = true;
      if (DGifGetExtensionNext(file, &block) == GIF_ERROR) fail("damaged GIF: %s", text(file->Error));
    }
  }

  void describe(const CImagingReadOptions &options) {
    const GifImageDesc &image = file->Image;
    header.height = header.sourceHeight = file->SHeight;
    header.width = header.sourceWidth = file->SWidth;
    checkSize(header.height, header.width, 1, options);
    if (image.Left < 0 || image.Top < 0 || image.Width <= 0 || image.Height <= 0 ||
        image.Left + image.Width > header.width || image.Top + image.Height > header.height) {
      fail("damaged GIF: the picture lies outside its screen");
    }
    header.samples = 1;
    header.photometric = Photometric::palette;
    const ColorMapObject *colours = image.ColorMap ? image.ColorMap : file->SColorMap;
    if (!colours) fail("a GIF without a palette is not supported");
    for (int i = 0; i < colours->ColorCount; ++i) {
      const GifColorType &c = colours->Colors[i];
      header.palette.insert(header.palette.end(), {c.Red, c.Green, c.Blue});
    }
  }

  /// Pictures of the file, found by walking its blocks; what is damaged behind the first one ends the count.
  int countPictures() const {
    const auto at = [&](size_t place) { return place < bytes.count ? int(bytes.data[place]) : -1; };
    const auto colours = [](int packed) { return packed & 0x80 ? size_t(3) << ((packed & 7) + 1) : size_t(0); };
    const auto afterSubBlocks = [&](size_t place) {
      while (at(place) > 0) place += size_t(at(place)) + 1;
      return place + 1;
    };
    int count = 0;
    size_t place = 13 + colours(at(10));
    while (place < bytes.count) {
      if (at(place) == 0x21) {
        place = afterSubBlocks(place + 2);
      } else if (at(place) == 0x2C && at(place + 9) >= 0) {
        ++count;
        place = afterSubBlocks(place + 10 + colours(at(place + 9)) + 1);
      } else {
        break;
      }
    }
    return std::max(count, 1);
  }

  /// Interlaced pictures store every 8th row from 0, every 8th from 4, every 4th from 2, every 2nd from 1.
  int rowOfLine(int line) const {
    int row = line;
    if (file->Image.Interlace) {
      constexpr int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
      for (int pass = 0; pass < 4; ++pass) {
        const int rows = (file->Image.Height - starts[pass] + steps[pass] - 1) / steps[pass];
        if (line < rows) {
          row = starts[pass] + line * steps[pass];
          break;
        }
        line -= std::max(rows, 0);
      }
    }
    return file->Image.Top + row;
  }

  static int onRead(GifFileType *file, GifByteType *output, int count) {
    auto *self = static_cast<GifDecoder *>(file->UserData);
    const size_t take = std::min(size_t(count), self->bytes.count - self->position);
    std::memcpy(output, self->bytes.data + self->position, take);
    self->position += take;
    return int(take);
  }

  static const char *text(int code) {
    const char *found = GifErrorString(code);
    return found ? found : "unknown reason";
  }

  Bytes bytes;
  size_t position = 0;
  GifFileType *file = nullptr;
};

}  // namespace

std::unique_ptr<Decoder> openGif(Bytes bytes, const CImagingReadOptions &options) {
  return std::make_unique<GifDecoder>(bytes, options);
}

}  // namespace imaging
