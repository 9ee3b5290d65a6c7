#define UMEDPT_BODY "SumBody.hpp"
#include "EachTarget.hpp"

namespace umedpt {

int64_t column_sum_blocks(int64_t rows) {
  constexpr int64_t most = 64;  // more than threads, few enough that the partial sums cost nothing
  return rows < most ? rows : most;
}

void sum_blocks(const float *partial, int64_t blocks, int64_t width, float *sum) {
  const auto kernel = UMEDPT_PICK(sum_columns);
  parallel_ranges(width, 1024, [&](int64_t begin, int64_t end) { kernel(partial, blocks, width, sum, begin, end); });
}

}  // namespace umedpt
