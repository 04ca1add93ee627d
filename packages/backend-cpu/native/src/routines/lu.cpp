#include "routines/matrix.h"

namespace cresset {
namespace {

template <class T>
Outcome luFactor(const Matrices& a, const Matrices& lu, const Dense& pivots, const Dense& info) {
  const Lapack<T>& l = lapack<T>();
  const int m = static_cast<int>(a.rows), n = static_cast<int>(a.cols), k = std::min(m, n);
  if (k == 0) {
    memset(info.at, 0, static_cast<size_t>(info.count) * 4);
    return {};
  }
  const int64_t size = a.rows * a.cols;
  return forEachMatrix(a.count, size, static_cast<size_t>(size) * sizeof(T), "LU", [&](int64_t i, char* scratch) -> int64_t {
    T* columns = reinterpret_cast<T*>(scratch);
    int status = 0;
    transpose(columns, a.at<T>(i), m, n);
    l.getrf(&m, &n, columns, &m, pivots.as<int32_t>() + i * k, &status);
    transpose(lu.at<T>(i), columns, n, m);
    info.as<int32_t>()[i] = status;
    return status;
  });
}

template <class T>
Outcome luSolve(const Matrices& lu, const Dense& pivots, const Matrices& b, const Matrices& x, bool adjoint) {
  const Lapack<T>& l = lapack<T>();
  const int n = static_cast<int>(b.rows), k = static_cast<int>(b.cols);
  if (n == 0 || k == 0) return {};
  Pieces sizes;
  sizes.take<T>(lu.rows * lu.cols);
  sizes.take<T>(b.rows * b.cols);
  return forEachMatrix(b.count, n * int64_t{n}, sizes.bytes(), "LU", [&](int64_t i, char* scratch) -> int64_t {
    const int32_t* own = pivots.as<int32_t>() + i * n;
    for (int p = 0; p < n; p++) {
      if (own[p] < 1 || own[p] > n) return p + 1;
    }
    Pieces pieces(scratch);
    T* factors = pieces.take<T>(lu.rows * lu.cols);
    T* columns = pieces.take<T>(b.rows * b.cols);
    int status = 0;
    transpose(factors, lu.at<T>(i), n, n);
    transpose(columns, b.at<T>(i), n, k);
    l.getrs(adjoint ? (isComplex<T> ? "C" : "T") : "N", &n, &k, factors, &n, own, columns, &n, &status, 1);
    transpose(x.at<T>(i), columns, k, n);
    return status;
  });
}

template <class T>
Outcome triangularSolve(const Matrices& a, const Matrices& x, bool upper, bool unit) {
  const Lapack<T>& l = lapack<T>();
  const int n = static_cast<int>(x.rows), k = static_cast<int>(x.cols);
  if (n == 0 || k == 0) return {};
  return forEachMatrix(x.count, n * int64_t{n}, 0, "a triangular system", [&](int64_t i, char*) -> int64_t {
    l.trsm(kRowMajor, kLeft, upper ? kUpper : kLower, kNoTrans, unit ? kUnit : kNonUnit, n, k, T(1), a.at<T>(i), n, x.at<T>(i), k);
    return 0;
  });
}

template <class T>
Outcome cholesky(const Matrices& l, const Dense& info) {
  const Lapack<T>& lib = lapack<T>();
  const int n = static_cast<int>(l.rows);
  if (n == 0) {
    memset(info.at, 0, static_cast<size_t>(info.count) * 4);
    return {};
  }
  return forEachMatrix(l.count, n * int64_t{n}, 0, "Cholesky factors", [&](int64_t i, char*) -> int64_t {
    T* a = l.at<T>(i);
    int status = 0;
    // By columns the lower triangle is the upper one (of the conjugated matrix, when it is complex), and the rows of U in
    // UᴴU are the columns of L.
    lib.potrf("U", &n, a, &n, &status, 1);
    // OpenBLAS's own potrf lets NaN pass; LAPACK's doesn't.
    for (int r = 0; status == 0 && r < n; r++) {
      if (!(std::real(a[int64_t{r} * n + r]) > 0)) status = r + 1;
    }
    for (int64_t r = 0; r < n; r++) std::fill(a + r * n + r + 1, a + (r + 1) * n, T(0));
    info.as<int32_t>()[i] = status;
    return status;
  });
}

}  // namespace

/** A → LU, pivots, info. */
Outcome runLuFactor(Arguments& args) {
  const Matrices a(floating(args)), lu(floating(args));
  const Dense pivots = args.operand(Type::I32), info = args.operand(Type::I32);
  expect(lu.d, a.d.type, a.d.count);
  require(lu.rows == a.rows && pivots.count == a.count * std::min(a.rows, a.cols) && info.count == a.count, "LU: shapes");
  return withType(a.d.type, [&](auto* t) { return luFactor<std::remove_pointer_t<decltype(t)>>(a, lu, pivots, info); });
}

/** LU, pivots, B → X; adjoint. */
Outcome runLuSolve(Arguments& args) {
  const Matrices lu(floating(args));
  const Dense pivots = args.operand(Type::I32);
  const Matrices b(floating(args)), x(floating(args));
  const bool adjoint = args.flag();
  expect(x.d, lu.d.type, b.d.count);
  expect(b.d, lu.d.type, b.d.count);
  require(lu.rows == lu.cols && lu.rows == b.rows && lu.count == b.count && x.rows == b.rows && x.cols == b.cols &&
              pivots.count == lu.count * lu.rows,
          "LU: shapes");
  return withType(lu.d.type, [&](auto* t) { return luSolve<std::remove_pointer_t<decltype(t)>>(lu, pivots, b, x, adjoint); });
}

/** pivots [*, k] → permutation [*, rows]. */
Outcome runPivotsToPermutation(Arguments& args) {
  const Dense pivots = args.operand(Type::I32), out = args.operand(Type::I64);
  require(pivots.rank >= 1 && out.rank == pivots.rank, "LU: shapes");
  const int64_t k = pivots.dims[pivots.rank - 1], m = out.dims[out.rank - 1];
  int64_t count = 1;
  for (int i = 0; i < pivots.rank - 1; i++) count *= pivots.dims[i];
  require(out.count == count * m, "LU: shapes");
  for (int64_t i = 0; i < count; i++) {
    int64_t* order = out.as<int64_t>() + i * m;
    for (int64_t r = 0; r < m; r++) order[r] = r;
    for (int64_t r = 0; r < k; r++) {
      const int64_t p = pivots.as<int32_t>()[i * k + r] - int64_t{1};
      if (p < 0 || p >= m || r >= m) return {i, r + 1};
      std::swap(order[r], order[p]);
    }
  }
  return {};
}

/** A, B → X; upper, unitriangular. */
Outcome runTriangularSolve(Arguments& args) {
  const Matrices a(floating(args)), b(floating(args)), x(floating(args));
  const bool upper = args.flag(), unit = args.flag();
  expect(b.d, a.d.type, b.d.count);
  expect(x.d, a.d.type, b.d.count);
  require(a.rows == a.cols && a.rows == b.rows && a.count == b.count && x.rows == b.rows && x.cols == b.cols, "triangular system: shapes");
  memcpy(x.d.at, b.d.at, static_cast<size_t>(b.d.count) * bytesOf(b.d.type));
  return withType(a.d.type, [&](auto* t) { return triangularSolve<std::remove_pointer_t<decltype(t)>>(a, x, upper, unit); });
}

/** A → L, info. */
Outcome runCholesky(Arguments& args) {
  const Matrices a(floating(args)), l(floating(args));
  const Dense info = args.operand(Type::I32);
  expect(l.d, a.d.type, a.d.count);
  require(a.rows == a.cols && l.rows == a.rows && l.cols == a.cols && info.count == a.count, "Cholesky factors: shapes");
  memcpy(l.d.at, a.d.at, static_cast<size_t>(a.d.count) * bytesOf(a.d.type));
  return withType(a.d.type, [&](auto* t) { return cholesky<std::remove_pointer_t<decltype(t)>>(l, info); });
}

}  // namespace cresset
