// Threads of libtorch for our own loops.
#pragma once

#include <c10/util/FunctionRef.h>

#include <algorithm>
#include <cstdint>

namespace umedpt {

/// Calls `body(begin, end)` on disjoint ranges that cover `0..<count`, on libtorch's own team of threads.
///
/// A range begins at a multiple of `grain`. How the ranges are cut depends on the number of threads: a sum over ranges
/// must not be formed here if its bits are to be the same everywhere.
void parallel_ranges(int64_t count, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body);

}  // namespace umedpt
