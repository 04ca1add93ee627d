#include "gemm.h"

#include <algorithm>
#include <cstring>

#include "blas.h"
#include "kernel_table.h"
#include "onednn.h"
#include "temporary.h"
#include "threads.h"
#include "window.h"

namespace cresset {
namespace {

/** How a BLAS takes an operand; false when it is dense along neither dimension. */
bool blasLayout(const Matrix& m, int64_t rows, int64_t cols, bool& transposed, int64_t& ld) {
  const int64_t limit = int64_t{1} << 31;
  if ((m.colStride == 1 || cols == 1) && (rows == 1 || m.rowStride >= cols)) {
    transposed = false;
    ld = rows == 1 ? cols : m.rowStride;
    return ld < limit;
  }
  if ((m.rowStride == 1 || rows == 1) && (cols == 1 || m.colStride >= rows)) {
    transposed = true;
    ld = cols == 1 ? rows : m.colStride;
    return ld < limit;
  }
  return false;
}

struct Call {
  bool wide;
  bool ta, tb;
  int64_t lda, ldb, ldc;
};

void blas(const Call& call, int64_t m, int64_t n, int64_t k, const char* a, const char* b, char* c) {
  if (call.wide) {
    dgemm(call.ta, call.tb, m, n, k, reinterpret_cast<const double*>(a), call.lda, reinterpret_cast<const double*>(b), call.ldb,
          reinterpret_cast<double*>(c), call.ldc);
  } else {
    sgemm(call.ta, call.tb, m, n, k, reinterpret_cast<const float*>(a), call.lda, reinterpret_cast<const float*>(b), call.ldb,
          reinterpret_cast<float*>(c), call.ldc);
  }
}

/** Multiplications below which any library's call costs more than the product. */
constexpr int64_t kSmall = 4096;
/**
 * Float32 products up to this size go to oneDNN: it needs no packing (64×784·784×128: 0.080 ms, OpenBLAS 0.100;
 * 64×128·128×10: 0.0021 and 0.0036). Larger ones are level or better with OpenBLAS (1024³: 16 and 14 ms), and oneDNN
 * was slow at 1024³ with A transposed.
 */
constexpr int64_t kOneDnn = int64_t{32} << 20;

struct Product {
  dnnl::matmul primitive;
  dnnl::memory a, b, c;
};

/** Strides that describe an operand to oneDNN; a stride of a dimension of one element may be anything. */
dnnl::memory::desc describe(int64_t rows, int64_t cols, bool transposed, int64_t ld) {
  return {{rows, cols}, dnnl::memory::data_type::f32, transposed ? dnnl::memory::dims{1, ld} : dnnl::memory::dims{ld, 1}};
}

void oneDnnProduct(const Call& call, int64_t m, int64_t n, int64_t k, const char* a, const char* b, char* c) {
  const int threads = dnnlThreads(static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k));
  dnnlGuard("matmul", [&] {
    thread_local PrimitiveCache<Product> cache;
    thread_local PrimitiveKey key;
    key = {m, n, k, call.lda, call.ldb, call.ldc, call.ta, call.tb, threads};
    Product& p = cache.get(key, [&] {
      const auto da = describe(m, k, call.ta, call.lda), db = describe(k, n, call.tb, call.ldb), dc = describe(m, n, false, call.ldc);
      auto made = std::make_unique<Product>();
      made->primitive = dnnl::matmul(dnnl::matmul::primitive_desc({da, db, dc}, dnnlEngine()));
      made->a = dnnl::memory(da, dnnlEngine(), nullptr);
      made->b = dnnl::memory(db, dnnlEngine(), nullptr);
      made->c = dnnl::memory(dc, dnnlEngine(), nullptr);
      return made;
    });
    p.a.set_data_handle(const_cast<char*>(a));
    p.b.set_data_handle(const_cast<char*>(b));
    p.c.set_data_handle(c);
    p.primitive.execute(dnnlStream(), {{DNNL_ARG_SRC, p.a}, {DNNL_ARG_WEIGHTS, p.b}, {DNNL_ARG_DST, p.c}});
  });
}

/** Multiplications that make a thread worth waking. */
constexpr int64_t kThreadWork = 512 * 1024;

}  // namespace

void gemm(bool wide, int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, void* c, int64_t ldc, int64_t batch, int64_t aStep,
          int64_t bStep, int64_t cStep) {
  if (m == 0 || n == 0 || batch == 0) return;
  const int64_t bytes = wide ? 8 : 4;
  char* out = static_cast<char*>(c);
  if (k == 0) {
    for (int64_t i = 0; i < batch; i++) {
      for (int64_t r = 0; r < m; r++) memset(out + (i * cStep + r * ldc) * bytes, 0, static_cast<size_t>(n * bytes));
    }
    return;
  }
  const KernelTable& table = kernels();
  const char* pa = static_cast<const char*>(a.at);
  const char* pb = static_cast<const char*>(b.at);
  const int64_t work = m * n * k;
  if (work <= kSmall) {
    parallelFor(batch, std::max<int64_t>(1, kThreadWork / work), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        table.smallGemm[wide](m, n, k, pa + i * aStep * bytes, a.rowStride, a.colStride, pb + i * bStep * bytes, b.rowStride,
                              b.colStride, out + i * cStep * bytes, ldc);
      }
    });
    return;
  }
  Call call{wide, false, false, 0, 0, ldc};
  if (!blasLayout(a, m, k, call.ta, call.lda)) {
    const int64_t copies = aStep == 0 ? 1 : batch;
    Temporary packed(static_cast<size_t>(copies * m * k * bytes), "a matrix product");
    const int64_t dims[2] = {m, k}, strides[2] = {a.rowStride, a.colStride};
    for (int64_t i = 0; i < copies; i++) {
      gatherWindow(static_cast<size_t>(bytes), packed.as<char>() + i * m * k * bytes, pa + i * aStep * bytes, dims, strides, 2);
    }
    return gemm(wide, m, n, k, {packed.at, k, 1}, b, c, ldc, batch, aStep == 0 ? 0 : m * k, bStep, cStep);
  }
  if (!blasLayout(b, k, n, call.tb, call.ldb)) {
    const int64_t copies = bStep == 0 ? 1 : batch;
    Temporary packed(static_cast<size_t>(copies * k * n * bytes), "a matrix product");
    const int64_t dims[2] = {k, n}, strides[2] = {b.rowStride, b.colStride};
    for (int64_t i = 0; i < copies; i++) {
      gatherWindow(static_cast<size_t>(bytes), packed.as<char>() + i * k * n * bytes, pb + i * bStep * bytes, dims, strides, 2);
    }
    return gemm(wide, m, n, k, a, {packed.at, n, 1}, c, ldc, batch, aStep, bStep == 0 ? 0 : k * n, cStep);
  }
  const int64_t threads = numThreads();
  if (!wide && work <= kOneDnn && (batch == 1 || (batch < threads && work >= kThreadWork))) {
    for (int64_t i = 0; i < batch; i++) {
      oneDnnProduct(call, m, n, k, pa + i * aStep * bytes, pb + i * bStep * bytes, out + i * cStep * bytes);
    }
    return;
  }
  if (batch >= threads || threads == 1 || work < kThreadWork) {
    parallelFor(batch, std::max<int64_t>(1, kThreadWork / work), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        blas(call, m, n, k, pa + i * aStep * bytes, pb + i * bStep * bytes, out + i * cStep * bytes);
      }
    });
    return;
  }
  // The longer side is cut, in multiples of the library's register block.
  const bool byRows = m >= n;
  const int64_t side = byRows ? m : n, blocks = (side + 15) / 16;
  for (int64_t i = 0; i < batch; i++) {
    const char* x = pa + i * aStep * bytes;
    const char* y = pb + i * bStep * bytes;
    char* z = out + i * cStep * bytes;
    parallelFor(blocks, std::max<int64_t>(1, blocks * kThreadWork / work), [&](int64_t begin, int64_t end) {
      const int64_t first = begin * 16, count = std::min(side, end * 16) - first;
      if (byRows) {
        blas(call, count, n, k, x + first * (call.ta ? 1 : call.lda) * bytes, y, z + first * ldc * bytes);
      } else {
        blas(call, m, count, k, x, y + first * (call.tb ? call.ldb : 1) * bytes, z + first * bytes);
      }
    });
  }
}

}  // namespace cresset
