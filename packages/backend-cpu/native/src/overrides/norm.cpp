#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernel_table.h"
#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

/** input [N, C, *] seen as [n, channels, plane]. */
struct Planes {
  int64_t n, channels, plane = 1;
  explicit Planes(const Dense& d) {
    require(d.rank >= 2, "batch norm: the input needs two dimensions");
    n = d.dims[0];
    channels = d.dims[1];
    for (int i = 2; i < d.rank; i++) plane *= d.dims[i];
  }
  int64_t count() const { return n * plane; }
};

const float* optionalVector(const Dense& d, int64_t n) {
  if (!d) return nullptr;
  require(d.type == Type::F32 && d.count == n, "a weight or bias has another size or type");
  return d.as();
}

constexpr int64_t kGrain = 16384;

}  // namespace

/** input, weight or absent, bias or absent → out, mean [C], invStd [C]; eps. */
void runBatchNormTrain(Arguments& a) {
  const Dense in = a.operand();
  const Planes p(in);
  const Dense weightOperand = a.optional(), biasOperand = a.optional();
  const float* weight = optionalVector(weightOperand, p.channels);
  const float* bias = optionalVector(biasOperand, p.channels);
  const Dense out = a.operand(), mean = a.operand(), invStd = a.operand();
  const double eps = a.number();
  require(out.count == in.count && mean.count == p.channels && invStd.count == p.channels, "batch norm: shapes");
  if (in.count == 0) return;
  const KernelTable& k = kernels();
  const double count = static_cast<double>(p.count());
  // A channel at a time: its planes are still in the second-level cache for the second pass, unless it is large.
  parallelFor(p.channels, std::max<int64_t>(1, kGrain / p.count()), [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; c++) {
      const float* x = in.as() + c * p.plane;
      const int64_t step = p.channels * p.plane;
      const float shift = x[0];
      double sum = 0, squares = 0;
      if (p.plane == 1) {
        for (int64_t n = 0; n < p.n; n++) {
          const double v = static_cast<double>(x[n * step]) - static_cast<double>(shift);
          sum += v;
          squares += v * v;
        }
      } else {
        for (int64_t n = 0; n < p.n; n++) k.sumSquares(x + n * step, p.plane, shift, &sum, &squares);
      }
      const double m = sum / count;
      const double variance = std::max(0.0, squares / count - m * m);
      const double mu = m + static_cast<double>(shift);
      const double r = 1.0 / std::sqrt((variance == variance ? variance : NAN) + eps);
      mean.as()[c] = static_cast<float>(mu);
      invStd.as()[c] = static_cast<float>(squares == squares ? r : NAN);
      const double w = weight != nullptr ? static_cast<double>(weight[c]) : 1.0;
      const double b = bias != nullptr ? static_cast<double>(bias[c]) : 0.0;
      const float scale = static_cast<float>(w * static_cast<double>(invStd.as()[c]));
      const float offset = static_cast<float>(b - mu * w * static_cast<double>(invStd.as()[c]));
      float* y = out.as() + c * p.plane;
      for (int64_t n = 0; n < p.n; n++) k.scaleShift(y + n * step, x + n * step, p.plane, scale, offset);
    }
  });
}

/** grad, input, weight or absent, mean, invStd → dx, dw, db: the gradient in training mode. */
void runBatchNormBackward(Arguments& a) {
  const Dense grad = a.operand(), in = a.operand();
  const Planes p(in);
  const Dense weightOperand = a.optional();
  const float* weight = optionalVector(weightOperand, p.channels);
  const Dense mean = a.operand(), invStd = a.operand(), dx = a.operand(), dw = a.operand(), db = a.operand();
  require(grad.count == in.count && dx.count == in.count, "batch norm: shapes");
  require(mean.count == p.channels && invStd.count == p.channels && dw.count == p.channels && db.count == p.channels,
          "batch norm: shapes");
  if (in.count == 0) {
    memset(dw.at, 0, static_cast<size_t>(p.channels) * 4);
    memset(db.at, 0, static_cast<size_t>(p.channels) * 4);
    return;
  }
  const KernelTable& k = kernels();
  const double count = static_cast<double>(p.count());
  parallelFor(p.channels, std::max<int64_t>(1, kGrain / p.count()), [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; c++) {
      const int64_t step = p.channels * p.plane, at = c * p.plane;
      const float m = mean.as()[c];
      const double r = static_cast<double>(invStd.as()[c]);
      double sum = 0, product = 0;
      for (int64_t n = 0; n < p.n; n++) k.sumProduct(grad.as() + at + n * step, in.as() + at + n * step, p.plane, m, &sum, &product);
      dw.as()[c] = static_cast<float>(product * r);
      db.as()[c] = static_cast<float>(sum);
      // dx = w·r·(grad − Σgrad/N − (x − mean)·r²·Σgrad·(x − mean)/N)
      const double w = weight != nullptr ? static_cast<double>(weight[c]) : 1.0;
      const double scale = w * r, slope = -scale * r * r * product / count;
      const double offset = -scale * sum / count - slope * static_cast<double>(m);
      for (int64_t n = 0; n < p.n; n++) {
        k.scaleShift2(dx.as() + at + n * step, grad.as() + at + n * step, in.as() + at + n * step, p.plane,
                      static_cast<float>(scale), static_cast<float>(slope), static_cast<float>(offset));
      }
    }
  });
}

/** input, weight or absent, bias or absent → out, mean, rstd; dims, eps. */
void runLayerNormStats(Arguments& a) {
  const Dense in = a.operand(), weightOperand = a.optional(), biasOperand = a.optional();
  const Dense out = a.operand(), mean = a.operand(), rstd = a.operand();
  const int64_t dims = a.integer(0, kMaxRank);
  const double eps = a.number();
  require(dims <= in.rank, "layer norm: more dimensions than the input has");
  int64_t n = 1;
  for (int d = in.rank - static_cast<int>(dims); d < in.rank; d++) n *= in.dims[d];
  const float* weight = optionalVector(weightOperand, n);
  const float* bias = optionalVector(biasOperand, n);
  if (n == 0) return;
  const int64_t rows = in.count / n;
  require(out.count == in.count && mean.count == rows && rstd.count == rows, "layer norm: shapes");
  const KernelTable& k = kernels();
  parallelFor(rows, std::max<int64_t>(1, kGrain / n), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      k.layerNormRow(out.as() + i * n, mean.as() + i, rstd.as() + i, in.as() + i * n, weight, bias, n, eps);
    }
  });
}

/** grad, input, weight or absent, mean, rstd → dx, dw, db; dims. */
void runLayerNormBackward(Arguments& a) {
  const Dense grad = a.operand(), in = a.operand(), weightOperand = a.optional();
  const Dense mean = a.operand(), rstd = a.operand(), dx = a.operand(), dw = a.operand(), db = a.operand();
  const int64_t dims = a.integer(0, kMaxRank);
  require(dims <= in.rank, "layer norm: more dimensions than the input has");
  int64_t n = 1;
  for (int d = in.rank - static_cast<int>(dims); d < in.rank; d++) n *= in.dims[d];
  const float* weight = optionalVector(weightOperand, n);
  if (n == 0) return;
  const int64_t rows = in.count / n;
  require(grad.count == in.count && dx.count == in.count && mean.count == rows && rstd.count == rows && dw.count == n && db.count == n,
          "layer norm: shapes");
  const KernelTable& k = kernels();
  // Rows in fixed parts with sums of their own, folded in float64: the result doesn't depend on the number of threads.
  constexpr int64_t kPart = 64;
  const int64_t parts = (rows + kPart - 1) / kPart;
  Temporary sums(static_cast<size_t>(std::max<int64_t>(1, parts) * 2 * n) * 4, "layer norm");
  parallelFor(parts, std::max<int64_t>(1, kGrain / (kPart * n)), [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) {
      float* w = sums.as<float>() + part * 2 * n;
      memset(w, 0, static_cast<size_t>(2 * n) * 4);
      for (int64_t i = part * kPart; i < std::min(rows, (part + 1) * kPart); i++) {
        k.layerNormBackwardRow(dx.as() + i * n, w, w + n, grad.as() + i * n, in.as() + i * n, weight, mean.as()[i], rstd.as()[i], n);
      }
    }
  });
  parallelFor(n, 1024, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      double w = 0, b = 0;
      for (int64_t part = 0; part < parts; part++) {
        w += static_cast<double>(sums.as<float>()[part * 2 * n + i]);
        b += static_cast<double>(sums.as<float>()[part * 2 * n + n + i]);
      }
      dw.as()[i] = static_cast<float>(w);
      db.as()[i] = static_cast<float>(b);
    }
  });
}

}  // namespace cresset
