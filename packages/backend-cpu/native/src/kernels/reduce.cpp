// Combining a tile into accumulators, along rows (one result) and along columns (a result each).
//
// Accuracy: a row of a tile (at most some thousand elements) is summed in float32 in 64 partial sums, then pairwise;
// across tiles the sums are float64. So the error does not grow with the length: 10 M elements stay within 1e-7.
#include <limits>
#include <type_traits>

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** Type of the running result of sums and products. */
template <class T> using Acc = std::conditional_t<std::is_same<T, float>::value, double, T>;
template <class T> using Wrapping = std::conditional_t<std::is_integral<T>::value, std::make_unsigned<T>, std::common_type<T>>;

struct Sum {
  template <class T> static T f(T a, T b) { using U = typename Wrapping<T>::type; return T(U(a) + U(b)); }
  template <class T> static T identity() { return 0; }
};
struct Prod {
  template <class T> static T f(T a, T b) { using U = typename Wrapping<T>::type; return T(U(a) * U(b)); }
  template <class T> static T identity() { return 1; }
};
struct Min {
  template <class T> static T f(T a, T b) { return a != a || a < b ? a : b; }
  template <class T> static T identity() { return std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max(); }
};
struct Max {
  template <class T> static T f(T a, T b) { return a != a || a > b ? a : b; }
  template <class T> static T identity() { return std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest(); }
};
struct Any {
  template <class T> static T f(T a, T b) { return a | b; }
  template <class T> static T identity() { return 0; }
};
struct All {
  template <class T> static T f(T a, T b) { return a & b; }
  template <class T> static T identity() { return 1; }
};

template <class F, class T, class A>
void rowReduce(void* acc, const void* in, int64_t n) {
  const T* x = static_cast<const T*>(in);
  A& total = *static_cast<A*>(acc);
  // A product of a thousand float32 factors may overflow on the way to an ordinary result: it runs in float64.
  using P = std::conditional_t<std::is_same<F, Prod>::value, A, T>;
  constexpr int kLanesAtOnce = 64;
  while (n >= kLanesAtOnce) {
    const int64_t part = n < 4096 ? n / kLanesAtOnce * kLanesAtOnce : 4096;
    P sums[kLanesAtOnce];
    for (int l = 0; l < kLanesAtOnce; l++) sums[l] = static_cast<P>(x[l]);
    for (int64_t i = kLanesAtOnce; i < part; i += kLanesAtOnce) {
      for (int l = 0; l < kLanesAtOnce; l++) sums[l] = F::template f<P>(sums[l], static_cast<P>(x[i + l]));
    }
    for (int width = kLanesAtOnce / 2; width > 0; width /= 2) {
      for (int l = 0; l < width; l++) sums[l] = F::template f<P>(sums[l], sums[l + width]);
    }
    total = F::template f<A>(total, static_cast<A>(sums[0]));
    x += part;
    n -= part;
  }
  for (int64_t i = 0; i < n; i++) total = F::template f<A>(total, static_cast<A>(x[i]));
}

template <class F, class T, class A>
void colReduce(void* acc, const void* in, int64_t rows, int64_t cols, int64_t rowStride) {
  const T* x = static_cast<const T*>(in);
  A* total = static_cast<A*>(acc);
  using P = std::conditional_t<std::is_same<F, Prod>::value, A, T>;
  constexpr int64_t kCols = 128, kRows = 32;
  for (int64_t c0 = 0; c0 < cols; c0 += kCols) {
    const int64_t cn = cols - c0 < kCols ? cols - c0 : kCols;
    for (int64_t r0 = 0; r0 < rows; r0 += kRows) {
      const int64_t rn = rows - r0 < kRows ? rows - r0 : kRows;
      const T* at = x + r0 * rowStride + c0;
      P part[kCols];
      if (cn == kCols) {
        for (int64_t c = 0; c < kCols; c++) part[c] = static_cast<P>(at[c]);
        for (int64_t r = 1; r < rn; r++) {
          const T* row = at + r * rowStride;
          for (int64_t c = 0; c < kCols; c++) part[c] = F::template f<P>(part[c], static_cast<P>(row[c]));
        }
      } else {
        for (int64_t c = 0; c < cn; c++) part[c] = static_cast<P>(at[c]);
        for (int64_t r = 1; r < rn; r++) {
          const T* row = at + r * rowStride;
          for (int64_t c = 0; c < cn; c++) part[c] = F::template f<P>(part[c], static_cast<P>(row[c]));
        }
      }
      for (int64_t c = 0; c < cn; c++) total[c0 + c] = F::template f<A>(total[c0 + c], static_cast<A>(part[c]));
    }
  }
}

struct Less { template <class T> static bool better(T x, T best) { return x < best; } };
struct Greater { template <class T> static bool better(T x, T best) { return x > best; } };

/** *position < 0: nothing seen yet. The first extreme wins, and the first NaN over everything. */
template <class F, class T>
void rowArg(void* acc, int64_t* position, const void* in, int64_t n, int64_t base) {
  using Fold = std::conditional_t<std::is_same<F, Less>::value, Min, Max>;
  const T* x = static_cast<const T*>(in);
  T best = *static_cast<T*>(acc);
  int64_t at = *position;
  if (at >= 0 && best != best) return;
  constexpr int64_t kPart = 256;
  for (int64_t i0 = 0; i0 < n; i0 += kPart) {
    const int64_t m = n - i0 < kPart ? n - i0 : kPart;
    if (m >= 32) {
      // Vectorised: is there anything better in this part? Only then is it searched.
      T extreme[32];
      for (int l = 0; l < 32; l++) extreme[l] = x[i0 + l];
      int64_t i = 32;
      for (; i + 32 <= m; i += 32) {
        for (int l = 0; l < 32; l++) extreme[l] = Fold::template f<T>(extreme[l], x[i0 + i + l]);
      }
      T part = extreme[0];
      for (int l = 1; l < 32; l++) part = Fold::template f<T>(part, extreme[l]);
      for (; i < m; i++) part = Fold::template f<T>(part, x[i0 + i]);
      if (at >= 0 && !(part != part) && !F::better(part, best)) continue;
    }
    for (int64_t i = i0; i < i0 + m; i++) {
      if (at < 0 || x[i] != x[i] || F::better(x[i], best)) {
        best = x[i];
        at = base + i;
        if (best != best) break;
      }
    }
    if (best != best) break;
  }
  *static_cast<T*>(acc) = best;
  *position = at;
}

template <class F, class T>
void colArg(void* acc, int64_t* position, const void* in, int64_t rows, int64_t cols, int64_t rowStride, int64_t base) {
  const T* x = static_cast<const T*>(in);
  T* best = static_cast<T*>(acc);
  for (int64_t r = 0; r < rows; r++, x += rowStride) {
#pragma GCC ivdep
    for (int64_t c = 0; c < cols; c++) {
      const T v = x[c], b = best[c];
      const bool take = position[c] < 0 || (b == b && (v != v || F::better(v, b)));
      best[c] = take ? v : b;
      position[c] = take ? base + r : position[c];
    }
  }
}

template <class F, class T, class A>
void setReduce(KernelTable& t, Combine combine) {
  t.rowReduce[static_cast<int>(combine)][static_cast<int>(LaneOf<T>::lane)] = rowReduce<F, T, A>;
  t.colReduce[static_cast<int>(combine)][static_cast<int>(LaneOf<T>::lane)] = colReduce<F, T, A>;
}

template <class T>
void registerOrdered(KernelTable& t) {
  setReduce<Min, T, T>(t, Combine::Min);
  setReduce<Max, T, T>(t, Combine::Max);
  const int lane = static_cast<int>(LaneOf<T>::lane);
  t.rowArg[0][lane] = rowArg<Less, T>;
  t.rowArg[1][lane] = rowArg<Greater, T>;
  t.colArg[0][lane] = colArg<Less, T>;
  t.colArg[1][lane] = colArg<Greater, T>;
}

template <class T>
void registerNumber(KernelTable& t) {
  setReduce<Sum, T, Acc<T>>(t, Combine::Sum);
  setReduce<Prod, T, Acc<T>>(t, Combine::Prod);
  registerOrdered<T>(t);
}

}  // namespace

void registerReduce(KernelTable& t) {
  registerNumber<int32_t>(t);
  registerNumber<int64_t>(t);
  registerNumber<float>(t);
  registerNumber<double>(t);
  registerOrdered<uint8_t>(t);
  setReduce<Any, uint8_t, uint8_t>(t, Combine::Any);
  setReduce<All, uint8_t, uint8_t>(t, Combine::All);
  setReduce<Any, uint8_t, uint8_t>(t, Combine::Sum);
  setReduce<All, uint8_t, uint8_t>(t, Combine::Prod);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
