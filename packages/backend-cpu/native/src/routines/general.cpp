#include "routines/fft_plan.h"
#include "routines/matrix.h"

namespace cresset {
namespace {

/** Column v of length 1; of the components at least half as large as the largest, the first real and positive. */
template <class T>
void normalize(Pair<T>* v, int64_t n, int64_t step) {
  double norm = 0, largest = 0;
  for (int64_t i = 0; i < n; i++) {
    const double size = std::hypot(static_cast<double>(v[i * step].re), static_cast<double>(v[i * step].im));
    norm = std::hypot(norm, size);
    largest = std::max(largest, size);
  }
  double pr = 1, pi = 0;
  for (int64_t i = 0; i < n; i++) {
    const double re = static_cast<double>(v[i * step].re), im = static_cast<double>(v[i * step].im), size = std::hypot(re, im);
    if (size >= largest / 2 && size > 0) {
      pr = re / size;
      pi = -im / size;
      break;
    }
  }
  for (int64_t i = 0; i < n; i++) {
    const double re = static_cast<double>(v[i * step].re) / norm, im = static_cast<double>(v[i * step].im) / norm;
    v[i * step] = {static_cast<T>(re * pr - im * pi), static_cast<T>(re * pi + im * pr)};
  }
}

/** Eigenvectors of a real matrix: a conjugate pair stands as its real part and its imaginary part. */
template <class R>
void unpackPairs(Pair<R>* out, const R* right, const R* wi, int n) {
  for (int e = 0; e < n; e++) {
    const R* re = right + int64_t{e} * n;
    if (wi[e] == 0) {
      for (int r = 0; r < n; r++) out[int64_t{r} * n + e] = {re[r], R(0)};
    } else if (e + 1 < n && wi[e] > 0) {
      const R* im = re + n;
      for (int r = 0; r < n; r++) {
        out[int64_t{r} * n + e] = {re[r], im[r]};
        out[int64_t{r} * n + e + 1] = {re[r], -im[r]};
      }
    }
  }
}

template <class T>
Outcome eig(const Matrices& a, Pair<Real<T>>* values, Pair<Real<T>>* vectors, const Dense& info) {
  using R = Real<T>;
  const Lapack<T>& l = lapack<T>();
  const int n = static_cast<int>(a.rows), query = -1, one = 1;
  if (n == 0) {
    memset(info.at, 0, static_cast<size_t>(info.count) * 4);
    return {};
  }
  const char* job = vectors != nullptr ? "V" : "N";
  T answer = 0;
  int status = 0;
  // Eigenvalues of real matrices come as two lists of their parts, those of complex ones as one.
  const auto call = [&](T* columns, T* w, T* right, T* work, int size, R* rwork, int* result) {
    T none = 0;
    if constexpr (isComplex<T>) {
      l.geev("N", job, &n, columns, &n, w, &none, &one, right, &n, work, &size, rwork, result, 1, 1);
    } else {
      (void)rwork;
      l.geev("N", job, &n, columns, &n, w, w == nullptr ? nullptr : w + n, &none, &one, right, &n, work, &size, result, 1, 1);
    }
  };
  // The complex routine writes to its real workspace when it is asked, too.
  R realAnswer = 0;
  call(nullptr, nullptr, nullptr, &answer, query, &realAnswer, &status);
  const int lwork = workspace(answer);
  const int64_t square = int64_t{n} * n;
  Pieces sizes;
  sizes.take<T>(square);
  sizes.take<T>(square);
  sizes.take<T>(2 * int64_t{n});
  sizes.take<R>(2 * int64_t{n});
  sizes.take<T>(lwork);
  return forEachMatrix(a.count, square, sizes.bytes(), "eigenvalues", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* columns = pieces.take<T>(square);
    T* right = pieces.take<T>(square);
    T* w = pieces.take<T>(2 * int64_t{n});
    R* rwork = pieces.take<R>(2 * int64_t{n});
    T* work = pieces.take<T>(lwork);
    const bool finite = allFinite(a.at<T>(i), square);
    int result = 0;
    if (finite) {
      transpose(columns, a.at<T>(i), n, n);
      call(columns, w, right, work, lwork, rwork, &result);
    }
    const int64_t outcome = finite ? result : kNotFinite;
    info.as<int32_t>()[i] = static_cast<int32_t>(outcome);
    if (outcome != 0) return outcome;
    if constexpr (isComplex<T>) {
      for (int e = 0; e < n; e++) values[i * n + e] = {w[e].real(), w[e].imag()};
    } else {
      for (int e = 0; e < n; e++) values[i * n + e] = {w[e], w[n + e]};
    }
    if (vectors == nullptr) return 0;
    Pair<R>* out = vectors + i * square;
    if constexpr (isComplex<T>) {
      for (int e = 0; e < n; e++) {
        for (int r = 0; r < n; r++) out[int64_t{r} * n + e] = {right[int64_t{e} * n + r].real(), right[int64_t{e} * n + r].imag()};
      }
    } else {
      unpackPairs(out, right, w + n, n);
    }
    for (int e = 0; e < n; e++) normalize(out + e, n, n);
    return 0;
  });
}

enum class Driver { Gels, Gelsy, Gelsd, Gelss };

template <class T>
Outcome lstsq(const Matrices& a, const Matrices& b, const Matrices& x, const Dense& rank, const Dense& values, const Dense& info,
              double rcondWanted, Driver driver) {
  const Lapack<T>& l = lapack<T>();
  const int m = static_cast<int>(a.rows), n = static_cast<int>(a.cols), k = static_cast<int>(b.cols), r = std::min(m, n);
  const int tall = std::max(m, n), query = -1;
  using R = Real<T>;
  const R rcond = static_cast<R>(rcondWanted);
  memset(info.at, 0, static_cast<size_t>(info.count) * 4);
  memset(values.at, 0, static_cast<size_t>(values.count) * sizeof(R));
  memset(rank.at, 0, static_cast<size_t>(rank.count) * 8);
  if (r == 0 || k == 0) {
    memset(x.d.at, 0, static_cast<size_t>(x.d.count) * sizeof(T));
    if (r > 0) std::fill(rank.as<int64_t>(), rank.as<int64_t>() + rank.count, int64_t{r});
    return {};
  }
  T answer = 0;
  R realAnswer = 1;
  int integers = 1, status = 0, found = 0;
  const auto call = [&](T* columns, T* right, R* s, int* pivots, T* work, int lwork, R* rwork, int* iwork, int* rankOut, int* infoOut) {
    if constexpr (!isComplex<T>) (void)rwork;
    switch (driver) {
      case Driver::Gels:
        l.gels("N", &m, &n, &k, columns, &m, right, &tall, work, &lwork, infoOut, 1);
        *rankOut = r;
        break;
      case Driver::Gelsy:
        if constexpr (isComplex<T>) {
          l.gelsy(&m, &n, &k, columns, &m, right, &tall, pivots, &rcond, rankOut, work, &lwork, rwork, infoOut);
        } else {
          l.gelsy(&m, &n, &k, columns, &m, right, &tall, pivots, &rcond, rankOut, work, &lwork, infoOut);
        }
        break;
      case Driver::Gelsd:
        if constexpr (isComplex<T>) {
          l.gelsd(&m, &n, &k, columns, &m, right, &tall, s, &rcond, rankOut, work, &lwork, rwork, iwork, infoOut);
        } else {
          l.gelsd(&m, &n, &k, columns, &m, right, &tall, s, &rcond, rankOut, work, &lwork, iwork, infoOut);
        }
        break;
      case Driver::Gelss:
        if constexpr (isComplex<T>) {
          l.gelss(&m, &n, &k, columns, &m, right, &tall, s, &rcond, rankOut, work, &lwork, rwork, infoOut);
        } else {
          l.gelss(&m, &n, &k, columns, &m, right, &tall, s, &rcond, rankOut, work, &lwork, infoOut);
        }
        break;
    }
  };
  call(nullptr, nullptr, nullptr, nullptr, &answer, query, &realAnswer, &integers, &found, &status);
  // Only gelsd says how much real workspace it wants; the others document it.
  const int lwork = workspace(answer), liwork = std::max(1, integers);
  const int64_t lrwork = isComplex<T> ? std::max<int64_t>({workspace(realAnswer), 2 * int64_t{n}, 5 * int64_t{r}}) : 0;
  Pieces sizes;
  sizes.take<T>(int64_t{m} * n);
  sizes.take<T>(int64_t{tall} * k);
  sizes.take<R>(r);
  sizes.take<int>(n);
  sizes.take<T>(lwork);
  sizes.take<R>(lrwork);
  sizes.take<int>(liwork);
  return forEachMatrix(a.count, int64_t{m} * n, sizes.bytes(), "least squares", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* columns = pieces.take<T>(int64_t{m} * n);
    T* right = pieces.take<T>(int64_t{tall} * k);
    R* s = pieces.take<R>(r);
    int* pivots = pieces.take<int>(n);
    T* work = pieces.take<T>(lwork);
    R* rwork = pieces.take<R>(lrwork);
    int* iwork = pieces.take<int>(liwork);
    const bool finite = allFinite(a.at<T>(i), int64_t{m} * n) && allFinite(b.at<T>(i), int64_t{m} * k);
    int result = 0, rankFound = 0;
    if (finite) {
      transpose(columns, a.at<T>(i), m, n);
      for (int c = 0; c < k; c++) {
        for (int row = 0; row < tall; row++) right[int64_t{c} * tall + row] = row < m ? b.at<T>(i)[int64_t{row} * k + c] : T(0);
      }
      std::fill(pivots, pivots + n, 0);
      std::fill(s, s + r, R(0));
      call(columns, right, s, pivots, work, lwork, rwork, iwork, &rankFound, &result);
    }
    const int64_t outcome = finite ? result : kNotFinite;
    info.as<int32_t>()[i] = static_cast<int32_t>(outcome);
    if (outcome != 0) return outcome;
    for (int row = 0; row < n; row++) {
      for (int c = 0; c < k; c++) x.at<T>(i)[int64_t{row} * k + c] = right[int64_t{c} * tall + row];
    }
    rank.as<int64_t>()[i] = rankFound;
    memcpy(values.as<R>() + i * r, s, static_cast<size_t>(r) * sizeof(R));
    return 0;
  });
}

}  // namespace

/** A → values, vectors (empty: none), info; vectors. */
Outcome runEig(Arguments& args) {
  const Matrices a(floating(args));
  const Type wide = realType(a.d.type) == Type::F32 ? Type::C64 : Type::C128;
  const Dense values = args.operand(wide), vectors = args.operand(wide), info = args.operand(Type::I32);
  const bool wanted = args.flag();
  require(a.rows == a.cols && info.count == a.count && values.count == a.count * a.rows, "eig: shapes");
  require(!wanted || vectors.count == a.d.count, "eig: shapes");
  return withType(a.d.type, [&](auto* t) {
    using T = std::remove_pointer_t<decltype(t)>;
    using P = Pair<Real<T>>;
    return eig<T>(a, values.as<P>(), wanted ? vectors.as<P>() : nullptr, info);
  });
}

/** A, B → X, rank, singular values, info; rcond, driver. */
Outcome runLstsq(Arguments& args) {
  const Matrices a(floating(args)), b(floating(args)), x(floating(args));
  const Dense rank = args.operand(Type::I64), values = floating(args), info = args.operand(Type::I32);
  const double rcond = args.number();
  const Driver driver = static_cast<Driver>(args.integer(0, 3));
  expect(b.d, a.d.type, b.d.count);
  expect(x.d, a.d.type, a.count * a.cols * b.cols);
  expect(values, realType(a.d.type), a.count * std::min(a.rows, a.cols));
  require(b.rows == a.rows && b.count == a.count && x.rows == a.cols && x.cols == b.cols && rank.count == a.count && info.count == a.count,
          "lstsq: shapes");
  return withType(a.d.type, [&](auto* t) {
    return lstsq<std::remove_pointer_t<decltype(t)>>(a, b, x, rank, values, info, rcond, driver);
  });
}

}  // namespace cresset
