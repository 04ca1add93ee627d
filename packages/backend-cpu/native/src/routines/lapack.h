#pragma once
#include <cstddef>

namespace cresset {

/**
 * LAPACK of OpenBLAS, opened with it. Column-major, sizes by pointer; the trailing size_t are the lengths of the strings,
 * which Fortran passes out of sight.
 */
template <class T>
struct Lapack {
  void (*getrf)(const int* m, const int* n, T* a, const int* lda, int* pivots, int* info);
  void (*getrs)(const char* trans, const int* n, const int* nrhs, const T* a, const int* lda, const int* pivots, T* b, const int* ldb,
                int* info, size_t);
  void (*potrf)(const char* uplo, const int* n, T* a, const int* lda, int* info, size_t);
  void (*trsm)(int order, int side, int uplo, int trans, int diag, int m, int n, T alpha, const T* a, int lda, T* b, int ldb);
  void (*gemm)(int order, int transA, int transB, int m, int n, int k, T alpha, const T* a, int lda, const T* b, int ldb, T beta, T* c,
               int ldc);
  void (*geqrf)(const int* m, const int* n, T* a, const int* lda, T* tau, T* work, const int* lwork, int* info);
  void (*orgqr)(const int* m, const int* n, const int* k, T* a, const int* lda, const T* tau, T* work, const int* lwork, int* info);
  void (*syevd)(const char* jobz, const char* uplo, const int* n, T* a, const int* lda, T* w, T* work, const int* lwork, int* iwork,
                const int* liwork, int* info, size_t, size_t);
  void (*gesdd)(const char* jobz, const int* m, const int* n, T* a, const int* lda, T* s, T* u, const int* ldu, T* vt, const int* ldvt,
                T* work, const int* lwork, int* iwork, int* info, size_t);
  void (*geev)(const char* jobvl, const char* jobvr, const int* n, T* a, const int* lda, T* wr, T* wi, T* vl, const int* ldvl, T* vr,
               const int* ldvr, T* work, const int* lwork, int* info, size_t, size_t);
  void (*gels)(const char* trans, const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* work,
               const int* lwork, int* info, size_t);
  void (*gelsy)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, int* jpvt, const T* rcond, int* rank,
                T* work, const int* lwork, int* info);
  void (*gelsd)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* s, const T* rcond, int* rank,
                T* work, const int* lwork, int* iwork, int* info);
  void (*gelss)(const int* m, const int* n, const int* nrhs, T* a, const int* lda, T* b, const int* ldb, T* s, const T* rcond, int* rank,
                T* work, const int* lwork, int* info);
};

/** @throws Failure when OpenBLAS isn't there or was built without LAPACK */
template <class T>
const Lapack<T>& lapack();

/** Threads of OpenBLAS itself; 1 except while one large matrix is decomposed. */
void setBlasThreads(int n);

// CBLAS.
constexpr int kRowMajor = 101, kNoTrans = 111, kTrans = 112, kUpper = 121, kLower = 122, kNonUnit = 131, kUnit = 132, kLeft = 141;

}  // namespace cresset
