#pragma once
#include <complex>
#include <cstddef>
#include <type_traits>

namespace cresset {

template <class T>
struct RealOf {
  using type = T;
};
template <class R>
struct RealOf<std::complex<R>> {
  using type = R;
};
/** The type of lengths, singular values and conditions of matrices of T. */
template <class T>
using Real = typename RealOf<T>::type;

template <class T>
constexpr bool isComplex = !std::is_same_v<T, Real<T>>;

/**
 * LAPACK of OpenBLAS, opened with it. Column-major, sizes by pointer; the trailing size_t are the lengths of the strings,
 * which Fortran passes out of sight. These routines are called alike for real and complex numbers, but for those whose
 * complex form wants real workspace too: see `Lapack`.
 */
template <class T>
struct CommonLapack {
  using R = Real<T>;
  /** CBLAS takes real factors by value and complex ones by pointer. */
  using Factor = std::conditional_t<isComplex<T>, const void*, T>;
  void (*getrf)(const int* m, const int* n, T* a, const int* lda, int* pivots, int* info);
  void (*getrs)(const char* trans, const int* n, const int* nrhs, const T* a, const int* lda, const int* pivots, T* b, const int* ldb,
                int* info, size_t);
  void (*potrf)(const char* uplo, const int* n, T* a, const int* lda, int* info, size_t);
  void (*trsmOf)(int order, int side, int uplo, int trans, int diag, int m, int n, Factor alpha, const T* a, int lda, T* b, int ldb);
  void (*gemmOf)(int order, int transA, int transB, int m, int n, int k, Factor alpha, const T* a, int lda, const T* b, int ldb, Factor beta,
                 T* c, int ldc);
  void (*geqrf)(const int* m, const int* n, T* a, const int* lda, T* tau, T* work, const int* lwork, int* info);
  /** For complex numbers: ungqr. */
  void (*orgqr)(const int* m, const int* n, const int* k, T* a, const int* lda, const T* tau, T* work, const int* lwork, int* info);
  void (*gels)(const char* trans, const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* work,
               const int* lwork, int* info, size_t);

  void trsm(int order, int side, int uplo, int trans, int diag, int m, int n, T alpha, const T* a, int lda, T* b, int ldb) const {
    trsmOf(order, side, uplo, trans, diag, m, n, factor(alpha), a, lda, b, ldb);
  }
  void gemm(int order, int transA, int transB, int m, int n, int k, T alpha, const T* a, int lda, const T* b, int ldb, T beta, T* c,
            int ldc) const {
    gemmOf(order, transA, transB, m, n, k, factor(alpha), a, lda, b, ldb, factor(beta), c, ldc);
  }

 private:
  static Factor factor(const T& v) {
    if constexpr (isComplex<T>) {
      return &v;
    } else {
      return v;
    }
  }
};

template <class T>
struct Lapack : CommonLapack<T> {
  void (*syevd)(const char* jobz, const char* uplo, const int* n, T* a, const int* lda, T* w, T* work, const int* lwork, int* iwork,
                const int* liwork, int* info, size_t, size_t);
  void (*gesdd)(const char* jobz, const int* m, const int* n, T* a, const int* lda, T* s, T* u, const int* ldu, T* vt, const int* ldvt,
                T* work, const int* lwork, int* iwork, int* info, size_t);
  void (*geev)(const char* jobvl, const char* jobvr, const int* n, T* a, const int* lda, T* wr, T* wi, T* vl, const int* ldvl, T* vr,
               const int* ldvr, T* work, const int* lwork, int* info, size_t, size_t);
  void (*gelsy)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, int* jpvt, const T* rcond, int* rank,
                T* work, const int* lwork, int* info);
  void (*gelsd)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* s, const T* rcond, int* rank,
                T* work, const int* lwork, int* iwork, int* info);
  void (*gelss)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* s, const T* rcond, int* rank,
                T* work, const int* lwork, int* info);
};

template <class R>
struct Lapack<std::complex<R>> : CommonLapack<std::complex<R>> {
  using T = std::complex<R>;
  void (*heevd)(const char* jobz, const char* uplo, const int* n, T* a, const int* lda, R* w, T* work, const int* lwork, R* rwork,
                const int* lrwork, int* iwork, const int* liwork, int* info, size_t, size_t);
  void (*gesdd)(const char* jobz, const int* m, const int* n, T* a, const int* lda, R* s, T* u, const int* ldu, T* vt, const int* ldvt,
                T* work, const int* lwork, R* rwork, int* iwork, int* info, size_t);
  void (*geev)(const char* jobvl, const char* jobvr, const int* n, T* a, const int* lda, T* w, T* vl, const int* ldvl, T* vr,
               const int* ldvr, T* work, const int* lwork, R* rwork, int* info, size_t, size_t);
  void (*gelsy)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, int* jpvt, const R* rcond, int* rank,
                T* work, const int* lwork, R* rwork, int* info);
  void (*gelsd)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, R* s, const R* rcond, int* rank,
                T* work, const int* lwork, R* rwork, int* iwork, int* info);
  void (*gelss)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, R* s, const R* rcond, int* rank,
                T* work, const int* lwork, R* rwork, int* info);
};

/** @throws Failure when OpenBLAS isn't there or was built without LAPACK */
template <class T>
const Lapack<T>& lapack();

/** Threads of OpenBLAS itself; 1 except while one large matrix is decomposed. */
void setBlasThreads(int n);

// CBLAS.
constexpr int kRowMajor = 101, kNoTrans = 111, kTrans = 112, kUpper = 121, kLower = 122, kNonUnit = 131, kUnit = 132, kLeft = 141;

}  // namespace cresset
