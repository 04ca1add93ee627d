#include "threads.h"

#include <sched.h>

#include <atomic>
#include <mutex>

namespace cresset {
namespace {

int initialThreads() {
  cpu_set_t set;
  const int available = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : omp_get_num_procs();
  const int wanted = omp_get_max_threads();
  return std::max(1, std::min(available, wanted));
}

std::atomic<int>& count() {
  static std::atomic<int> n{initialThreads()};
  return n;
}

}  // namespace

int numThreads() { return count().load(std::memory_order_relaxed); }

void setNumThreads(int n) {
  count().store(std::max(1, n), std::memory_order_relaxed);
  // For the calling thread's parallel regions, which is where oneDNN opens its own.
  omp_set_num_threads(std::max(1, n));
}

}  // namespace cresset
