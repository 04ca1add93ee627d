#pragma once
#include <cstdint>

namespace cresset {

/** Row-major C = alpha·op(A)·op(B) + beta·C on the calling thread alone. */
void sgemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b, int64_t ldb, float* c,
           int64_t ldc, float alpha = 1.0f, float beta = 0.0f);
/** Row-major C = op(A)·op(B) on the calling thread alone. */
void dgemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
           double* c, int64_t ldc);

/** Opens OpenBLAS. @throws Failure when it isn't there */
void loadBlas();

/** A function of OpenBLAS, or null where this build of it has none of that name. @throws Failure when it isn't there */
void* blasSymbol(const char* name);

}  // namespace cresset
