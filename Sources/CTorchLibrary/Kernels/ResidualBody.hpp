// A scaled branch joins the stream, for one instruction set (EachTarget.hpp).

/// y = x + scale * (branch + bias); widths that are no multiple of 16 end in a part.
template <typename Element, typename Branch>
void join_rows(const Element *x, const Branch *branch, const float *bias, float scale, Element *y, int64_t rows,
               int64_t width) {
  for (int64_t row = 0; row < rows; ++row, x += width, branch += width, y += width) {
    int64_t i = 0;
    for (; i + lane_count <= width; i += lane_count) {
      const Lanes b = bias ? load(branch + i) + load(bias + i) : load(branch + i);
      store(y + i, load(x + i) + b * scale);
    }
    const int64_t rest = width - i;
    if (rest == 0) continue;
    const Lanes last = load_some(branch + i, rest);
    const Lanes b = bias ? last + load_some(bias + i, rest) : last;
    store_some(y + i, load_some(x + i, rest) + b * scale, rest);
  }
}

/// dbranch = scale * dy; `sum` [width] or null gains its columns' sums.
template <typename Element, typename Branch>
void branch_rows(const Element *dy, float scale, Branch *dbranch, float *sum, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; ++row, dy += width, dbranch += width) {
    int64_t i = 0;
    for (; i + lane_count <= width; i += lane_count) {
      const Lanes d = load(dy + i) * scale;
      store(dbranch + i, d);
      if (sum) store(sum + i, load(sum + i) + d);
    }
    const int64_t rest = width - i;
    if (rest == 0) continue;
    const Lanes d = load_some(dy + i, rest) * scale;
    store_some(dbranch + i, d, rest);
    if (sum) store_some(sum + i, load_some(sum + i, rest) + d, rest);
  }
}
