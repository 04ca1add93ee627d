#include <algorithm>

#include "kernel_table.h"
#include "overrides/overrides.h"
#include "threads.h"

namespace cresset {
namespace {

/** Most columns that softmaxColumns takes at a time. */
constexpr int64_t kColumns = 128;

/** A tensor seen as [outer, n, inner] around the dimension of the softmax. */
struct Around {
  int64_t outer = 1, n = 1, inner = 1;
  Around(const Dense& d, int64_t dim) {
    require(d.rank == 0 ? dim == 0 : dim < d.rank, "softmax: no such dimension");
    for (int i = 0; i < d.rank; i++) (i < dim ? outer : i == dim ? n : inner) *= d.dims[i];
  }
};

/** Calls row(offset) for rows that lie dense, or columns(offset, width) for groups of interleaved ones. */
template <class Row, class Columns>
void eachRow(const Around& a, const Row& row, const Columns& columns) {
  if (a.n == 0 || a.outer * a.inner == 0) return;
  if (a.inner == 1) {
    parallelFor(a.outer, std::max<int64_t>(1, 4096 / a.n), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) row(i * a.n);
    });
    return;
  }
  const int64_t groups = (a.inner + kColumns - 1) / kColumns;
  parallelFor(a.outer * groups, std::max<int64_t>(1, 4096 / (a.n * std::min(a.inner, kColumns))), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t first = i % groups * kColumns;
      columns(i / groups * a.n * a.inner + first, std::min(kColumns, a.inner - first));
    }
  });
}

void forward(Arguments& a, bool logarithm) {
  const Dense in = a.operand(), out = a.operand();
  const Around s(in, a.integer(0, kMaxRank));
  require(in.count == out.count, "softmax: shapes");
  const KernelTable& k = kernels();
  const float* x = in.as();
  float* y = out.as();
  eachRow(
      s, [&](int64_t at) { k.softmaxRow(y + at, x + at, s.n, logarithm); },
      [&](int64_t at, int64_t width) { k.softmaxColumns(y + at, x + at, s.n, s.inner, width, logarithm); });
}

void backward(Arguments& a, bool logarithm) {
  const Dense grad = a.operand(), out = a.operand(), dx = a.operand();
  const Around s(out, a.integer(0, kMaxRank));
  require(grad.count == out.count && dx.count == out.count, "softmax: shapes");
  const KernelTable& k = kernels();
  const float* g = grad.as();
  const float* y = out.as();
  float* d = dx.as();
  eachRow(
      s, [&](int64_t at) { k.softmaxBackwardRow(d + at, g + at, y + at, s.n, logarithm); },
      [&](int64_t at, int64_t width) { k.softmaxBackwardColumns(d + at, g + at, y + at, s.n, s.inner, width, logarithm); });
}

}  // namespace

void runSoftmax(Arguments& a) { forward(a, false); }
void runLogSoftmax(Arguments& a) { forward(a, true); }
void runSoftmaxBackward(Arguments& a) { backward(a, false); }
void runLogSoftmaxBackward(Arguments& a) { backward(a, true); }

}  // namespace cresset
