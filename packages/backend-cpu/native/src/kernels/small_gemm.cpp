// C = A·B where a call of a BLAS would cost more than the product: no packing, any strides for A, the vector along rows
// of B and C.
#include <cstring>

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** Vectors of the compiler: plain arrays of sums would go through memory at every step. */
template <class T, int Lanes>
struct Vector {
  typedef T type __attribute__((vector_size(Lanes * sizeof(T))));
};

template <class T, int Lanes, int Rows, int Columns>
inline void panel(int64_t k, const T* a, int64_t am, int64_t ak, const T* b, int64_t bk, T* c, int64_t cm) {
  using V = typename Vector<T, Lanes>::type;
  V sum[Rows][Columns] = {};
  for (int64_t p = 0; p < k; p++) {
    V row[Columns];
    memcpy(row, b + p * bk, sizeof row);
    for (int r = 0; r < Rows; r++) {
      const T x = a[r * am + p * ak];
      for (int j = 0; j < Columns; j++) sum[r][j] += x * row[j];
    }
  }
  for (int r = 0; r < Rows; r++) memcpy(c + r * cm, sum[r], sizeof sum[r]);
}

template <class T, int Rows>
void rowsOf(int64_t n, int64_t k, const T* a, int64_t am, int64_t ak, const T* b, int64_t bk, int64_t bn, T* c, int64_t cm) {
  constexpr int kLanes = 64 / sizeof(T);
  int64_t j = 0;
  if (bn == 1) {
    for (; j + 2 * kLanes <= n; j += 2 * kLanes) panel<T, kLanes, Rows, 2>(k, a, am, ak, b + j, bk, c + j, cm);
    for (; j + kLanes <= n; j += kLanes) panel<T, kLanes, Rows, 1>(k, a, am, ak, b + j, bk, c + j, cm);
    for (; j + kLanes / 4 <= n; j += kLanes / 4) panel<T, kLanes / 4, Rows, 1>(k, a, am, ak, b + j, bk, c + j, cm);
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
