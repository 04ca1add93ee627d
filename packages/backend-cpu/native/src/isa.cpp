#include <cstdlib>
#include <cstring>

#include "error.h"
#include "kernel_table.h"

namespace cresset {

namespace isa_baseline {
const KernelTable& table();
}
#if defined(__x86_64__)
namespace isa_avx2 {
const KernelTable& table();
}
namespace isa_avx512 {
const KernelTable& table();
}
#endif

namespace {

bool has(const char* isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c");
  if (strcmp(isa, "avx2") == 0) return avx2;
  if (strcmp(isa, "avx512") == 0) {
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd");
  }
#endif
  return strcmp(isa, "baseline") == 0;
}

const KernelTable& tableOf(const char* isa) {
#if defined(__x86_64__)
  if (strcmp(isa, "avx512") == 0) return isa_avx512::table();
  if (strcmp(isa, "avx2") == 0) return isa_avx2::table();
#endif
  (void)isa;
  return isa_baseline::table();
}

}  // namespace

const KernelTable* currentKernels = nullptr;

void chooseKernels(const char* name) {
  if (name == nullptr) name = getenv("CRESSET_CPU_ISA");
  if (name != nullptr && *name != '\0') {
    if (!has(name)) {
      fail(ErrorKind::Unsupported, "cpu: this processor or build has no instruction set %s; known are baseline, avx2 and avx512", name);
    }
    currentKernels = &tableOf(name);
    return;
  }
  currentKernels = &tableOf(has("avx512") ? "avx512" : has("avx2") ? "avx2" : "baseline");
}

}  // namespace cresset
