// Compiles the file named by UMEDPT_BODY once for each instruction set, in a namespace of its own.
//
// The bodies use the compiler's vector types, so the portable variant serves every processor (NEON on arm64).
// `UMEDPT_PICK(name)` is the variant for this machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "Loops.hpp"
#include "Parallel.hpp"

#if defined(__x86_64__)
#define UMEDPT_PICK(...)                                                         \
  (::umedpt::target() == ::umedpt::Target::avx512 ? &::umedpt::avx512::__VA_ARGS__ \
   : ::umedpt::target() == ::umedpt::Target::avx2 ? &::umedpt::avx2::__VA_ARGS__   \
                                                  : &::umedpt::portable::__VA_ARGS__)
#else
#define UMEDPT_PICK(...) (&::umedpt::portable::__VA_ARGS__)
#endif

// Vectors pass only between functions of one namespace, which agree on how.
#pragma clang diagnostic ignored "-Wpsabi"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
namespace umedpt::avx512 {
constexpr int accumulators = 24;  // of 32 registers, one for each Lanes
#define UMEDPT_HAS_QUICK_RECIPROCAL 1
#include "Lanes.hpp"
#include UMEDPT_BODY
#undef UMEDPT_HAS_QUICK_RECIPROCAL
}  // namespace umedpt::avx512
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
namespace umedpt::avx2 {
constexpr int accumulators = 6;  // of 16 registers, two for each Lanes
#include "Lanes.hpp"
#include UMEDPT_BODY
}  // namespace umedpt::avx2
#pragma clang attribute pop
#endif

namespace umedpt::portable {
constexpr int accumulators = 6;  // of 32 registers, four for each Lanes
#include "Lanes.hpp"
#include UMEDPT_BODY
}  // namespace umedpt::portable
