// Window partition as one copy: pad, roll and partition are a renumbering of positions.

#include <algorithm>
#include <cstring>

#include "Loops.hpp"
#include "Parallel.hpp"

namespace umedpt {

namespace {

int64_t divided_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Calls `copy(image position or -1, window position, positions)` for every run of neighbours.
template <typename Copy>
void each_run(const WindowGrid &grid, Copy &&copy) {
  const int64_t rows = divided_up(grid.height, grid.window), columns = divided_up(grid.width, grid.window);
  const int64_t padded_height = rows * grid.window, padded_width = columns * grid.window;
  const int64_t grain = 1 + 65536 / (padded_width * grid.row_bytes + 1);
  parallel_ranges(grid.batch * padded_height, grain, [&](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; ++line) {
      const int64_t sample = line / padded_height, rolled_y = line % padded_height;
      const int64_t y = (rolled_y + grid.shift_y) % padded_height;
      const int64_t first_window = (sample * rows + rolled_y / grid.window) * columns;
      for (int64_t column = 0; column < columns; ++column) {
        const int64_t place = ((first_window + column) * grid.window + rolled_y % grid.window) * grid.window;
        for (int64_t done = 0; done < grid.window;) {
          const int64_t x = (column * grid.window + done + grid.shift_x) % padded_width;
          const bool inside = y < grid.height && x < grid.width;
          const int64_t edge = x < grid.width ? grid.width : padded_width;
          const int64_t length = std::min(grid.window - done, edge - x);
          copy(inside ? (sample * grid.height + y) * grid.width + x : -1, place + done, length);
          done += length;
        }
      }
    }
  });
}

}  // namespace

void windows_from_image(const WindowGrid &grid, const char *image, char *windows) {
  each_run(grid, [&](int64_t from, int64_t into, int64_t length) {
    char *place = windows + into * grid.row_bytes;
    if (from < 0) {
      std::memset(place, 0, length * grid.row_bytes);
    } else {
      std::memcpy(place, image + from * grid.row_bytes, length * grid.row_bytes);
    }
  });
}

void image_from_windows(const WindowGrid &grid, const char *windows, char *image) {
  each_run(grid, [&](int64_t into, int64_t from, int64_t length) {
    if (into >= 0) std::memcpy(image + into * grid.row_bytes, windows + from * grid.row_bytes, length * grid.row_bytes);
  });
}

}  // namespace umedpt
