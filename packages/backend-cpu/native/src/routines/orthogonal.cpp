#include "routines/matrix.h"

namespace cresset {
namespace {

/** A [m, n] → Q [m, r] (absent: R alone) and R [r, n]. */
template <class T>
Outcome qr(const Matrices& a, T* q, const Matrices& out) {
  const Lapack<T>& l = lapack<T>();
  const int m = static_cast<int>(a.rows), n = static_cast<int>(a.cols), r = static_cast<int>(out.rows), k = std::min(m, n);
  const int width = std::max(n, r), query = -1, first = std::max(1, m);
  T answer = 0, more = 0;
  int status = 0;
  if (k > 0) {
    l.geqrf(&m, &n, nullptr, &first, nullptr, &answer, &query, &status);
    if (q != nullptr) l.orgqr(&m, &r, &k, nullptr, &first, nullptr, &more, &query, &status);
  }
  const int lwork = std::max(workspace(answer), workspace(more));
  Pieces sizes;
  sizes.take<T>(int64_t{m} * width);
  sizes.take<T>(k);
  sizes.take<T>(lwork);
  return forEachMatrix(a.count, int64_t{m} * n, sizes.bytes(), "QR", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* columns = pieces.take<T>(int64_t{m} * width);
    T* tau = pieces.take<T>(k);
    T* work = pieces.take<T>(lwork);
    int info = 0;
    transpose(columns, a.at<T>(i), m, n);
    if (k > 0) l.geqrf(&m, &n, columns, &m, tau, work, &lwork, &info);
    T* upper = out.at<T>(i);
    for (int row = 0; row < r; row++) {
      for (int j = 0; j < n; j++) upper[int64_t{row} * n + j] = j >= row && row < m ? columns[int64_t{j} * m + row] : T(0);
    }
    if (q == nullptr || m == 0 || r == 0) return info;
    if (k > 0) {
      l.orgqr(&m, &r, &k, columns, &m, tau, work, &lwork, &info);
    } else {
      std::fill(columns, columns + int64_t{m} * r, T(0));
      for (int j = 0; j < std::min(m, r); j++) columns[int64_t{j} * m + j] = 1;
    }
    transpose(q + i * m * r, columns, r, m);
    return info;
  });
}

template <class T>
Outcome eigh(const Matrices& a, const Dense& values, T* vectors, const Dense& info) {
  const Lapack<T>& l = lapack<T>();
  using R = Real<T>;
  const int n = static_cast<int>(a.rows), query = -1;
  if (n == 0) {
    memset(info.at, 0, static_cast<size_t>(info.count) * 4);
    return {};
  }
  const char* job = vectors != nullptr ? "V" : "N";
  T answer = 0;
  R realAnswer = 0;
  int integers = 0, status = 0;
  const auto call = [&](T* own, R* w, T* work, int lwork, R* rwork, int lrwork, int* iwork, int liwork, int* result) {
    if constexpr (isComplex<T>) {
      l.heevd(job, "U", &n, own, &n, w, work, &lwork, rwork, &lrwork, iwork, &liwork, result, 1, 1);
    } else {
      (void)rwork;
      (void)lrwork;
      l.syevd(job, "U", &n, own, &n, w, work, &lwork, iwork, &liwork, result, 1, 1);
    }
  };
  call(nullptr, nullptr, &answer, query, &realAnswer, query, &integers, query, &status);
  const int lwork = workspace(answer), lrwork = workspace(realAnswer), liwork = std::max(1, integers);
  Pieces sizes;
  sizes.take<T>(int64_t{n} * n);
  sizes.take<T>(lwork);
  sizes.take<R>(lrwork);
  sizes.take<int>(liwork);
  return forEachMatrix(a.count, int64_t{n} * n, sizes.bytes(), "eigenvalues", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* own = pieces.take<T>(int64_t{n} * n);
    T* work = pieces.take<T>(lwork);
    R* rwork = pieces.take<R>(lrwork);
    int* iwork = pieces.take<int>(liwork);
    int result = 0;
    const T* from = a.at<T>(i);
    bool finite = true;
    // Only the lower triangle counts: by columns, the upper one.
    for (int64_t r = 0; r < n; r++) {
      finite = finite && allFinite(from + r * n, r + 1);
      memcpy(own + r * n, from + r * n, static_cast<size_t>(r + 1) * sizeof(T));
      std::fill(own + r * n + r + 1, own + (r + 1) * n, T(0));
    }
    if (finite) call(own, values.as<R>() + i * n, work, lwork, rwork, lrwork, iwork, liwork, &result);
    const int64_t outcome = finite ? result : kNotFinite;
    info.as<int32_t>()[i] = static_cast<int32_t>(outcome);
    if (outcome == 0 && vectors != nullptr) {
      for (int64_t v = 0; v < n; v++) {
        // The matrix was read by columns, which conjugates it, and so are its vectors.
        for (int64_t r = 0; r < n; r++) own[v * n + r] = conjugate(own[v * n + r]);
        scale(own + v * n, n, 1, conjugate(phaseOf(own + v * n, n, 1)));
      }
      transpose(vectors + i * n * n, own, n, n);
    }
    return outcome;
  });
}

/** A [m, n] → U [m, cu], S, Vh [rv, n]; by columns A is its transpose, whose left vectors are our right ones. */
template <class T>
Outcome svd(const Matrices& a, T* u, int cu, const Dense& s, T* vh, int rv, const Dense& info) {
  const Lapack<T>& l = lapack<T>();
  using R = Real<T>;
  const int m = static_cast<int>(a.rows), n = static_cast<int>(a.cols), k = std::min(m, n), query = -1;
  const bool vectors = u != nullptr;
  if (k == 0) {
    memset(info.at, 0, static_cast<size_t>(info.count) * 4);
    // The vectors of an empty matrix are those of the identity.
    for (int64_t i = 0; vectors && i < a.count; i++) {
      T* left = u + i * m * cu;
      T* right = vh + i * rv * n;
      std::fill(left, left + int64_t{m} * cu, T(0));
      std::fill(right, right + int64_t{rv} * n, T(0));
      for (int j = 0; j < std::min(m, cu); j++) left[int64_t{j} * cu + j] = 1;
      for (int j = 0; j < std::min(rv, n); j++) right[int64_t{j} * n + j] = 1;
    }
    return {};
  }
  const char* job = !vectors ? "N" : cu == m && rv == n ? "A" : "S";
  const int leading = std::max(1, vectors ? cu : 1);
  T answer = 0;
  int status = 0;
  const auto call = [&](T* own, R* values, T* left, T* right, T* work, int size, R* rwork, int* iwork, int* result) {
    if constexpr (isComplex<T>) {
      l.gesdd(job, &n, &m, own, &n, values, right, &n, left, &leading, work, &size, rwork, iwork, result, 1);
    } else {
      (void)rwork;
      l.gesdd(job, &n, &m, own, &n, values, right, &n, left, &leading, work, &size, iwork, result, 1);
    }
  };
  R realAnswer = 0;
  call(nullptr, nullptr, nullptr, nullptr, &answer, query, &realAnswer, nullptr, &status);
  // What LAPACK's documentation asks for, the larger of its editions.
  const int64_t wide = std::max(m, n);
  const int64_t lrwork = isComplex<T> ? std::max(5 * int64_t{k} * k + 7 * k, 2 * wide * k + 2 * int64_t{k} * k + k) : 0;
  const int lwork = workspace(answer);
  Pieces sizes;
  sizes.take<T>(int64_t{m} * n);
  sizes.take<T>(lwork);
  sizes.take<R>(lrwork);
  sizes.take<int>(8 * int64_t{k});
  return forEachMatrix(a.count, int64_t{m} * n, sizes.bytes(), "singular values", [&](int64_t i, char* scratch) -> int64_t {
    Pieces pieces(scratch);
    T* own = pieces.take<T>(int64_t{m} * n);
    T* work = pieces.take<T>(lwork);
    R* rwork = pieces.take<R>(lrwork);
    int* iwork = pieces.take<int>(8 * int64_t{k});
    const bool finite = allFinite(a.at<T>(i), int64_t{m} * n);
    int result = 0;
    T* left = vectors ? u + i * m * cu : nullptr;
    T* right = vectors ? vh + i * rv * n : nullptr;
    if (finite) {
      memcpy(own, a.at<T>(i), static_cast<size_t>(m) * static_cast<size_t>(n) * sizeof(T));
      T none = 0;
      call(own, s.as<R>() + i * k, vectors ? left : &none, vectors ? right : &none, work, lwork, rwork, iwork, &result);
    }
    const int64_t outcome = finite ? result : kNotFinite;
    info.as<int32_t>()[i] = static_cast<int32_t>(outcome);
    if (outcome != 0 || !vectors) return outcome;
    for (int c = 0; c < std::max(cu, rv); c++) {
      const bool paired = c < k;
      if (c < cu) {
        const T phase = phaseOf(left + c, m, cu);
        scale(left + c, m, cu, conjugate(phase));
        if (paired) scale(right + int64_t{c} * n, n, 1, phase);
      }
      if (!paired && c < rv) scale(right + int64_t{c} * n, n, 1, conjugate(phaseOf(right + int64_t{c} * n, n, 1)));
    }
    return 0;
  });
}

}  // namespace

/** A → Q (empty: R alone), R. */
Outcome runQr(Arguments& args) {
  const Matrices a(floating(args));
  const Dense q = floating(args);
  const Matrices r(floating(args));
  const bool onlyR = args.flag();
  require(r.cols == a.cols && r.count == a.count && r.d.type == a.d.type && q.type == a.d.type, "QR: shapes");
  require(onlyR || q.count == a.count * a.rows * r.rows, "QR: shapes");
  require(r.rows == a.rows || r.rows == std::min(a.rows, a.cols), "QR: shapes");
  return withType(a.d.type, [&](auto* t) {
    using T = std::remove_pointer_t<decltype(t)>;
    return qr<T>(a, onlyR ? nullptr : q.as<T>(), r);
  });
}

/** A → values, vectors (empty: none), info; vectors. */
Outcome runEigh(Arguments& args) {
  const Matrices a(floating(args));
  const Dense values = floating(args), vectors = floating(args), info = args.operand(Type::I32);
  const bool wanted = args.flag();
  require(a.rows == a.cols && info.count == a.count, "eigh: shapes");
  expect(values, realType(a.d.type), a.count * a.rows);
  if (wanted) expect(vectors, a.d.type, a.d.count);
  return withType(a.d.type, [&](auto* t) {
    using T = std::remove_pointer_t<decltype(t)>;
    return eigh<T>(a, values, wanted ? vectors.as<T>() : nullptr, info);
  });
}

/** A → U, S, Vh, info; vectors. */
Outcome runSvd(Arguments& args) {
  const Matrices a(floating(args));
  const Dense u = floating(args), s = floating(args), vh = floating(args), info = args.operand(Type::I32);
  const bool wanted = args.flag();
  const int64_t k = std::min(a.rows, a.cols);
  expect(s, realType(a.d.type), a.count * k);
  require(info.count == a.count, "svd: shapes");
  int64_t cu = 0, rv = 0;
  if (wanted) {
    const Matrices left(u), right(vh);
    cu = left.cols;
    rv = right.rows;
    require(left.count == a.count && right.count == a.count && left.rows == a.rows && right.cols == a.cols && u.type == a.d.type &&
                vh.type == a.d.type && ((cu == k && rv == k) || (cu == a.rows && rv == a.cols)),
            "svd: shapes");
  }
  return withType(a.d.type, [&](auto* t) {
    using T = std::remove_pointer_t<decltype(t)>;
    return svd<T>(a, wanted ? u.as<T>() : nullptr, static_cast<int>(cu), s, wanted ? vh.as<T>() : nullptr, static_cast<int>(rv), info);
  });
}

}  // namespace cresset
