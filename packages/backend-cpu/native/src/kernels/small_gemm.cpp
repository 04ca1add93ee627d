// C = A·B where a call of a BLAS would cost more than the product: no packing, any strides for A, rows of B or of C
// along the vector.
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** Four rows of C at a time in registers, 16 columns wide. */
template <class T, int Rows, int Cols>
void panel(int64_t k, const T* a, int64_t am, int64_t ak, const T* b, int64_t bk, T* c, int64_t cm) {
  T sum[Rows][Cols] = {};
  for (int64_t p = 0; p < k; p++) {
    const T* row = b + p * bk;
    for (int r = 0; r < Rows; r++) {
      const T x = a[r * am + p * ak];
      for (int j = 0; j < Cols; j++) sum[r][j] += x * row[j];
    }
  }
  for (int r = 0; r < Rows; r++) {
    for (int j = 0; j < Cols; j++) c[r * cm + j] = sum[r][j];
  }
}

template <class T, int Rows>
void rowsOf(int64_t n, int64_t k, const T* a, int64_t am, int64_t ak, const T* b, int64_t bk, int64_t bn, T* c, int64_t cm) {
  constexpr int kCols = 64 / sizeof(T);
  int64_t j = 0;
  if (bn == 1) {
    for (; j + kCols <= n; j += kCols) panel<T, Rows, kCols>(k, a, am, ak, b + j, bk, c + j, cm);
    for (; j + kCols / 4 <= n; j += kCols / 4) panel<T, Rows, kCols / 4>(k, a, am, ak, b + j, bk, c + j, cm);
  }
  for (; j < n; j++) {
    for (int r = 0; r < Rows; r++) {
      const T* x = a + r * am;
      const T* y = b + j * bn;
      T sum = 0;
      for (int64_t p = 0; p < k; p++) sum += x[p * ak] * y[p * bk];
      c[r * cm + j] = sum;
    }
  }
}

template <class T>
void smallGemm(int64_t m, int64_t n, int64_t k, const void* a, int64_t am, int64_t ak, const void* b, int64_t bk, int64_t bn,
               void* c, int64_t cm) {
  const T* x = static_cast<const T*>(a);
  const T* y = static_cast<const T*>(b);
  T* z = static_cast<T*>(c);
  int64_t i = 0;
  for (; i + 4 <= m; i += 4) rowsOf<T, 4>(n, k, x + i * am, am, ak, y, bk, bn, z + i * cm, cm);
  for (; i < m; i++) rowsOf<T, 1>(n, k, x + i * am, am, ak, y, bk, bn, z + i * cm, cm);
}

}  // namespace

void registerGemm(KernelTable& t) {
  t.smallGemm[0] = smallGemm<float>;
  t.smallGemm[1] = smallGemm<double>;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
