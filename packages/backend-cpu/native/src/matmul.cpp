#include <algorithm>
#include <cstring>
#include <type_traits>

#include "command.h"
#include "error.h"
#include "gemm.h"
#include "temporary.h"
#include "threads.h"
#include "window.h"

namespace cresset {
namespace {

/** Integers: row by row, the inner loop along the row of B and C; they wrap. */
template <class T>
void integerMatmul(int64_t m, int64_t n, int64_t k, const T* a, int64_t am, int64_t ak, const T* b, int64_t bk, int64_t bn, T* c) {
  // At least 32 bits: the product of two uint16 would be computed, and overflow, in int.
  using U = std::conditional_t<sizeof(T) < 4, uint32_t, std::make_unsigned_t<T>>;
  parallelFor(m, std::max<int64_t>(1, 65536 / std::max<int64_t>(1, n * k)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      T* row = c + i * n;
      std::fill(row, row + n, T(0));
      for (int64_t p = 0; p < k; p++) {
        const U x = static_cast<U>(a[i * am + p * ak]);
        const T* y = b + p * bk;
        if (bn == 1) {
          for (int64_t j = 0; j < n; j++) row[j] = static_cast<T>(static_cast<U>(row[j]) + x * static_cast<U>(y[j]));
        } else {
          for (int64_t j = 0; j < n; j++) row[j] = static_cast<T>(static_cast<U>(row[j]) + x * static_cast<U>(y[j * bn]));
        }
      }
    }
  });
}

class Matmul final : public Executable {
 public:
  Matmul(const double* words, size_t length) {
    rank_ = static_cast<int>(specWord(words, length, 1, 3, kMaxRank));
    type_ = static_cast<Type>(specWord(words, length, 2, 0, kTypes - 1));
    keptRank_ = rank_ - 1;
    types_ = {type_, type_, type_};
    if (type_ == Type::Bool || type_ == Type::C64 || type_ == Type::C128) {
      fail(ErrorKind::Unsupported, "cpu: matmul has no kernel for %s; cast to a real number type first", nameOf(type_));
    }
  }

  size_t run(const double* words, size_t available) override {
    Command c;
    const size_t used = parse(words, available, c);
    if (c.kept == 0) return used;
    const int batchRank = rank_ - 3;
    if (!isDense(c.dims, c.operand[0].strides, rank_ - 1)) fail(ErrorKind::Internal, "submit: the result of a matmul must be dense");
    switch (type_) {
      case Type::F16:
      case Type::BF16: halves(c, batchRank); break;
      case Type::F32:
      case Type::F64: floats(c, batchRank); break;
      default: integers(c, batchRank); break;
    }
    return used;
  }

 private:
  /** Calls body(aOffset, bOffset, index) for all batches from dimension `from` on outwards. */
  template <class Body>
  static void eachBatch(const Command& c, int dims, const Body& body) {
    int64_t index[kMaxRank] = {}, a = 0, b = 0, total = 1;
    for (int d = 0; d < dims; d++) total *= c.dims[d];
    for (int64_t i = 0; i < total; i++) {
      body(a, b, i);
      for (int d = dims - 1; d >= 0; d--) {
        a += c.operand[1].strides[d];
        b += c.operand[2].strides[d];
        if (++index[d] < c.dims[d]) break;
        a -= c.dims[d] * c.operand[1].strides[d];
        b -= c.dims[d] * c.operand[2].strides[d];
        index[d] = 0;
      }
    }
  }

  void floats(const Command& c, int batchRank) const {
    const bool wide = type_ == Type::F64;
    const int64_t bytes = wide ? 8 : 4;
    int64_t m = c.dims[rank_ - 3];
    const int64_t n = c.dims[rank_ - 2], k = c.dims[rank_ - 1];
    const int64_t* as = c.operand[1].strides;
    const int64_t* bs = c.operand[2].strides;
    // A batch over which B is constant and A one long matrix is just more rows (a linear layer on [*, in]).
    while (batchRank > 0 && (c.dims[batchRank - 1] == 1 || (bs[batchRank - 1] == 0 && as[batchRank - 1] == m * as[rank_ - 3]))) {
      m *= c.dims[--batchRank];
    }
    const int64_t inner = batchRank > 0 ? c.dims[batchRank - 1] : 1;
    const int64_t aStep = batchRank > 0 ? as[batchRank - 1] : 0, bStep = batchRank > 0 ? bs[batchRank - 1] : 0;
    eachBatch(c, std::max(0, batchRank - 1), [&](int64_t a, int64_t b, int64_t i) {
      gemm(wide, m, n, k, {c.operand[1].base + a * bytes, as[rank_ - 3], as[rank_ - 1]},
           {c.operand[2].base + b * bytes, bs[rank_ - 1], bs[rank_ - 2]}, c.operand[0].base + i * inner * m * n * bytes, n, inner,
           aStep, bStep, m * n);
    });
  }

  /** Halves are multiplied in float32 and rounded once at the end. */
  void halves(const Command& c, int batchRank) const {
    const KernelTable& k = kernels();
    const int64_t m = c.dims[rank_ - 3], n = c.dims[rank_ - 2], depth = c.dims[rank_ - 1];
    Temporary block(static_cast<size_t>(std::max(m * depth, depth * n)) * 2 + static_cast<size_t>(m * depth + depth * n + m * n) * 4 + 256,
                    "a matrix product");
    float* a = block.as<float>();
    float* b = a + m * depth;
    float* out = b + depth * n;
    char* raw = reinterpret_cast<char*>(out + m * n);
    auto widen = [&](float* to, const char* from, int64_t rows, int64_t cols, int64_t rs, int64_t cs) {
      const int64_t dims[2] = {rows, cols}, strides[2] = {rs, cs};
      if (rows * cols == 0) return;
      gatherWindow(2, raw, from, dims, strides, 2);
      k.load[static_cast<int>(type_)](to, raw, nullptr, nullptr, static_cast<size_t>(rows * cols));
    };
    const int64_t* as = c.operand[1].strides;
    const int64_t* bs = c.operand[2].strides;
    eachBatch(c, batchRank, [&](int64_t ao, int64_t bo, int64_t i) {
      widen(a, c.operand[1].base + ao * 2, m, depth, as[rank_ - 3], as[rank_ - 1]);
      widen(b, c.operand[2].base + bo * 2, depth, n, bs[rank_ - 1], bs[rank_ - 2]);
      gemm(false, m, n, depth, {a, depth, 1}, {b, n, 1}, out, n, 1, 0, 0, 0);
      k.store[static_cast<int>(type_)](c.operand[0].base + i * m * n * 2, out, nullptr, nullptr, static_cast<size_t>(m * n));
    });
  }

  template <class T>
  void integersOf(const Command& c, int batchRank) const {
    const int64_t m = c.dims[rank_ - 3], n = c.dims[rank_ - 2], k = c.dims[rank_ - 1];
    const int64_t* as = c.operand[1].strides;
    const int64_t* bs = c.operand[2].strides;
    eachBatch(c, batchRank, [&](int64_t a, int64_t b, int64_t i) {
      integerMatmul<T>(m, n, k, reinterpret_cast<const T*>(c.operand[1].base) + a, as[rank_ - 3], as[rank_ - 1],
                       reinterpret_cast<const T*>(c.operand[2].base) + b, bs[rank_ - 1], bs[rank_ - 2],
                       reinterpret_cast<T*>(c.operand[0].base) + i * m * n);
    });
  }

  void integers(const Command& c, int batchRank) const {
    switch (type_) {
      case Type::U8: return integersOf<uint8_t>(c, batchRank);
      case Type::I8: return integersOf<int8_t>(c, batchRank);
      case Type::I16: return integersOf<int16_t>(c, batchRank);
      case Type::I32: return integersOf<int32_t>(c, batchRank);
      default: return integersOf<int64_t>(c, batchRank);
    }
  }

  Type type_ = Type::F32;
};

}  // namespace

std::unique_ptr<Executable> prepareMatmul(const double* words, size_t length) {
  return std::make_unique<Matmul>(words, length);
}

}  // namespace cresset
