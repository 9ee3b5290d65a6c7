// `at::parallel_for` is a header template that runs serially unless its caller is compiled with OpenMP, and clang's
// OpenMP is another runtime than libtorch's. An element loop over one byte a block reaches libtorch's own team of
// threads without either.

#include "Parallel.hpp"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/Version.h>
#include <ATen/ops/empty.h>

#include "Loops.hpp"

namespace umedpt {

void parallel_ranges(int64_t count, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body) {
  const int64_t blocks = (count + grain - 1) / grain;
  if (blocks <= 0) return;
  if (blocks == 1 || at::get_num_threads() == 1 || at::in_parallel_region()) return body(0, count);
  const at::Tensor places = at::empty({blocks}, at::TensorOptions().dtype(at::kByte));
  const char *origin = static_cast<const char *>(places.const_data_ptr());
  auto iterator = at::TensorIteratorConfig().add_borrowed_const_input(places).build();
  iterator.for_each(
      [&](char **data, const int64_t *, int64_t size, int64_t) {
        const int64_t first = data[0] - origin;
        body(first * grain, std::min(count, (first + size) * grain));
      },
      1);
}

namespace {

Target find_target() {
  const std::string capability = at::get_cpu_capability();
  if (capability == "AVX512") return Target::avx512;
  return capability == "AVX2" ? Target::avx2 : Target::portable;
}

}  // namespace

Target target() {
  static const Target found = find_target();
  return found;
}

}  // namespace umedpt
