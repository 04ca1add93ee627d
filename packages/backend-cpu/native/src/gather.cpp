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
      const int last = split - 1;
      for (int64_t row = begin; row < end;) {
        // A run along the last of the leading dims: addresses move by strides, and only some indices change.
        const int64_t n = split == 0 ? 1 : std::min(c.dims[last] - at[last], end - row);
        Run run{out.base, src.base, 0, 0, 0, {}, split == 0 ? 0 : out.strides[last], split == 0 ? 0 : src.strides[last]};
        for (int d = 0; d < split; d++) {
          run.to += at[d] * out.strides[d];
          run.from += at[d] * src.strides[d];
        }
        for (int j = 0; j < count_; j++) {
          int64_t offset = 0;
          for (int d = 0; d < split; d++) offset += at[d] * index[j].strides[d];
          if (split > 0 && index[j].strides[last] != 0) {
            run.moving[run.count++] = {&index[j], offset, index[j].strides[last]};
          } else if (!resolve(index[j], offset, run.from, error)) {
            return;
          }
        }
        if (!(piece == 1 ? elements<T>(run, n, error) : rowsOf<T>(run, n, c, split, dense ? piece : 0, error))) return;
        row += n;
        if (split == 0) break;
        at[last] += n - 1;
        for (int d = last; d >= 0; d--) {
          if (++at[d] < c.dims[d]) break;
          at[d] = 0;
        }
      }
    });
  }

  struct Moving {
    const Index* index;
    int64_t offset, stride;
  };
  struct Run {
    char* out;
    const char* src;
    int64_t to, from;
    int count;
    Moving moving[kMaxOperands];
    int64_t toStep, fromStep;
  };

  /** The address of element `i` of a run's source; false for an index out of range. */
  static bool locate(const Run& r, int64_t i, int64_t& from, OutOfRange& error) {
    from = r.from + i * r.fromStep;
    for (int j = 0; j < r.count; j++) {
      const Moving& m = r.moving[j];
      if (!resolve(*m.index, m.offset + i * m.stride, from, error)) return false;
    }
    return true;
  }

  template <class T>
  static bool elements(const Run& r, int64_t n, OutOfRange& error) {
    T* o = reinterpret_cast<T*>(r.out) + r.to;
    const T* s = reinterpret_cast<const T*>(r.src);
    if (r.count == 1 && r.moving[0].index->type == Type::I64) {
      // What nearly every gather along one dimension is: a tenth of the time of the general loop.
      const Moving& m = r.moving[0];
      const int64_t* x = reinterpret_cast<const int64_t*>(m.index->base) + m.offset;
      const int64_t size = m.index->size, step = m.index->step;
      s += r.from;
      for (int64_t i = 0; i < n; i++) {
        int64_t k = x[i * m.stride];
        k += k < 0 ? size : 0;
        if (static_cast<uint64_t>(k) >= static_cast<uint64_t>(size)) {
          error.note(x[i * m.stride], size);
          return false;
        }
        o[i * r.toStep] = s[i * r.fromStep + k * step];
      }
      return true;
    }
    for (int64_t i = 0; i < n; i++) {
      int64_t from;
      if (!locate(r, i, from, error)) return false;
      o[i * r.toStep] = s[from];
    }
    return true;
  }

  /** @param piece elements that lie dense in both; 0 where they don't */
  template <class T>
  bool rowsOf(const Run& r, int64_t n, const Command& c, int split, int64_t piece, OutOfRange& error) const {
    for (int64_t i = 0; i < n; i++) {
      int64_t from;
      if (!locate(r, i, from, error)) return false;
      T* o = reinterpret_cast<T*>(r.out) + r.to + i * r.toStep;
      const T* s = reinterpret_cast<const T*>(r.src) + from;
      if (piece > 0) {
        memcpy(o, s, static_cast<size_t>(piece) * sizeof(T));
      } else {
        pieces(o, s, c, split);
      }
    }
    return true;
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
