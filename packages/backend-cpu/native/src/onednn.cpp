#include "onednn.h"

#include <omp.h>

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

void dnnlFollowThreads() {
  if (omp_get_max_threads() != numThreads()) omp_set_num_threads(numThreads());
}

}  // namespace cresset
