#include <algorithm>
#include <cstring>

#include "indexed.h"
#include "threads.h"
#include "window.h"

namespace cresset {
namespace {

class Gather final : public Indexed {
 public:
  Gather(const double* words, size_t length) { readSpec(words, length, 2); }

  size_t run(const double* words, size_t available) override {
    Command c;
    const size_t used = parseIndexed(words, available, c, 1);
    if (c.count == 0) return used;
    OutOfRange error;
    switch (bytesOf(type_)) {
      case 1: all<uint8_t>(c, error); break;
      case 2: all<uint16_t>(c, error); break;
      case 4: all<uint32_t>(c, error); break;
      case 8: all<uint64_t>(c, error); break;
      default: all<Complex128>(c, error); break;
    }
    if (error.found) raise("gather", error);
    return used;
  }

 private:
  template <class T>
  void all(const Command& c, OutOfRange& error) const {
    Index index[kMaxOperands];
    indices(c, index);
    // Trailing dims that no index depends on are moved as one piece (an embedding's rows).
    int split = rank_;
    while (split > 0 && free(index, split - 1)) split--;
    int64_t piece = 1, rows = 1;
    for (int d = split; d < rank_; d++) piece *= c.dims[d];
    for (int d = 0; d < split; d++) rows *= c.dims[d];
    const Operand& out = c.operand[0];
    const Operand& src = c.operand[1];
    const bool dense = isDense(c.dims + split, out.strides + split, rank_ - split) &&
                       isDense(c.dims + split, src.strides + split, rank_ - split);
    parallelFor(rows, std::max<int64_t>(1, 16384 / piece), [&](int64_t begin, int64_t end) {
      int64_t at[kMaxRank];
      int64_t rest = begin;
      for (int d = split - 1; d >= 0; d--) {
        at[d] = rest % c.dims[d];
        rest /= c.dims[d];
      }
      for (int64_t row = begin; row < end; row++) {
        int64_t to = 0, from = 0;
        for (int d = 0; d < split; d++) {
          to += at[d] * out.strides[d];
          from += at[d] * src.strides[d];
        }
        for (int j = 0; j < count_; j++) {
          int64_t offset = 0;
          for (int d = 0; d < split; d++) offset += at[d] * index[j].strides[d];
          if (!resolve(index[j], offset, from, error)) return;
        }
        T* o = reinterpret_cast<T*>(out.base) + to;
        const T* s = reinterpret_cast<const T*>(src.base) + from;
        if (piece == 1) {
          *o = *s;
        } else if (dense) {
          memcpy(o, s, static_cast<size_t>(piece) * sizeof(T));
        } else {
          pieces(o, s, c, split);
        }
        for (int d = split - 1; d >= 0; d--) {
          if (++at[d] < c.dims[d]) break;
          at[d] = 0;
        }
      }
    });
  }

  bool free(const Index* index, int d) const {
    for (int j = 0; j < count_; j++) {
      if (index[j].strides[d] != 0) return false;
    }
    return true;
  }

  template <class T>
  void pieces(T* o, const T* s, const Command& c, int d) const {
    const int64_t os = c.operand[0].strides[d], ss = c.operand[1].strides[d];
    for (int64_t i = 0; i < c.dims[d]; i++, o += os, s += ss) {
      if (d == rank_ - 1) {
        *o = *s;
      } else {
        pieces(o, s, c, d + 1);
      }
    }
  }
};

}  // namespace

std::unique_ptr<Executable> prepareGather(const double* words, size_t length) {
  return std::make_unique<Gather>(words, length);
}

}  // namespace cresset
