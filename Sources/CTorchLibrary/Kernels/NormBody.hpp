// Norms, for one instruction set (EachTarget.hpp).

/// Calls `body(first, count)` for every sixteen elements; the last may be fewer.
template <typename Body>
inline void each_lanes(int64_t count, Body &&body) {
  int64_t i = 0;
  for (; i + lane_count <= count; i += lane_count) body(i, int64_t{lane_count});
  if (i < count) body(i, count - i);
}

template <typename Element>
inline Lanes load_up_to(const Element *from, int64_t count) {
  return count == lane_count ? load(from) : load_some(from, count);
}

template <typename Element>
inline void store_up_to(Element *into, const Lanes &x, int64_t count) {
  if (count == lane_count) return store(into, x);
  store_some(into, x, count);
}

/// Lanes from `count` on become zero.
inline Lanes first_lanes(const Lanes &x, int64_t count) {
  if (count == lane_count) return x;
  const LaneBits number = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return number < static_cast<int32_t>(count) ? x : Lanes{};
}

/// Mean and sum of squared distances from it, in two passes over memory that stays in the cache.
template <typename Element>
void moments_of(const Element *x, int64_t count, double *mean, double *squares) {
  Lanes sum{};
  each_lanes(count, [&](int64_t i, int64_t n) { sum += load_up_to(x + i, n); });
  const float middle = sum_of(sum) / static_cast<float>(count);
  Lanes distances{};
  each_lanes(count, [&](int64_t i, int64_t n) {
    const Lanes d = first_lanes(load_up_to(x + i, n) - middle, n);
    distances += d * d;
  });
  *mean = middle;
  *squares = sum_of(distances);
}

template <typename Element>
void normalize_relu(const Element *x, Element *y, int64_t count, float mean, float scale) {
  each_lanes(count, [&](int64_t i, int64_t n) {
    store_up_to(y + i, larger((load_up_to(x + i, n) - mean) * scale, Lanes{}), n);
  });
}

/// Sums of g and g * (x - mean) * scale, where g = dy above the mean and 0 below.
template <typename Element>
void norm_relu_sums(const Element *x, const Element *dy, int64_t count, float mean, float scale, double *sum,
                    double *product) {
  Lanes sums{}, products{};
  each_lanes(count, [&](int64_t i, int64_t n) {
    const Lanes normal = (load_up_to(x + i, n) - mean) * scale;
    const Lanes g = normal > 0.f ? load_up_to(dy + i, n) : Lanes{};
    sums += g;
    products += g * normal;
  });
  *sum = sum_of(sums);
  *product = sum_of(products);
}

/// dx = scale (g - mean g - normal mean(g normal))
template <typename Element>
void norm_relu_slope(const Element *x, const Element *dy, Element *dx, int64_t count, float mean, float scale,
                     float mean_sum, float mean_product) {
  each_lanes(count, [&](int64_t i, int64_t n) {
    const Lanes normal = (load_up_to(x + i, n) - mean) * scale;
    const Lanes g = normal > 0.f ? load_up_to(dy + i, n) : Lanes{};
    store_up_to(dx + i, (g - mean_sum - normal * mean_product) * scale, n);
  });
}

/// Rows that stay in the first cache: their moments, then y = (x - mean) * scale * weight + bias.
template <typename Element>
void layer_norm_rows(const Element *x, const float *weight, const float *bias, Element *y, float *moments, int64_t rows,
                     int64_t width, double epsilon) {
  for (int64_t row = 0; row < rows; ++row, x += width, y += width, moments += 2) {
    double mean, squares;
    moments_of(x, width, &mean, &squares);
    const float center = static_cast<float>(mean);
    const float scale = static_cast<float>(1 / std::sqrt(squares / width + epsilon));
    moments[0] = center;
    moments[1] = scale;
    each_lanes(width, [&](int64_t i, int64_t n) {
      Lanes normal = (load_up_to(x + i, n) - center) * scale;
      if (weight) normal *= load_up_to(weight + i, n);
      if (bias) normal += load_up_to(bias + i, n);
      store_up_to(y + i, normal, n);
    });
  }
}

template <typename Element>
void layer_norm_slope_rows(const Element *x, const float *weight, const float *moments, const Element *dy, Element *dx,
                           float *weight_sum, float *bias_sum, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; ++row, x += width, dy += width, dx += width, moments += 2) {
    const float mean = moments[0], scale = moments[1];
    Lanes sums{}, products{};
    each_lanes(width, [&](int64_t i, int64_t n) {
      const Lanes normal = (load_up_to(x + i, n) - mean) * scale;
      const Lanes above = load_up_to(dy + i, n);
      const Lanes g = weight ? above * load_up_to(weight + i, n) : above;
      sums += g;
      products += g * normal;
      if (bias_sum) store_up_to(bias_sum + i, load_up_to(bias_sum + i, n) + above, n);
      if (weight_sum) store_up_to(weight_sum + i, load_up_to(weight_sum + i, n) + above * normal, n);
    });
    const float mean_sum = sum_of(sums) / static_cast<float>(width);
    const float mean_product = sum_of(products) / static_cast<float>(width);
    each_lanes(width, [&](int64_t i, int64_t n) {
      const Lanes normal = (load_up_to(x + i, n) - mean) * scale;
      const Lanes above = load_up_to(dy + i, n);
      const Lanes g = weight ? above * load_up_to(weight + i, n) : above;
      store_up_to(dx + i, (g - mean_sum - normal * mean_product) * scale, n);
    });
  }
}
