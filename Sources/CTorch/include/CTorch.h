// libtorch behind one table of C functions. Nothing here mentions C++; no exception crosses.
//
// Every function that can fail returns a `um_status` by value: `message` is null on success, else owned by the caller
// and given back through `free_text`. Tensors are opaque handles, each released exactly once.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UM_TORCH_DOOR_VERSION 3

typedef void *um_tensor;     // owns one at::Tensor
typedef const void *um_operator;  // a resolved operator, lives as long as the process

typedef struct {
  char *message;
} um_status;

typedef enum {
  UM_NONE = 0,
  UM_TENSOR,         // handle
  UM_TENSOR_LIST,    // pointer to handles, count
  UM_OPTIONAL_TENSOR_LIST,  // pointer to handles (null = none), count
  UM_INT,            // integer; also dtype, layout and memory format
  UM_DOUBLE,
  UM_BOOL,
  UM_STRING,         // pointer to UTF-8, count bytes
  UM_INT_LIST,       // pointer to int64_t, count
  UM_DOUBLE_LIST,
  UM_BOOL_LIST,      // pointer to bool, count
  UM_DEVICE,         // integer = type, count = index (-1: current)
  UM_DEFAULT,        // the schema's default
} um_tag;

// One argument or result of an operator.
typedef struct {
  um_tag tag;
  int64_t integer;
  double number;
  const void *pointer;
  int64_t count;
} um_value;

typedef enum { UM_CPU = 0, UM_CUDA = 1 } um_device_type;

typedef struct {
  int32_t version;

  void (*free_text)(char *text);
  const char *(*torch_version)(void);
  int64_t (*cuda_device_count)(void);
  int64_t (*live_tensors)(void);

  // Operators.
  um_status (*find_operator)(const char *name, const char *overload, um_operator *found);
  um_status (*operator_schema)(um_operator, char **text);
  // Arguments left out at the end are filled from the schema. `results` has room for `capacity`; list results are one
  // value whose `pointer` the caller gives back through `free_list`.
  um_status (*call)(um_operator, const um_value *arguments, int64_t count, um_value *results, int64_t capacity,
                    int64_t *result_count);
  void (*free_list)(const void *pointer);

  // Tensors.
  um_status (*from_bytes)(const void *bytes, int64_t byte_count, const int64_t *shape, int64_t rank, int32_t dtype,
                          um_tensor *made);  // copies
  void (*release)(um_tensor);
  um_tensor (*share)(um_tensor);  // a second handle to the same tensor
  int64_t (*rank)(um_tensor);
  void (*shape)(um_tensor, int64_t *into);
  int32_t (*dtype)(um_tensor);
  void (*device)(um_tensor, int32_t *type, int32_t *index);
  int64_t (*element_count)(um_tensor);
  um_status (*copy_bytes)(um_tensor, void *into, int64_t byte_count);  // contiguous, from any device
  um_status (*set_data)(um_tensor, um_tensor data);                    // keeps identity, hence optimiser state

  // Autograd.
  bool (*requires_grad)(um_tensor);
  um_status (*set_requires_grad)(um_tensor, bool);
  um_tensor (*gradient)(um_tensor);  // null where there is none
  void (*set_gradient)(um_tensor, um_tensor gradient_or_null);
  um_status (*backward)(um_tensor loss, um_tensor gradient_or_null);
  bool (*gradient_mode)(void);
  void (*set_gradient_mode)(bool);

  // Autocast: of one device type. Leaving the outermost scope empties the cast cache.
  bool (*autocast_enabled)(int32_t device_type);
  void (*set_autocast)(int32_t device_type, bool enabled, int32_t dtype);
  void (*clear_autocast_cache)(void);

  // Process.
  void (*seed)(uint64_t seed);
  int32_t (*thread_count)(void);
  void (*keep_freed_memory)(bool keep);  // allocator setting: see Docs/decisions.md
  void (*return_freed_memory)(void);
  bool (*has_fast_bfloat16)(void);  // of this CPU
  // Compute capability of a GPU; false where the driver does not tell.
  bool (*cuda_capability)(int32_t index, int32_t *major, int32_t *minor);
} um_torch_door;

// The one exported function.
const um_torch_door *um_open_torch_door(void);
typedef const um_torch_door *(*um_open_torch_door_function)(void);

#ifdef __cplusplus
}
#endif
#endif
