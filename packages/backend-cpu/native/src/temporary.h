#pragma once
#include "error.h"
#include "memory.h"

namespace cresset {

/** A pool block for the duration of a scope. */
struct Temporary {
  void* at;
  Temporary(size_t bytes, const char* what) : at(poolAllocate(bytes)) {
    if (at == nullptr) fail(ErrorKind::OutOfMemory, "cpu: %zu bytes of working memory for %s were not to be had", bytes, what);
  }
  ~Temporary() { poolFree(at); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  template <class T>
  T* as() const {
    return static_cast<T*>(at);
  }
};

}  // namespace cresset
