#pragma once
#include <cstdarg>
#include <cstdio>
#include <string>

namespace cresset {

/** Kinds that src/errors.ts turns into the error classes of @cresset/tensor; same order there. */
enum class ErrorKind { Internal, Index, OutOfMemory, Unsupported };

/** Thrown inside the addon, caught at its edge. Never crosses an OpenMP region. */
struct Failure {
  ErrorKind kind;
  std::string message;
};

[[noreturn, gnu::format(printf, 2, 3), gnu::cold, gnu::noinline]] inline void fail(ErrorKind kind, const char* format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  throw Failure{kind, text};
}

}  // namespace cresset
