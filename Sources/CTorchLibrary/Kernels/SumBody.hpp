// Sums of rows in order, for one instruction set (EachTarget.hpp).

inline void sum_columns(const float *partial, int64_t blocks, int64_t width, float *sum, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) sum[i] = 0;
  for (int64_t block = 0; block < blocks; ++block) {
    const float *row = partial + block * width;
    for (int64_t i = begin; i < end; ++i) sum[i] += row[i];
  }
}
