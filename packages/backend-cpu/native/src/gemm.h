#pragma once
#include <cstdint>

namespace cresset {

/** A matrix operand with strides in elements. */
struct Matrix {
  const void* at;
  int64_t rowStride, colStride;
};

/**
 * C[m, n] = A[m, k] · B[k, n] in float32 or float64 (`wide`), C with rows `ldc` apart, for `batch` triples that lie
 * aStep, bStep, cStep elements apart. Transposed operands are passed on as such; only operands that are dense along
 * neither dimension are copied.
 */
void gemm(bool wide, int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, void* c, int64_t ldc, int64_t batch, int64_t aStep,
          int64_t bStep, int64_t cStep);

}  // namespace cresset
