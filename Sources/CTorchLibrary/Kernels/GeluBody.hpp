// GELU in its exact form, for one instruction set (EachTarget.hpp).
//
// With z = |x|, q = Phi(-z) = exp(-z^2/2) g(1 / (1 + c z)): one exponential serves value and slope, and q keeps its
// relative accuracy where 1 + erf would cancel. g is a polynomial fitted to erfcx by Lawson's method (largest relative
// error 1e-7 for 0 <= z <= 14.5); c is the one for which that fit was best.

struct NormalTail {
  Lanes below;    // Phi(-|x|)
  Lanes density;  // exp(-x^2/2), without the factor 1 / sqrt(2 pi)
};

constexpr float far = 12;  // where the tail is 2e-33: no factor of it is subnormal, which would cost 100 cycles each

inline NormalTail normal_tail(const Lanes &x) {
  const Lanes z = smaller(magnitude(x), all_lanes(far));
  const Lanes t = reciprocal(z * 0.305f + 1.f);
  Lanes g = t * 0.03663887083530426f - 0.15274611115455627f;
  g = g * t + 0.18531496822834015f;
  g = g * t - 0.03762071579694748f;
  g = g * t + 0.1208404153585434f;
  g = g * t + 0.10347368568181992f;
  g = g * t + 0.12245868146419525f;
  g = g * t + 0.12164024263620377f;
  const Lanes density = exp_in_range(z * z * -0.5f);
  return {density * (g * t), density};
}

/// x Phi(x) = max(0, x) - |x| Phi(-|x|). NaN stays NaN.
inline Lanes gelu_of(const Lanes &x) {
  return larger(Lanes{}, x) - smaller(magnitude(x), all_lanes(far)) * normal_tail(x).below;
}

/// Phi(x) + x exp(-x^2/2) / sqrt(2 pi). NaN stays NaN.
inline Lanes gelu_slope(const Lanes &x) {
  constexpr float inverse_root = 0.398942280401432678f;
  const NormalTail tail = normal_tail(x);
  const Lanes bounded = larger(all_lanes(-far), smaller(all_lanes(far), x));
  return (x > 0.f ? 1.f - tail.below : tail.below) + bounded * tail.density * inverse_root;
}

template <typename Element>
void gelu_rows(const Element *x, const float *bias, Element *y, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; ++row, x += width, y += width) {
    int64_t i = 0;
    for (; i + lane_count <= width; i += lane_count) {
      store(y + i, gelu_of(bias ? load(x + i) + load(bias + i) : load(x + i)));
    }
    const int64_t rest = width - i;
    if (rest == 0) continue;
    const Lanes last = load_some(x + i, rest);
    store_some(y + i, gelu_of(bias ? last + load_some(bias + i, rest) : last), rest);
  }
}

/// `sum` [width] or null gains the columns' sums of dx.
template <typename Element>
void gelu_slope_rows(const Element *x, const float *bias, const Element *dy, Element *dx, float *sum, int64_t rows,
                     int64_t width) {
  for (int64_t row = 0; row < rows; ++row, x += width, dy += width, dx += width) {
    int64_t i = 0;
    for (; i + lane_count <= width; i += lane_count) {
      const Lanes d = load(dy + i) * gelu_slope(bias ? load(x + i) + load(bias + i) : load(x + i));
      store(dx + i, d);
      if (sum) store(sum + i, load(sum + i) + d);
    }
    const int64_t rest = width - i;
    if (rest == 0) continue;
    const Lanes last = load_some(x + i, rest);
    const Lanes d = load_some(dy + i, rest) * gelu_slope(bias ? last + load_some(bias + i, rest) : last);
    store_some(dx + i, d, rest);
    if (sum) store_some(sum + i, load_some(sum + i, rest) + d, rest);
  }
}
