// What the door's sources share.
#pragma once

#include <ATen/ATen.h>

#include <atomic>
#include <exception>
#include <string>

#include "CTorch.h"

namespace umedpt {

extern std::atomic<int64_t> live_tensors;

inline at::Tensor &tensor(um_tensor handle) { return *static_cast<at::Tensor *>(handle); }
um_tensor make_handle(at::Tensor value);
char *copy_text(const std::string &text);

/// Runs `body`; an exception becomes a message without a backtrace.
template <typename Body>
um_status guarded(Body &&body) {
  try {
    body();
    return {nullptr};
  } catch (const c10::Error &error) {
    return {copy_text(error.what_without_backtrace())};
  } catch (const std::exception &error) {
    return {copy_text(error.what())};
  } catch (...) {
    return {copy_text("libtorch threw something that is no exception")};
  }
}

// Operators.cpp
um_status find_operator(const char *name, const char *overload, um_operator *found);
um_status operator_schema(um_operator, char **text);
um_status call(um_operator, const um_value *arguments, int64_t count, um_value *results, int64_t capacity,
               int64_t *result_count);
void free_list(const void *pointer);

// Process.cpp
void share_one_arena();
void keep_freed_memory(bool keep);
void return_freed_memory();
bool has_fast_bfloat16();
bool cuda_capability(int32_t index, int32_t *major, int32_t *minor);

}  // namespace umedpt
