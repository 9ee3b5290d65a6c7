// Sixteen float32 lanes. Included by EachTarget.hpp inside a namespace, once for each instruction set.

using Lanes = float __attribute__((vector_size(64)));
using LaneBits = int32_t __attribute__((vector_size(64)));
using HalfLanes = uint16_t __attribute__((vector_size(32)));

constexpr int lane_count = 16;

inline LaneBits bits_of(const Lanes &x) { return (LaneBits)x; }

inline Lanes all_lanes(float value) { return Lanes{} + value; }

inline Lanes load(const float *from) {
  Lanes x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

inline void store(float *into, const Lanes &x) { std::memcpy(into, &x, sizeof x); }

inline Lanes load(const BFloat *from) {
  HalfLanes halves;
  std::memcpy(&halves, from, sizeof halves);
  return (Lanes)(__builtin_convertvector(halves, LaneBits) << 16);
}

/// Rounds to the nearest, ties to even; NaN stays NaN.
inline void store(BFloat *into, const Lanes &x) {
  const LaneBits bits = bits_of(x);
  const LaneBits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const LaneBits kept = x == x ? rounded : (LaneBits{} + 0x7fc0);
  const HalfLanes halves = __builtin_convertvector(kept, HalfLanes);
  std::memcpy(into, &halves, sizeof halves);
}

/// The first `count` (< 16) lanes from memory, the others zero.
template <typename Element>
inline Lanes load_some(const Element *from, int64_t count) {
  Element room[lane_count] = {};
  std::memcpy(room, from, count * sizeof(Element));
  return load(room);
}

template <typename Element>
inline void store_some(Element *into, const Lanes &x, int64_t count) {
  Element room[lane_count];
  store(room, x);
  std::memcpy(into, room, count * sizeof(Element));
}

inline Lanes larger(const Lanes &a, const Lanes &b) { return a > b ? a : b; }

inline Lanes smaller(const Lanes &a, const Lanes &b) { return a < b ? a : b; }

inline Lanes magnitude(const Lanes &x) { return (Lanes)(bits_of(x) & 0x7fffffff); }

inline float sum_of(const Lanes &x) {
  Lanes s = x + __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  s += __builtin_shufflevector(s, s, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
  s += __builtin_shufflevector(s, s, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  return s[0] + s[1];
}

inline float largest_of(const Lanes &x) {
  Lanes s = larger(x, __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  s = larger(s, __builtin_shufflevector(s, s, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  s = larger(s, __builtin_shufflevector(s, s, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  return s[0] > s[1] ? s[0] : s[1];
}

/// exp(x) for -87 <= x <= 0, to 3e-7 relative: 2^n 2^r with |r| <= 1/2 (Lawson fit of degree 5, error 9e-8).
inline Lanes exp_in_range(const Lanes &x) {
  constexpr float log2_e = 1.44269504088896341f;
  constexpr float rounder = 12582912.f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  const Lanes shifted = x * log2_e + rounder;
  const Lanes r = x * log2_e - (shifted - rounder);
  Lanes p = r * 0.001326472731307149f + 0.009671512991189957f;
  p = p * r + 0.05550733581185341f;
  p = p * r + 0.24022242426872253f;
  p = p * r + 0.6931470036506653f;
  p = p * r + 1.f;
  return (Lanes)(bits_of(p) + (bits_of(shifted) << 23));
}

/// exp(x) for x <= 0, where it joins a sum of at least 1: 0 below -50, so that no product with it becomes subnormal
/// (each costs 100 cycles; masked scores would make many).
inline Lanes exp_of_negative(const Lanes &x) { return x < -50.f ? Lanes{} : exp_in_range(x); }

/// 1 / x for finite x > 0. A division occupies a multiplier for 16 cycles; an estimate and one Newton step for 5.
inline Lanes reciprocal(const Lanes &x) {
#ifdef UMEDPT_HAS_QUICK_RECIPROCAL
  const Lanes estimate = (Lanes)_mm512_rcp14_ps((__m512)x);
  return estimate * (2.f - x * estimate);
#else
  return 1.f / x;
#endif
}

/// The natural logarithm of a normal x > 0, to 2e-7: x = 2^e m, log m = 2 artanh((m - 1) / (m + 1)).
inline Lanes logarithm(const Lanes &x) {
  constexpr int32_t root_half = 0x3f3504f3;  // m lies in sqrt(1/2)..<sqrt(2)
  const LaneBits shifted = bits_of(x) - root_half;
  const LaneBits exponent = shifted >> 23;
  const Lanes m = (Lanes)((shifted & 0x7fffff) + root_half);
  const Lanes s = (m - 1.f) / (m + 1.f), square = s * s;
  Lanes p = square * (1 / 9.f) + (1 / 7.f);
  p = p * square + (1 / 5.f);
  p = p * square + (1 / 3.f);
  return __builtin_convertvector(exponent, Lanes) * 0.693147180559945f + (s + s * (p * square)) * 2.f;
}
