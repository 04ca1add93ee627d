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

/** Rows are stepped through 16 at a time, so that a column of cache lines is used up while it is in the first level. */
constexpr int64_t kBlock = 16;

template <class T>
void transposeIn(T* to, const T* from, int64_t rows, int64_t cols, int64_t colStride) {
  for (int64_t r0 = 0; r0 < rows; r0 += kBlock) {
    const int64_t rn = rows - r0 < kBlock ? rows - r0 : kBlock;
    if (rn == kBlock) {
      for (int64_t c0 = 0; c0 < cols; c0 += kBlock) {
        const int64_t cn = cols - c0 < kBlock ? cols - c0 : kBlock;
        T block[kBlock][kBlock];
        for (int64_t c = 0; c < cn; c++) {
          for (int64_t r = 0; r < kBlock; r++) block[c][r] = from[r0 + r + (c0 + c) * colStride];
        }
        for (int64_t r = 0; r < kBlock; r++) {
          for (int64_t c = 0; c < cn; c++) to[(r0 + r) * cols + c0 + c] = block[c][r];
        }
      }
    } else {
      for (int64_t c = 0; c < cols; c++) {
        for (int64_t r = 0; r < rn; r++) to[(r0 + r) * cols + c] = from[r0 + r + c * colStride];
      }
    }
  }
}

template <size_t Size>
void gather(void* out, const void* in, int64_t rows, int64_t cols, int64_t rs, int64_t cs) {
  using T = typename Element<Size>::T;
  T* to = static_cast<T*>(out);
  const T* from = static_cast<const T*>(in);
  if (rs == 1 && cs != 1 && rows >= kBlock) return transposeIn(to, from, rows, cols, cs);
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
