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

const KernelTable& choose() {
  const char* wanted = getenv("CRESSET_CPU_ISA");
  if (wanted != nullptr && *wanted != '\0') {
    if (!has(wanted)) {
      fail(ErrorKind::Unsupported,
           "CRESSET_CPU_ISA=%s: this processor or build doesn't have it; known are baseline, avx2 and avx512", wanted);
    }
    return tableOf(wanted);
  }
  if (has("avx512")) return tableOf("avx512");
  if (has("avx2")) return tableOf("avx2");
  return tableOf("baseline");
}

}  // namespace

const KernelTable& kernels() {
  static const KernelTable& t = choose();
  return t;
}

}  // namespace cresset
