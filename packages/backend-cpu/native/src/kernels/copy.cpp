// Strided windows to and from dense rows. Elements are moved by size, whatever their type.
#include <cstring>

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

template <size_t Size> struct Element;
template <> struct Element<1> { using T = uint8_t; };
template <> struct Element<2> { using T = uint16_t; };
template <> struct Element<4> { using T = uint32_t; };
template <> struct Element<8> { using T = uint64_t; };
template <> struct Element<16> { using T = Complex128; };

/** Side of a block that is transposed in registers: eight columns of a power-of-two stride still fit a set of the cache. */
constexpr int64_t kBlock = 8;

template <class T>
inline void blockScalar(T* to, int64_t toStride, const T* from, int64_t fromStride, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < cols; c++) to[r * toStride + c] = from[r + c * fromStride];
  }
}

/** Interleaves the lower or upper halves of pairs `Step` elements wide. */
template <class V, class M>
inline void exchange(V& a, V& b, const M& low, const M& high) {
  const V x = a, y = b;
  a = __builtin_shuffle(x, y, low);
  b = __builtin_shuffle(x, y, high);
}

/** 8×8 of four bytes: three rounds of exchanges between rows 4, 2 and 1 apart. */
inline void blockSquare(uint32_t* to, int64_t toStride, const uint32_t* from, int64_t fromStride) {
  typedef uint32_t V __attribute__((vector_size(32)));
  V v[8];
  for (int c = 0; c < 8; c++) memcpy(&v[c], from + c * fromStride, sizeof(V));
  const V low4 = {0, 1, 2, 3, 8, 9, 10, 11}, high4 = {4, 5, 6, 7, 12, 13, 14, 15};
  const V low2 = {0, 1, 8, 9, 4, 5, 12, 13}, high2 = {2, 3, 10, 11, 6, 7, 14, 15};
  const V low1 = {0, 8, 2, 10, 4, 12, 6, 14}, high1 = {1, 9, 3, 11, 5, 13, 7, 15};
  for (int i = 0; i < 4; i++) exchange(v[i], v[i + 4], low4, high4);
  for (int i : {0, 1, 4, 5}) exchange(v[i], v[i + 2], low2, high2);
  for (int i : {0, 2, 4, 6}) exchange(v[i], v[i + 1], low1, high1);
  for (int r = 0; r < 8; r++) memcpy(to + r * toStride, &v[r], sizeof(V));
}

template <class T>
inline void blockSquare(T* to, int64_t toStride, const T* from, int64_t fromStride) {
  blockScalar(to, toStride, from, fromStride, kBlock, kBlock);
}

/** to[r][c] = from[r + c·colStride], columns of blocks first: their cache lines are used up while they are there. */
template <class T>
void transposeIn(T* to, const T* from, int64_t rows, int64_t cols, int64_t colStride) {
  for (int64_t c = 0; c < cols; c += kBlock) {
    const int64_t cn = cols - c < kBlock ? cols - c : kBlock;
    for (int64_t r = 0; r < rows; r += kBlock) {
      const int64_t rn = rows - r < kBlock ? rows - r : kBlock;
      T* t = to + r * cols + c;
      const T* f = from + r + c * colStride;
      if (cn == kBlock && rn == kBlock) {
        blockSquare(t, cols, f, colStride);
      } else {
        blockScalar(t, cols, f, colStride, rn, cn);
      }
    }
  }
}

template <size_t Size>
void gather(void* out, const void* in, int64_t rows, int64_t cols, int64_t rs, int64_t cs) {
  using T = typename Element<Size>::T;
  T* to = static_cast<T*>(out);
  const T* from = static_cast<const T*>(in);
  if (rs == 1 && cs != 1 && cs != 0 && rows >= kBlock) return transposeIn(to, from, rows, cols, cs);
  for (int64_t r = 0; r < rows; r++, to += cols, from += rs) {
    if (cs == 1) {
      if (cols < 16) {
        for (int64_t c = 0; c < cols; c++) to[c] = from[c];
      } else {
        memcpy(to, from, static_cast<size_t>(cols) * Size);
      }
    } else if (cs == 0) {
      const T x = *from;
      for (int64_t c = 0; c < cols; c++) to[c] = x;
    } else {
      for (int64_t c = 0; c < cols; c++) to[c] = from[c * cs];
    }
  }
}

template <size_t Size>
void scatter(void* out, const void* in, int64_t rows, int64_t cols, int64_t rs, int64_t cs) {
  using T = typename Element<Size>::T;
  T* to = static_cast<T*>(out);
  const T* from = static_cast<const T*>(in);
  for (int64_t r = 0; r < rows; r++, from += cols, to += rs) {
    if (cs == 1) {
      memcpy(to, from, static_cast<size_t>(cols) * Size);
    } else {
      for (int64_t c = 0; c < cols; c++) to[c * cs] = from[c];
    }
  }
}

}  // namespace

void registerCopy(KernelTable& t) {
  CopyFn in[5] = {gather<1>, gather<2>, gather<4>, gather<8>, gather<16>};
  CopyFn out[5] = {scatter<1>, scatter<2>, scatter<4>, scatter<8>, scatter<16>};
  memcpy(t.gather2d, in, sizeof in);
  memcpy(t.scatter2d, out, sizeof out);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
