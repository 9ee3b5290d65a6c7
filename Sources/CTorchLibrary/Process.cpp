// The allocator and the processors.

#include <cpuinfo.h>
#include <dlfcn.h>

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "Door.hpp"

namespace umedpt {

// What a loader thread makes, another thread frees. With an arena a thread, which is glibc's way, freed pieces lie
// scattered over the arenas, and the loader's memory outgrew its budget by a fifth. Whoever sets the variable knows
// better.
void share_one_arena() {
#ifdef __GLIBC__
  if (std::getenv("MALLOC_ARENA_MAX") == nullptr) mallopt(M_ARENA_MAX, 1);
#endif
}

// glibc maps and unmaps every buffer above 32 MB, and each fresh page faults. A training step asks for the same sizes
// over and over, so the pages are kept while a phase runs and returned when it ends.
void keep_freed_memory(bool keep) {
#ifdef __GLIBC__
  constexpr int forever = 1 << 30;
  constexpr int usual_threshold = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, keep ? forever : usual_threshold);
  mallopt(M_TRIM_THRESHOLD, keep ? forever : usual_threshold);
#endif
}

void return_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

bool has_fast_bfloat16() {
#if defined(__x86_64__)
  return cpuinfo_initialize() && (cpuinfo_has_x86_avx512bf16() || cpuinfo_has_x86_amx_bf16());
#elif defined(__aarch64__)
  return cpuinfo_initialize() && cpuinfo_has_arm_bf16();
#else
  return false;
#endif
}

// A libtorch without CUDA has no header that tells it, so the driver itself is asked. CUDA_VISIBLE_DEVICES counts for
// its indices as for libtorch's.
bool cuda_capability(int32_t index, int32_t *major, int32_t *minor) {
  constexpr int capability_major = 75, capability_minor = 76;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_*
  void *driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) return false;
  auto initialise = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
  auto find = reinterpret_cast<int (*)(int *, int)>(dlsym(driver, "cuDeviceGet"));
  auto ask = reinterpret_cast<int (*)(int *, int, int)>(dlsym(driver, "cuDeviceGetAttribute"));
  if (initialise == nullptr || find == nullptr || ask == nullptr) return false;
  int device = 0;
  return initialise(0) == 0 && find(&device, index) == 0 && ask(major, capability_major, device) == 0 &&
         ask(minor, capability_minor, device) == 0;
}

}  // namespace umedpt
