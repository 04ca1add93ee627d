#include "blas.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

#include "error.h"
#include "kernel_table.h"

namespace cresset {
namespace {

using Sgemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int);
using Dgemm = void (*)(int, int, int, int, int, int, double, const double*, int, const double*, int, double, double*, int);

constexpr int kRowMajor = 101, kNoTrans = 111, kTrans = 112;

struct Blas {
  Sgemm sgemm;
  Dgemm dgemm;
};

void* open() {
  // Opened rather than linked, because of what must come before: OpenBLAS 0.3.21 (Debian 12) doesn't know processors
  // made after it and takes its oldest kernels for them (1024³ in float32: 67 ms, and 14 ms with the right ones). The
  // variable is read when the library is loaded.
  if (getenv("OPENBLAS_CORETYPE") == nullptr) {
    const char* isa = kernels().name;
    if (strcmp(isa, "avx512") == 0) setenv("OPENBLAS_CORETYPE", "SKYLAKEX", 0);
    if (strcmp(isa, "avx2") == 0) setenv("OPENBLAS_CORETYPE", "HASWELL", 0);
  }
  for (const char* name : {"libopenblas.so.0", "libopenblas.so"}) {
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  }
  fail(ErrorKind::Unsupported, "cpu: OpenBLAS (libopenblas.so.0) could not be opened: %s; on Debian: apt-get install libopenblas0",
       dlerror());
}

void* openBlas() {
  static void* library = open();
  return library;
}

const Blas& blas() {
  static const Blas b = [] {
    void* library = openBlas();
    Blas found{reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm")), reinterpret_cast<Dgemm>(dlsym(library, "cblas_dgemm"))};
    if (found.sgemm == nullptr || found.dgemm == nullptr) fail(ErrorKind::Unsupported, "cpu: this OpenBLAS has no cblas_sgemm");
    // Its own threads would stand beside OpenMP's: matrices are cut by us, and each part is done on one thread.
    if (auto setThreads = reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads"))) setThreads(1);
    return found;
  }();
  return b;
}

}  // namespace

void loadBlas() { blas(); }

void* blasSymbol(const char* name) {
  blas();
  return dlsym(openBlas(), name);
}

void sgemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b, int64_t ldb, float* c,
           int64_t ldc, float alpha, float beta) {
  blas().sgemm(kRowMajor, ta ? kTrans : kNoTrans, tb ? kTrans : kNoTrans, static_cast<int>(m), static_cast<int>(n),
               static_cast<int>(k), alpha, a, static_cast<int>(lda), b, static_cast<int>(ldb), beta, c, static_cast<int>(ldc));
}

void dgemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
           double* c, int64_t ldc) {
  blas().dgemm(kRowMajor, ta ? kTrans : kNoTrans, tb ? kTrans : kNoTrans, static_cast<int>(m), static_cast<int>(n),
               static_cast<int>(k), 1.0, a, static_cast<int>(lda), b, static_cast<int>(ldb), 0.0, c, static_cast<int>(ldc));
}

}  // namespace cresset
