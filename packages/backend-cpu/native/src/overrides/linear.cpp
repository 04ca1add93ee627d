#include <algorithm>

#include "gemm.h"
#include "overrides/overrides.h"
#include "threads.h"

namespace cresset {
namespace {

template <class T>
void addBias(T* out, const T* bias, int64_t rows, int64_t cols) {
  parallelFor(rows, std::max<int64_t>(1, 32768 / std::max<int64_t>(1, cols)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; r++) {
      T* row = out + r * cols;
      for (int64_t c = 0; c < cols; c++) row[c] += bias[c];
    }
  });
}

}  // namespace

/** input [*, in], weight [out, in], bias [out] or absent → out [*, out]. */
void runLinear(Arguments& a) {
  const Dense in = a.optional(), weight = a.optional(), bias = a.optional(), out = a.optional();
  require(in && weight && out && in.rank >= 1 && weight.rank == 2 && out.rank >= 1, "linear: operands are absent or of wrong rank");
  require(in.type == weight.type && in.type == out.type && (in.type == Type::F32 || in.type == Type::F64), "linear: types");
  require(!bias || bias.type == in.type, "linear: type of the bias");
  const int64_t n = weight.dims[0], k = weight.dims[1];
  const int64_t m = n > 0 ? out.count / n : 0;
  require(out.count == m * n && in.count == m * k && (!bias || bias.count == n), "linear: shapes");
  const bool wide = in.type == Type::F64;
  gemm(wide, m, n, k, {in.at, k, 1}, {weight.at, 1, k}, out.at, n, 1, 0, 0, 0);
  if (!bias || out.count == 0) return;
  if (wide) {
    addBias(out.as<double>(), bias.as<double>(), m, n);
  } else {
    addBias(out.as<float>(), bias.as<float>(), m, n);
  }
}

}  // namespace cresset
