#pragma once
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cmath>
#include <cstring>
#include <vector>

#include "routines/lapack.h"
#include "routines/routines.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {

/** A batch of row-major matrices. */
struct Matrices {
  Dense d;
  int64_t rows, cols, count;

  explicit Matrices(const Dense& dense) : d(dense) {
    require(d.rank >= 2, "a routine needs matrices");
    rows = d.dims[d.rank - 2];
    cols = d.dims[d.rank - 1];
    count = 1;
    for (int i = 0; i < d.rank - 2; i++) count *= d.dims[i];
    // LAPACK counts in 32 bits, its workspaces of several squares of the size included.
    if (rows > 30000 || cols > 30000) {
      if (rows * 1.0 * cols > 1e9 || std::min(rows, cols) > 15000) {
        fail(ErrorKind::Unsupported, "cpu: matrices of %lld × %lld are too large for LAPACK's 32-bit sizes",
             static_cast<long long>(rows), static_cast<long long>(cols));
      }
    }
  }
  template <class T>
  T* at(int64_t i) const {
    return d.as<T>() + i * rows * cols;
  }
};

/** An operand of floating-point or complex numbers. */
inline Dense floating(Arguments& a) {
  const Dense d = a.optional();
  require(static_cast<bool>(d), "a required operand is absent");
  require(d.type == Type::F32 || d.type == Type::F64 || d.type == Type::C64 || d.type == Type::C128,
          "a routine needs float32, float64 or complex numbers");
  return d;
}

/** The type of the parts of complex numbers; real types are their own. */
inline Type realType(Type t) { return t == Type::C64 ? Type::F32 : t == Type::C128 ? Type::F64 : t; }

/** Element type and count of a result. */
inline void expect(const Dense& d, Type type, int64_t count) { require(d.type == type && d.count == count, "a result has another size or type"); }

template <class T>
T conjugate(T x) {
  if constexpr (isComplex<T>) {
    return std::conj(x);
  } else {
    return x;
  }
}

/** Transposes rows × cols, in tiles that stay in the cache. */
template <class T>
void transpose(T* to, const T* from, int64_t rows, int64_t cols) {
  constexpr int64_t kTile = 16;
  for (int64_t i0 = 0; i0 < rows; i0 += kTile) {
    for (int64_t j0 = 0; j0 < cols; j0 += kTile) {
      const int64_t i1 = std::min(rows, i0 + kTile), j1 = std::min(cols, j0 + kTile);
      for (int64_t i = i0; i < i1; i++) {
        for (int64_t j = j0; j < j1; j++) to[j * rows + i] = from[i * cols + j];
      }
    }
  }
}

template <class T>
bool allFinite(const T* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    if constexpr (isComplex<T>) {
      if (!std::isfinite(x[i].real()) || !std::isfinite(x[i].imag())) return false;
    } else {
      if (!std::isfinite(x[i])) return false;
    }
  }
  return true;
}

/** Of the components that are at least half as large as the largest, the sign of the first: its phase, when complex. */
template <class T>
T phaseOf(const T* x, int64_t n, int64_t step) {
  Real<T> largest = 0;
  for (int64_t i = 0; i < n; i++) largest = std::max(largest, std::abs(x[i * step]));
  for (int64_t i = 0; i < n; i++) {
    const Real<T> size = std::abs(x[i * step]);
    if (size < largest / 2 || size == 0) continue;
    if constexpr (isComplex<T>) {
      return x[i * step] / size;
    } else {
      return x[i * step] < 0 ? T(-1) : T(1);
    }
  }
  return 1;
}

template <class T>
void scale(T* x, int64_t n, int64_t step, T by) {
  for (int64_t i = 0; i < n; i++) x[i * step] *= by;
}

/** Lets OpenBLAS use its own threads for one large matrix; a batch is shared out between ours. */
class LapackThreads {
 public:
  explicit LapackThreads(bool wanted) : wanted_(wanted && numThreads() > 1) {
    if (wanted_) setBlasThreads(numThreads());
  }
  ~LapackThreads() {
    if (wanted_) setBlasThreads(1);
  }
  LapackThreads(const LapackThreads&) = delete;
  LapackThreads& operator=(const LapackThreads&) = delete;

 private:
  bool wanted_;
};

/** Below this size (elements of a matrix) threads cost more than they bring. */
constexpr int64_t kThreadedMatrix = 256 * 256;

/**
 * body(i, scratch) → info for each of `count` matrices, with `bytes` of working memory each, in parallel where the work
 * suffices. Must not throw. Returns the first that failed.
 */
template <class Body>
Outcome forEachMatrix(int64_t count, int64_t elements, size_t bytes, const char* what, const Body& body) {
  if (count == 0) return {};
  const int64_t grain = std::max<int64_t>(1, 1024 / std::max<int64_t>(1, elements));
  const int64_t parts = std::min<int64_t>(numThreads(), std::max<int64_t>(1, count / grain));
  bytes = (bytes + 127) / 64 * 64;
  Temporary scratch(bytes * static_cast<size_t>(parts), what);
  std::vector<int64_t> infos(static_cast<size_t>(count), 0);
  const LapackThreads threads(parts == 1 && elements >= kThreadedMatrix);
  std::atomic<int64_t> slots{0};
  parallelFor(count, (count + parts - 1) / parts, [&](int64_t begin, int64_t end) {
    char* own = scratch.as<char>() + static_cast<size_t>(slots.fetch_add(1) % parts) * bytes;
    for (int64_t i = begin; i < end; i++) infos[static_cast<size_t>(i)] = body(i, own);
  });
  for (int64_t i = 0; i < count; i++) {
    if (infos[static_cast<size_t>(i)] != 0) return {i, infos[static_cast<size_t>(i)]};
  }
  return {};
}

/** Cuts working memory into aligned pieces; `nullptr` counts first. */
class Pieces {
 public:
  explicit Pieces(char* at = nullptr) : at_(at) {}
  template <class T>
  T* take(int64_t count) {
    const size_t begin = used_;
    used_ += (static_cast<size_t>(std::max<int64_t>(count, 1)) * sizeof(T) + 63) / 64 * 64;
    return at_ == nullptr ? nullptr : reinterpret_cast<T*>(at_ + begin);
  }
  size_t bytes() const { return used_; }

 private:
  char* at_;
  size_t used_ = 0;
};

/** What LAPACK answers when asked for a workspace's size, in its own floating type: rounded up. */
template <class T>
int workspace(T answer) {
  const double size = std::ceil(static_cast<double>(std::real(answer)) * (1 + 1e-6)) + 1;
  if (!(size < 2147483647.0)) fail(ErrorKind::Unsupported, "cpu: the matrices are too large for LAPACK's 32-bit sizes");
  return std::max(1, static_cast<int>(size));
}

/** Calls body with a null pointer of the operand's element type. */
template <class Body>
Outcome withType(Type type, const Body& body) {
  switch (type) {
    case Type::F32:
      return body(static_cast<float*>(nullptr));
    case Type::C64:
      return body(static_cast<std::complex<float>*>(nullptr));
    case Type::C128:
      return body(static_cast<std::complex<double>*>(nullptr));
    default:
      return body(static_cast<double*>(nullptr));
  }
}

}  // namespace cresset
