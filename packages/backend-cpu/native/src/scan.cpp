#include <algorithm>
#include <type_traits>

#include "command.h"
#include "error.h"
#include "memory.h"
#include "threads.h"
#include "tile_io.h"

namespace cresset {
namespace {

enum class ScanKind { Sum, Prod, Min, Max };

/** Running value: float32 runs in float64, so that a long cumsum doesn't drift. Min and max keep a NaN once seen. */
template <ScanKind K, class T>
struct Running {
  using A = std::conditional_t<std::is_same<T, float>::value && (K == ScanKind::Sum || K == ScanKind::Prod), double, T>;
  using U = std::conditional_t<std::is_integral<A>::value, std::make_unsigned<A>, std::common_type<A>>;
  A value{};
  bool started = false;
  T step(T x) {
    const A v = static_cast<A>(x);
    if (!started) {
      value = v;
      started = true;
    } else if constexpr (K == ScanKind::Sum) {
      value = static_cast<A>(static_cast<typename U::type>(value) + static_cast<typename U::type>(v));
    } else if constexpr (K == ScanKind::Prod) {
      value = static_cast<A>(static_cast<typename U::type>(value) * static_cast<typename U::type>(v));
    } else if constexpr (K == ScanKind::Min) {
      value = value != value || value < v ? value : v;
    } else {
      value = value != value || value > v ? value : v;
    }
    return static_cast<T>(value);
  }
};

class Scan final : public Executable {
 public:
  Scan(const double* words, size_t length) {
    rank_ = static_cast<int>(specWord(words, length, 1, 1, kMaxRank));
    kind_ = static_cast<ScanKind>(specWord(words, length, 2, 0, 3));
    const Type in = static_cast<Type>(specWord(words, length, 3, 0, kTypes - 1));
    const Type out = static_cast<Type>(specWord(words, length, 4, 0, kTypes - 1));
    types_ = {out, in};
    const Lane lane = laneOf(out);
    if (lane == Lane::C64 || lane == Lane::C128 || kernels().cast[static_cast<int>(laneOf(in))][static_cast<int>(lane)] == nullptr) {
      fail(ErrorKind::Unsupported, "cpu: no scan from %s to %s", nameOf(in), nameOf(out));
    }
  }

  size_t run(const double* words, size_t available) override {
    Command c;
    const size_t used = parse(words, available, c);
    if (c.count == 0) return used;
    const int last = rank_ - 1;
    const int64_t n = c.dims[last], rows = c.count / n;
    parallelFor(rows, std::max<int64_t>(1, 16384 / n), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        int64_t rest = row, out = 0, in = 0;
        for (int d = last - 1; d >= 0; d--) {
          const int64_t i = rest % c.dims[d];
          rest /= c.dims[d];
          out += i * c.operand[0].strides[d];
          in += i * c.operand[1].strides[d];
        }
        line(c.operand[0].base + out * static_cast<int64_t>(bytesOf(types_[0])), c.operand[0].strides[last],
             c.operand[1].base + in * static_cast<int64_t>(bytesOf(types_[1])), c.operand[1].strides[last], n);
      }
    });
    return used;
  }

 private:
  void line(char* out, int64_t outStride, const char* in, int64_t inStride, int64_t n) const {
    switch (kind_) {
      case ScanKind::Sum: return lane<ScanKind::Sum>(out, outStride, in, inStride, n);
      case ScanKind::Prod: return lane<ScanKind::Prod>(out, outStride, in, inStride, n);
      case ScanKind::Min: return lane<ScanKind::Min>(out, outStride, in, inStride, n);
      case ScanKind::Max: return lane<ScanKind::Max>(out, outStride, in, inStride, n);
    }
  }

  template <ScanKind K>
  void lane(char* out, int64_t outStride, const char* in, int64_t inStride, int64_t n) const {
    switch (laneOf(types_[0])) {
      case Lane::Bool: return typed<K, uint8_t>(out, outStride, in, inStride, n);
      case Lane::I32: return typed<K, int32_t>(out, outStride, in, inStride, n);
      case Lane::I64: return typed<K, int64_t>(out, outStride, in, inStride, n);
      case Lane::F32: return typed<K, float>(out, outStride, in, inStride, n);
      default: return typed<K, double>(out, outStride, in, inStride, n);
    }
  }

  /** Parts of a row through buffers: gather, widen, cast, scan, narrow, scatter; steps that do nothing are skipped. */
  template <ScanKind K, class T>
  void typed(char* out, int64_t outStride, const char* in, int64_t inStride, int64_t n) const {
    const KernelTable& k = kernels();
    const Type inType = types_[1], outType = types_[0];
    const Lane inLane = laneOf(inType), outLane = laneOf(outType);
    constexpr int64_t kPart = 512;
    alignas(64) char a[kPart * 8], b[kPart * 8];
    Running<K, T> state;
    for (int64_t i = 0; i < n; i += kPart) {
      const int64_t m = n - i < kPart ? n - i : kPart;
      const char* from = in + i * inStride * static_cast<int64_t>(bytesOf(inType));
      gatherWindow(bytesOf(inType), a, from, &m, &inStride, 1);
      char* at = a;
      char* other = b;
      auto apply = [&](TileFn f) {
        f(other, at, nullptr, nullptr, static_cast<size_t>(m));
        std::swap(at, other);
      };
      if (!isNative(inType)) apply(k.load[static_cast<int>(inType)]);
      if (inLane != outLane) apply(k.cast[static_cast<int>(inLane)][static_cast<int>(outLane)]);
      T* values = reinterpret_cast<T*>(at);
      for (int64_t j = 0; j < m; j++) values[j] = state.step(values[j]);
      if (!isNative(outType)) apply(k.store[static_cast<int>(outType)]);
      scatterWindow(bytesOf(outType), out + i * outStride * static_cast<int64_t>(bytesOf(outType)), at, &m, &outStride, 1);
    }
  }

  ScanKind kind_ = ScanKind::Sum;
};

}  // namespace

std::unique_ptr<Executable> prepareScan(const double* words, size_t length) { return std::make_unique<Scan>(words, length); }

}  // namespace cresset
