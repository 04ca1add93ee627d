#include "onednn.h"

#include <omp.h>

#include <algorithm>

#include "threads.h"

namespace cresset {

const dnnl::engine& dnnlEngine() {
  static const dnnl::engine* e = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *e;
}

dnnl::stream& dnnlStream() {
  thread_local dnnl::stream s(dnnlEngine());
  return s;
}

int dnnlThreads(double work) {
  constexpr double kEach = 512 * 1024;
  const int threads = static_cast<int>(std::max(1.0, std::min(static_cast<double>(numThreads()), work / kEach)));
  if (omp_get_max_threads() != threads) omp_set_num_threads(threads);
  return threads;
}

}  // namespace cresset
