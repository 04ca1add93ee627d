#include <algorithm>
#include <type_traits>

#include "error.h"
#include "indexed.h"
#include "threads.h"
#include "window.h"

namespace cresset {
namespace {

enum class Mode { Set, Add, Mul, Min, Max };

/** Integers wrap. */
template <class T, Mode M>
T combined(T a, T b) {
  if constexpr (M == Mode::Set) return b;
  if constexpr (std::is_same<T, uint8_t>::value || !std::is_integral<T>::value) {
    if constexpr (M == Mode::Add) return static_cast<T>(a + b);
    if constexpr (M == Mode::Mul) return static_cast<T>(a * b);
  } else {
    // At least 32 bits: the product of two uint16 would be computed, and overflow, in int.
    using U = std::conditional_t<sizeof(T) < 4, uint32_t, std::make_unsigned_t<T>>;
    if constexpr (M == Mode::Add) return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
    if constexpr (M == Mode::Mul) return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
  }
  if constexpr (M == Mode::Min) return a != a || a < b ? a : b;
  if constexpr (M == Mode::Max) return a != a || a > b ? a : b;
  return b;
}

class Scatter final : public Indexed {
 public:
  Scatter(const double* words, size_t length) {
    mode_ = static_cast<Mode>(specWord(words, length, 2, 0, 4));
    readSpec(words, length, 3);
    if (mode_ != Mode::Set && (type_ == Type::C64 || type_ == Type::C128)) {
      fail(ErrorKind::Unsupported, "cpu: scatter can set elements of %s, not combine them", nameOf(type_));
    }
  }

  size_t run(const double* words, size_t available) override {
    Command c;
    const size_t used = parseIndexed(words, available, c, 0);
    if (c.count == 0) return used;
    switch (mode_) {
      case Mode::Set: bySize(c); break;
      case Mode::Add: byType<Mode::Add>(c); break;
      case Mode::Mul: byType<Mode::Mul>(c); break;
      case Mode::Min: byType<Mode::Min>(c); break;
      case Mode::Max: byType<Mode::Max>(c); break;
    }
    return used;
  }

 private:
  void bySize(const Command& c) const {
    switch (bytesOf(type_)) {
      case 1: return walk<uint8_t>(c, [](uint8_t, uint8_t b) { return b; });
      case 2: return walk<uint16_t>(c, [](uint16_t, uint16_t b) { return b; });
      case 4: return walk<uint32_t>(c, [](uint32_t, uint32_t b) { return b; });
      case 8: return walk<uint64_t>(c, [](uint64_t, uint64_t b) { return b; });
      default: return walk<Complex128>(c, [](Complex128, Complex128 b) { return b; });
    }
  }

  template <Mode M>
  void byType(const Command& c) const {
    switch (type_) {
      case Type::Bool:
        return walk<uint8_t>(c, [](uint8_t a, uint8_t b) -> uint8_t { return M == Mode::Add || M == Mode::Max ? a | b : a & b; });
      case Type::U8: return walk<uint8_t>(c, combined<uint8_t, M>);
      case Type::I8: return walk<int8_t>(c, combined<int8_t, M>);
      case Type::I16: return walk<int16_t>(c, combined<int16_t, M>);
      case Type::I32: return walk<int32_t>(c, combined<int32_t, M>);
      case Type::I64: return walk<int64_t>(c, combined<int64_t, M>);
      case Type::F32: return walk<float>(c, combined<float, M>);
      case Type::F64: return walk<double>(c, combined<double, M>);
      default: return halves<M>(c);
    }
  }

  template <Mode M>
  void halves(const Command& c) const {
    const TileFn load = kernels().load[static_cast<int>(type_)], store = kernels().store[static_cast<int>(type_)];
    walk<uint16_t>(c, [&](uint16_t a, uint16_t b) {
      float x, y;
      load(&x, &a, nullptr, nullptr, 1);
      load(&y, &b, nullptr, nullptr, 1);
      x = combined<float, M>(x, y);
      uint16_t r;
      store(&r, &x, nullptr, nullptr, 1);
      return r;
    });
  }

  /**
   * In row-major order of the source. All indices are checked before anything is written. Parallel only over a
   * dimension along which the destination moves and no index does: then no two threads meet in an element.
   */
  template <class T, class F>
  void walk(const Command& c, const F& f) const {
    Index index[kMaxOperands];
    indices(c, index);
    check(c, index);
    int apart = -1;
    for (int d = 0; d < rank_; d++) {
      bool indexed = false;
      for (int j = 0; j < count_; j++) indexed = indexed || index[j].strides[d] != 0;
      if (!indexed && c.operand[0].strides[d] != 0 && (apart < 0 || c.dims[d] > c.dims[apart]) && separate(c, index, d)) apart = d;
    }
    if (apart < 0) return part<T>(c, index, f, -1, 0, 0);
    const int64_t n = c.dims[apart], work = c.count / n;
    parallelFor(n, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, work)),
                [&](int64_t begin, int64_t end) { part<T>(c, index, f, apart, begin, end); });
  }

  /** Whether elements of different positions along `d` can't be the same: its stride and the rest of the address interlock. */
  bool separate(const Command& c, const Index* index, int d) const {
    const int64_t stride = c.operand[0].strides[d] < 0 ? -c.operand[0].strides[d] : c.operand[0].strides[d];
    const int64_t reach = stride * c.dims[d];
    int64_t below = 0;
    auto fits = [&](int64_t step, int64_t size) {
      if (step < 0) step = -step;
      if (step == 0 || size <= 1) return true;
      if (step >= reach && step % reach == 0) return true;
      below += step * (size - 1);
      return below < stride;
    };
    for (int e = 0; e < rank_; e++) {
      if (e != d && !fits(c.operand[0].strides[e], c.dims[e])) return false;
    }
    for (int j = 0; j < count_; j++) {
      if (!fits(index[j].step, index[j].size)) return false;
    }
    return true;
  }

  void check(const Command& c, const Index* index) const {
    OutOfRange error;
    for (int j = 0; j < count_; j++) {
      // Each index tensor once, without the dims along which it repeats.
      int64_t dims[kMaxRank] = {}, total = 1;
      for (int d = 0; d < rank_; d++) {
        dims[d] = index[j].strides[d] == 0 ? 1 : c.dims[d];
        total *= dims[d];
      }
      int64_t at[kMaxRank] = {}, offset = 0, sum = 0;
      for (int64_t i = 0; i < total; i++) {
        if (!resolve(index[j], offset, sum, error)) raise("scatter", error);
        sum = 0;
        for (int d = rank_ - 1; d >= 0; d--) {
          offset += index[j].strides[d];
          if (++at[d] < dims[d]) break;
          offset -= dims[d] * index[j].strides[d];
          at[d] = 0;
        }
      }
    }
  }

  template <class T, class F>
  void part(const Command& c, const Index* index, const F& f, int apart, int64_t begin, int64_t end) const {
    OutOfRange never;
    int64_t dims[kMaxRank] = {}, at[kMaxRank] = {}, count = 1;
    for (int d = 0; d < rank_; d++) {
      dims[d] = d == apart ? end - begin : c.dims[d];
      count *= dims[d];
    }
    if (count == 0) return;
    const Operand& dst = c.operand[0];
    const Operand& src = c.operand[1];
    const int last = rank_ - 1;
    const int64_t inner = rank_ == 0 ? 1 : dims[last];
    const int64_t ds = rank_ == 0 ? 0 : dst.strides[last], ss = rank_ == 0 ? 0 : src.strides[last];
    bool plain = true;  // the inner dimension needs no index
    for (int j = 0; j < count_ && rank_ > 0; j++) plain = plain && index[j].strides[last] == 0;
    for (int64_t done = 0; done < count; done += inner) {
      int64_t to = 0, from = 0;
      for (int d = 0; d < rank_; d++) {
        const int64_t i = at[d] + (d == apart ? begin : 0);
        to += i * dst.strides[d];
        from += i * src.strides[d];
      }
      int64_t offset[kMaxOperands];
      for (int j = 0; j < count_; j++) {
        offset[j] = 0;
        for (int d = 0; d < rank_; d++) offset[j] += (at[d] + (d == apart ? begin : 0)) * index[j].strides[d];
        if (plain) resolve(index[j], offset[j], to, never);
      }
      T* d = reinterpret_cast<T*>(dst.base) + to;
      const T* s = reinterpret_cast<const T*>(src.base) + from;
      if (plain) {
        for (int64_t i = 0; i < inner; i++) d[i * ds] = f(d[i * ds], s[i * ss]);
      } else if (count_ == 1 && index[0].type == Type::I64) {
        // The usual case, without the general loop's switches; the indices are known to be in range.
        const int64_t* x = reinterpret_cast<const int64_t*>(index[0].base) + offset[0];
        const int64_t xs = index[0].strides[last], size = index[0].size, step = index[0].step;
        for (int64_t i = 0; i < inner; i++) {
          const int64_t k = x[i * xs];
          T* e = d + i * ds + (k < 0 ? k + size : k) * step;
          *e = f(*e, s[i * ss]);
        }
      } else {
        for (int64_t i = 0; i < inner; i++) {
          int64_t extra = 0;
          for (int j = 0; j < count_; j++) resolve(index[j], offset[j] + i * index[j].strides[last], extra, never);
          T* e = d + i * ds + extra;
          *e = f(*e, s[i * ss]);
        }
      }
      for (int k = last - 1; k >= 0; k--) {
        if (++at[k] < dims[k]) break;
        at[k] = 0;
      }
    }
  }

  Mode mode_ = Mode::Set;
};

}  // namespace

std::unique_ptr<Executable> prepareScatter(const double* words, size_t length) {
  return std::make_unique<Scatter>(words, length);
}

}  // namespace cresset
