// Failures inside the library: thrown as `Failure`, turned into a status at the door.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "CImaging.h"

namespace imaging {

/// A sentence for people: what was found, what is allowed. Never the file's name; the caller adds it.
class Failure : public std::exception {
 public:
  explicit Failure(std::string text) : message(std::move(text)) {}
  const char *what() const noexcept override { return message.c_str(); }

 private:
  std::string message;
};

[[noreturn]] inline void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

[[noreturn]] inline void fail(const char *format, ...) {
  char text[480];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  throw Failure(text);
}

inline CImagingStatus success() {
  CImagingStatus status;
  status.code = 0;
  status.message[0] = 0;
  return status;
}

inline CImagingStatus failure(const char *text) {
  CImagingStatus status;
  status.code = 1;
  snprintf(status.message, sizeof status.message, "%s", text);
  return status;
}

/// Runs `body`; whatever it throws becomes a status.
template <typename Body>
CImagingStatus guarded(Body body) noexcept {
  try {
    body();
    return success();
  } catch (const std::bad_alloc &) {
    return failure("not enough memory");
  } catch (const std::exception &error) {
    return failure(error.what());
  } catch (...) {
    return failure("unknown failure inside an imaging library");
  }
}

}  // namespace imaging
