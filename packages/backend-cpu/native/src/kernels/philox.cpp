// The `uniform` instruction: Philox 4×32-10 with the words of random/philox.ts, a vector of blocks at a time where the
// indices are consecutive.
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

constexpr int kBlocks = 32;

/** Four words each of blocks counter, counter + 1, …; word w of block i at out[w][i]. */
void blocks(uint64_t seed, uint64_t counter, uint32_t out[4][kBlocks]) {
  uint32_t k0 = static_cast<uint32_t>(seed), k1 = static_cast<uint32_t>(seed >> 32);
  for (int i = 0; i < kBlocks; i++) {
    const uint64_t c = counter + static_cast<uint64_t>(i);
    out[0][i] = static_cast<uint32_t>(c);
    out[1][i] = static_cast<uint32_t>(c >> 32);
    out[2][i] = 0;
    out[3][i] = 0;
  }
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < kBlocks; i++) {
      const uint64_t p0 = static_cast<uint64_t>(0xd2511f53u) * out[0][i];
      const uint64_t p1 = static_cast<uint64_t>(0xcd9e8d57u) * out[2][i];
      const uint32_t x = static_cast<uint32_t>(p1 >> 32) ^ out[1][i] ^ k0;
      const uint32_t y = static_cast<uint32_t>(p0 >> 32) ^ out[3][i] ^ k1;
      out[0][i] = x;
      out[1][i] = static_cast<uint32_t>(p1);
      out[2][i] = y;
      out[3][i] = static_cast<uint32_t>(p0);
    }
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
}

uint64_t integer(double x) { return x >= 0 && x < 18446744073709551616.0 ? static_cast<uint64_t>(x) : 0; }

template <class T> constexpr int kEach = 16 / sizeof(T);  // numbers a block gives

inline float number(const uint32_t w[4][kBlocks], int block, int k, float) {
  return static_cast<float>(w[k][block] >> 8) * 0x1p-24f;
}
inline double number(const uint32_t w[4][kBlocks], int block, int k, double) {
  return (static_cast<double>(w[2 * k][block] >> 5) * 67108864.0 + static_cast<double>(w[2 * k + 1][block] >> 6)) * 0x1p-53;
}

template <class T>
void consecutive(T* out, uint64_t seed, uint64_t offset, int64_t first, size_t n) {
  uint32_t w[4][kBlocks];
  constexpr int each = kEach<T>;
  T numbers[kBlocks * each];
  uint64_t block = static_cast<uint64_t>(first) / each;
  size_t skip = static_cast<uint64_t>(first) % each;
  for (size_t done = 0; done < n;) {
    blocks(seed, offset + block, w);
    for (int i = 0; i < kBlocks; i++) {
      for (int k = 0; k < each; k++) numbers[i * each + k] = number(w, i, k, T());
    }
    const size_t have = kBlocks * each - skip, m = n - done < have ? n - done : have;
    for (size_t i = 0; i < m; i++) out[done + i] = numbers[skip + i];
    done += m;
    block += kBlocks;
    skip = 0;
  }
}

template <class T, bool Scalar>
void uniformTile(void* out, const void* a, const void* b, const void* c, size_t n) {
  T* o = static_cast<T*>(out);
  const double* seed = static_cast<const double*>(a);
  const double* offset = static_cast<const double*>(b);
  const int64_t* index = static_cast<const int64_t*>(c);
  if (Scalar) {
    bool run = index[0] >= 0;
    for (size_t i = 0; i < n; i++) run &= index[i] == index[0] + static_cast<int64_t>(i);
    if (run) return consecutive<T>(o, integer(*seed), integer(*offset), index[0], n);
  }
  uint32_t w[4][kBlocks];
  uint64_t key = 0, counter = ~uint64_t{0};
  for (size_t i = 0; i < n; i++) {
    const uint64_t s = integer(seed[Scalar ? 0 : i]);
    const uint64_t at = index[i] < 0 ? 0 : static_cast<uint64_t>(index[i]);
    const uint64_t block = integer(offset[Scalar ? 0 : i]) + at / kEach<T>;
    if (i == 0 || s != key || block < counter || block >= counter + kBlocks) {
      blocks(s, block, w);
      key = s;
      counter = block;
    }
    o[i] = number(w, static_cast<int>(block - counter), static_cast<int>(at % kEach<T>), T());
  }
}

template <class T>
void registerUniform(KernelTable& t) {
  rowOf<T>(t, Op::op_uniform)[kVV] = uniformTile<T, false>;
  rowOf<T>(t, Op::op_uniform)[kSS] = uniformTile<T, true>;
}

}  // namespace

void registerPhilox(KernelTable& t) {
  registerUniform<float>(t);
  registerUniform<double>(t);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
