#pragma once
#include <omp.h>

#include <algorithm>
#include <cstdint>

namespace cresset {

/** Threads that a kernel may use; oneDNN and OpenMP loops follow it, OpenBLAS is always called with one. */
int numThreads();
void setNumThreads(int n);

/**
 * Calls body(begin, end) for parts of [0, n), in parallel when each thread gets at least `grain` units of work.
 * `body` must not throw.
 */
template <class Body>
void parallelFor(int64_t n, int64_t grain, const Body& body) {
  if (n <= 0) return;
  const int64_t parts = std::min<int64_t>(numThreads(), grain > 0 ? n / grain : n);
  if (parts <= 1) {
    body(int64_t{0}, n);
    return;
  }
#pragma omp parallel num_threads(static_cast<int>(parts))
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
    const int64_t begin = n * me / team, end = n * (me + 1) / team;
    if (begin < end) body(begin, end);
  }
}

}  // namespace cresset
