// `umedpt::window_partition` and `umedpt::window_reverse`: each one copy, each the other's gradient. Any element type.

#include "Registration.hpp"

namespace umedpt {

namespace {

int64_t windows_along(int64_t size, int64_t window) { return (size + window - 1) / window; }

int64_t wrapped(int64_t shift, int64_t size) { return size ? (shift % size + size) % size : 0; }

WindowGrid grid_of(int64_t batch, int64_t height, int64_t width, const at::Tensor &channels, int64_t window,
                   at::IntArrayRef shift) {
  return {batch,
          height,
          width,
          window,
          wrapped(shift[0], windows_along(height, window) * window),
          wrapped(shift[1], windows_along(width, window) * window),
          channels.size(-1) * static_cast<int64_t>(channels.element_size())};
}

at::Tensor partition(const at::Tensor &input, int64_t window, at::IntArrayRef shift) {
  TORCH_CHECK(input.dim() == 4 && window > 0 && shift.size() == 2, "umedpt::window_partition needs [B, H, W, C], got ",
              input.sizes(), " with window ", window, " and shift ", shift);
  const at::Tensor image = input.contiguous();
  const int64_t count = windows_along(image.size(1), window) * windows_along(image.size(2), window);
  const at::Tensor windows = at::empty({image.size(0) * count, window * window, image.size(3)}, image.options());
  if (windows.numel()) {
    windows_from_image(grid_of(image.size(0), image.size(1), image.size(2), image, window, shift), read<char>(image),
                       write<char>(windows));
  }
  return windows;
}

at::Tensor reverse(const at::Tensor &input, int64_t window, at::IntArrayRef shift, at::IntArrayRef size) {
  TORCH_CHECK(window > 0 && shift.size() == 2 && size.size() == 2 && size[0] >= 0 && size[1] >= 0,
              "umedpt::window_reverse: window ", window, ", shift ", shift, ", size ", size);
  const int64_t count = windows_along(size[0], window) * windows_along(size[1], window);
  TORCH_CHECK(input.dim() == 3 && input.size(1) == window * window && count > 0 && input.size(0) % count == 0,
              "umedpt::window_reverse needs [B * ", count, ", ", window * window, ", C], got ", input.sizes());
  const at::Tensor windows = input.contiguous();
  const int64_t batch = windows.size(0) / count;
  const at::Tensor image = at::empty({batch, size[0], size[1], windows.size(2)}, windows.options());
  if (image.numel()) {
    image_from_windows(grid_of(batch, size[0], size[1], windows, window, shift), read<char>(windows),
                       write<char>(image));
  }
  return image;
}

struct Partition : torch::autograd::Function<Partition> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, int64_t window, at::IntArrayRef shift) {
    context->saved_data["window"] = window;
    context->saved_data["shift"] = shift.vec();
    if (input.dim() == 4) context->saved_data["size"] = std::vector<int64_t>{input.size(1), input.size(2)};
    return partition(input, window, shift);
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("window_partition");
    auto &saved = context->saved_data;
    return {reverse(gradients[0], saved["window"].toInt(), saved["shift"].toIntVector(), saved["size"].toIntVector()),
            at::Tensor(), at::Tensor()};
  }
};

struct Reverse : torch::autograd::Function<Reverse> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input, int64_t window, at::IntArrayRef shift,
                            at::IntArrayRef size) {
    context->saved_data["window"] = window;
    context->saved_data["shift"] = shift.vec();
    return reverse(input, window, shift, size);
  }

  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    require_first_order("window_reverse");
    auto &saved = context->saved_data;
    return {partition(gradients[0], saved["window"].toInt(), saved["shift"].toIntVector()), at::Tensor(), at::Tensor(),
            at::Tensor()};
  }
};

[[maybe_unused]] const bool defined_partition = define(
    "window_partition", "(Tensor input, int window, int[2] shift) -> Tensor", partition,
    [](const at::Tensor &input, int64_t window, at::IntArrayRef shift) {
      return Partition::apply(input, window, shift);
    });

[[maybe_unused]] const bool defined_reverse = define(
    "window_reverse", "(Tensor windows, int window, int[2] shift, int[2] size) -> Tensor", reverse,
    [](const at::Tensor &windows, int64_t window, at::IntArrayRef shift, at::IntArrayRef size) {
      return Reverse::apply(windows, window, shift, size);
    });

}  // namespace
}  // namespace umedpt
