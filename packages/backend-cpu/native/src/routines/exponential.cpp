#include "routines/matrix.h"

namespace cresset {
namespace {

/** Coefficients of the [13/13] Padé approximant of exp. */
constexpr double kPade[] = {64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
                            10559470521600,    670442572800,      33522128640,      1323241920,       40840800,
                            960960,            16380,             182,              1};
/** Norm up to which that approximant is exact to the last digit of float64. */
constexpr double kTheta = 5.371920351148152;

/**
 * e^A by scaling and squaring (Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
 * `work` holds six matrices; returns LAPACK's info.
 */
template <class T>
int exponential(const Lapack<T>& l, T* out, const T* a, int n, T* work, int* pivots) {
  using R = Real<T>;
  const int64_t size = int64_t{n} * n;
  double norm = 0;
  for (int j = 0; j < n; j++) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += static_cast<double>(std::abs(a[int64_t{i} * n + j]));
    norm = std::max(norm, sum);
  }
  if (!allFinite(a, size) || !std::isfinite(norm)) {
    std::fill(out, out + size, static_cast<T>(NAN));
    return 0;
  }
  const int squarings = norm > kTheta ? std::max(0, static_cast<int>(std::ceil(std::log2(norm / kTheta)))) : 0;
  T *x = work, *x2 = x + size, *x4 = x2 + size, *x6 = x4 + size, *u = x6 + size, *v = u + size;
  const Real<T> scale = static_cast<Real<T>>(std::ldexp(1.0, -squarings));
  for (int64_t i = 0; i < size; i++) x[i] = a[i] * scale;
  const auto multiply = [&](T* c, const T* p, const T* q, T beta) {
    l.gemm(kRowMajor, kNoTrans, kNoTrans, n, n, n, T(1), p, n, q, n, beta, c, n);
  };
  const auto combine = [&](T* to, double c6, double c4, double c2, double c0) {
    for (int64_t i = 0; i < size; i++) {
      to[i] = static_cast<R>(c6) * x6[i] + static_cast<R>(c4) * x4[i] + static_cast<R>(c2) * x2[i];
    }
    for (int i = 0; i < n; i++) to[int64_t{i} * n + i] += static_cast<R>(c0);
  };
  multiply(x2, x, x, 0);
  multiply(x4, x2, x2, 0);
  multiply(x6, x4, x2, 0);
  const double* b = kPade;
  // u = x · (x6 · (…) + …), odd powers; `out` serves as the third matrix.
  combine(v, b[13], b[11], b[9], 0);
  combine(out, b[7], b[5], b[3], b[1]);
  multiply(out, x6, v, 1);
  multiply(u, x, out, 0);
  combine(out, b[12], b[10], b[8], 0);
  combine(v, b[6], b[4], b[2], b[0]);
  multiply(v, x6, out, 1);
  for (int64_t i = 0; i < size; i++) {
    x2[i] = v[i] - u[i];
    out[i] = v[i] + u[i];
  }
  // All are polynomials of one matrix and commute, so that solving by columns, with the transposes, does as well.
  int info = 0;
  l.getrf(&n, &n, x2, &n, pivots, &info);
  if (info != 0) return info;
  l.getrs("N", &n, &n, x2, &n, pivots, out, &n, &info, 1);
  for (int s = 0; s < squarings; s++) {
    memcpy(x, out, static_cast<size_t>(size) * sizeof(T));
    multiply(out, x, x, 0);
  }
  return info;
}

template <class T>
Outcome matrixExp(const Matrices& a, const Matrices& e) {
  const Lapack<T>& l = lapack<T>();
  const int n = static_cast<int>(a.rows);
  if (n == 0) return {};
  Pieces sizes;
  sizes.take<T>(6 * int64_t{n} * n);
  sizes.take<int>(n);
  return forEachMatrix(a.count, int64_t{n} * n, sizes.bytes(), "the matrix exponential", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* work = pieces.take<T>(6 * int64_t{n} * n);
    int* pivots = pieces.take<int>(n);
    return exponential(l, e.at<T>(i), a.at<T>(i), n, work, pivots);
  });
}

}  // namespace

/** A → e^A. */
Outcome runMatrixExp(Arguments& args) {
  const Matrices a(floating(args)), e(floating(args));
  expect(e.d, a.d.type, a.d.count);
  require(a.rows == a.cols && e.rows == a.rows && e.cols == a.cols, "matrixExp: shapes");
  return withType(a.d.type, [&](auto* t) { return matrixExp<std::remove_pointer_t<decltype(t)>>(a, e); });
}

}  // namespace cresset
