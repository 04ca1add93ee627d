#pragma once
#include <atomic>

#include "command.h"

namespace cresset {

/** What gather and scatter share: addresses of the form i·s + Σ_j index_j[i] · step_j. */
class Indexed : public Executable {
 protected:
  struct Index {
    const char* base;
    const int64_t* strides;
    Type type;
    int64_t size, step;
  };
  struct OutOfRange {
    std::atomic<bool> found{false};
    int64_t index = 0, size = 0;
    void note(int64_t i, int64_t s) {
      if (!found.exchange(true)) {
        index = i;
        size = s;
      }
    }
  };

  void readSpec(const double* words, size_t length, size_t at);
  /** Parses the command; the indexed operand (`address`) is checked over its indexed reach too. */
  size_t parseIndexed(const double* words, size_t available, Command& c, int address) const;
  int indices(const Command& c, Index* out) const;
  [[noreturn]] void raise(const char* what, const OutOfRange& o) const;

  static int64_t read(const Index& x, int64_t offset) {
    return x.type == Type::I64 ? reinterpret_cast<const int64_t*>(x.base)[offset]
                               : static_cast<int64_t>(reinterpret_cast<const int32_t*>(x.base)[offset]);
  }
  /** The part of an address that one index gives; false when it is out of range. */
  static bool resolve(const Index& x, int64_t offset, int64_t& sum, OutOfRange& o) {
    int64_t i = read(x, offset);
    if (i < -x.size || i >= x.size) {
      o.note(i, x.size);
      return false;
    }
    if (i < 0) i += x.size;
    sum += i * x.step;
    return true;
  }

  /** Index operands, after the first two. */
  int count_ = 0;
  Type type_ = Type::F32;
};

}  // namespace cresset
