// Float32 rows of the fused ops: softmax, layer norm, batch norm.
#include <cstring>

#include "kernels/math.h"

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

constexpr int kWide = 64;

/** Folds kWide partial sums pairwise. */
inline double total(const float* lanes) {
  double sum = 0;
  for (int l = 0; l < kWide; l++) sum += static_cast<double>(lanes[l]);
  return sum;
}

/** Σ f(i) in kWide float32 partial sums a part of 4096, in float64 beyond. */
template <class F>
inline double sumOf(int64_t n, const F& f) {
  double sum = 0;
  int64_t i = 0;
  while (n - i >= kWide) {
    const int64_t end = i + (n - i < 4096 ? (n - i) / kWide * kWide : 4096);
    float lanes[kWide] = {};
    for (; i < end; i += kWide) {
      for (int l = 0; l < kWide; l++) lanes[l] += f(i + l);
    }
    sum += total(lanes);
  }
  float rest = 0;
  for (; i < n; i++) rest += f(i);
  return sum + static_cast<double>(rest);
}

inline float maxOf(const float* x, int64_t n) {
  float lanes[kWide];
  int64_t i = 0;
  float m = -INFINITY;
  if (n >= kWide) {
    for (int l = 0; l < kWide; l++) lanes[l] = x[l];
    for (i = kWide; i + kWide <= n; i += kWide) {
      for (int l = 0; l < kWide; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
    }
    for (int l = 0; l < kWide; l++) m = lanes[l] > m ? lanes[l] : m;
  }
  for (; i < n; i++) m = x[i] > m ? x[i] : m;
  return m;
}

void softmaxRow(float* out, const float* in, int64_t n, bool logarithm) {
  // A row of −∞ alone gives NaN, as the quotient of zeros does; a NaN spreads through the sum.
  const float m = maxOf(in, n);
  if (logarithm) {
    const float sum = static_cast<float>(sumOf(n, [&](int64_t i) { return expF(in[i] - m); }));
    const float shift = logF(sum);
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) out[i] = (in[i] - m) - shift;
  } else {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) out[i] = expF(in[i] - m);
    const float scale = static_cast<float>(1.0 / sumOf(n, [&](int64_t i) { return out[i]; }));
    for (int64_t i = 0; i < n; i++) out[i] *= scale;
  }
}

void softmaxBackwardRow(float* dx, const float* grad, const float* out, int64_t n, bool logarithm) {
  if (logarithm) {
    const float sum = static_cast<float>(sumOf(n, [&](int64_t i) { return grad[i]; }));
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) dx[i] = grad[i] - expF(out[i]) * sum;
  } else {
    const float sum = static_cast<float>(sumOf(n, [&](int64_t i) { return grad[i] * out[i]; }));
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) dx[i] = (grad[i] - sum) * out[i];
  }
}

/** Columns some at a time, so that maxima and sums stay in registers or the first-level cache. */
constexpr int64_t kColumns = 128;

void softmaxColumns(float* out, const float* in, int64_t n, int64_t inner, int64_t width, bool logarithm) {
  float m[kColumns], sum[kColumns];
  for (int64_t c = 0; c < width; c++) {
    m[c] = -INFINITY;
    sum[c] = 0;
  }
  for (int64_t j = 0; j < n; j++) {
    for (int64_t c = 0; c < width; c++) m[c] = in[j * inner + c] > m[c] ? in[j * inner + c] : m[c];
  }
  for (int64_t j = 0; j < n; j++) {
    for (int64_t c = 0; c < width; c++) {
      const float e = expF(in[j * inner + c] - m[c]);
      if (!logarithm) out[j * inner + c] = e;
      sum[c] += e;
    }
  }
  for (int64_t c = 0; c < width; c++) sum[c] = logarithm ? logF(sum[c]) : 1.0f / sum[c];
  for (int64_t j = 0; j < n; j++) {
    for (int64_t c = 0; c < width; c++) {
      float& o = out[j * inner + c];
      o = logarithm ? (in[j * inner + c] - m[c]) - sum[c] : o * sum[c];
    }
  }
}

void softmaxBackwardColumns(float* dx, const float* grad, const float* out, int64_t n, int64_t inner, int64_t width,
                            bool logarithm) {
  float sum[kColumns] = {};
  for (int64_t j = 0; j < n; j++) {
    for (int64_t c = 0; c < width; c++) sum[c] += logarithm ? grad[j * inner + c] : grad[j * inner + c] * out[j * inner + c];
  }
  for (int64_t j = 0; j < n; j++) {
#pragma GCC ivdep
    for (int64_t c = 0; c < width; c++) {
      const float g = grad[j * inner + c], o = out[j * inner + c];
      dx[j * inner + c] = logarithm ? g - expF(o) * sum[c] : (g - sum[c]) * o;
    }
  }
}

void layerNormRow(float* out, float* mean, float* rstd, const float* in, const float* weight, const float* bias, int64_t n,
                  double eps) {
  const double mu = sumOf(n, [&](int64_t i) { return in[i]; }) / static_cast<double>(n);
  const float m = static_cast<float>(mu);
  // Around the rounded mean; what the rounding moves is taken out again.
  const double shift = mu - static_cast<double>(m);
  const double variance = sumOf(n, [&](int64_t i) { return (in[i] - m) * (in[i] - m); }) / static_cast<double>(n) - shift * shift;
  const float r = static_cast<float>(1.0 / std::sqrt((variance > 0 ? variance : variance == variance ? 0 : variance) + eps));
  *mean = m;
  *rstd = r;
  if (weight != nullptr && bias != nullptr) {
    for (int64_t i = 0; i < n; i++) out[i] = (in[i] - m) * r * weight[i] + bias[i];
  } else if (weight != nullptr) {
    for (int64_t i = 0; i < n; i++) out[i] = (in[i] - m) * r * weight[i];
  } else if (bias != nullptr) {
    for (int64_t i = 0; i < n; i++) out[i] = (in[i] - m) * r + bias[i];
  } else {
    for (int64_t i = 0; i < n; i++) out[i] = (in[i] - m) * r;
  }
}

void layerNormBackwardRow(float* dx, float* dw, float* db, const float* grad, const float* in, const float* weight, float mean,
                          float rstd, int64_t n) {
  auto g = [&](int64_t i) { return weight == nullptr ? grad[i] : grad[i] * weight[i]; };
  const double count = static_cast<double>(n);
  const float a = static_cast<float>(sumOf(n, g) / count);
  const float b = static_cast<float>(sumOf(n, [&](int64_t i) { return g(i) * ((in[i] - mean) * rstd); }) / count);
  if (dx != nullptr) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) dx[i] = rstd * (g(i) - a - (in[i] - mean) * rstd * b);
  }
  if (dw != nullptr) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) dw[i] += grad[i] * ((in[i] - mean) * rstd);
  }
  if (db != nullptr) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) db[i] += grad[i];
  }
}

void sumSquares(const float* in, int64_t n, float shift, double* sum, double* squares) {
  *sum += sumOf(n, [&](int64_t i) { return in[i] - shift; });
  *squares += sumOf(n, [&](int64_t i) { return (in[i] - shift) * (in[i] - shift); });
}

void sumProduct(const float* grad, const float* in, int64_t n, float mean, double* sum, double* product) {
  *sum += sumOf(n, [&](int64_t i) { return grad[i]; });
  *product += sumOf(n, [&](int64_t i) { return grad[i] * (in[i] - mean); });
}

void scaleShift(float* out, const float* in, int64_t n, float scale, float shift) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; i++) out[i] = in[i] * scale + shift;
}

void scaleShift2(float* dx, const float* grad, const float* in, int64_t n, float a, float b, float c) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; i++) dx[i] = a * grad[i] + (b * in[i] + c);
}

/**
 * Without branches: which of four values is largest is a coin toss, and a mispredicted branch costs more than the window
 * (64 × 6 × 28 × 28: 0.87 ms with branches). Outputs are dense, so parts of them are worked on whatever the rows.
 */
void maxPool2x2(float* values, int64_t* indices, const float* in, int64_t width, int64_t rows, int64_t cols) {
  constexpr int64_t kPart = 128;
  int32_t v[4][kPart] = {}, key[kPart], at[kPart], base[kPart] = {};
  const int32_t w = static_cast<int32_t>(width);
  const int32_t offset[4] = {0, 1, w, w + 1};
  const int64_t total = rows * cols;
  int64_t i = 0, j = 0;
  for (int64_t done = 0; done < total; done += kPart) {
    const int64_t m = total - done < kPart ? total - done : kPart;
    for (int64_t p = 0; p < m;) {
      const int64_t run = m - p < cols - j ? m - p : cols - j;
      const int64_t first = 2 * i * width + 2 * j;
      const float* a = in + first;
      const float* b = a + width;
      for (int64_t k = 0; k < run; k++) {
        v[0][p + k] = bits(a[2 * k]);
        v[1][p + k] = bits(a[2 * k + 1]);
        v[2][p + k] = bits(b[2 * k]);
        v[3][p + k] = bits(b[2 * k + 1]);
        base[p + k] = static_cast<int32_t>(first + 2 * k);
      }
      p += run;
      j += run;
      if (j == cols) {
        j = 0;
        i++;
      }
    }
    // Integers in the order of the floats, −0 like 0 and any NaN above all: of these the compiler makes vector code.
    auto ordered = [](int32_t raw) {
      const int32_t zero = raw == INT32_MIN ? 0 : raw;
      const int32_t k = zero ^ ((zero >> 31) & 0x7fffffff);
      return (raw & 0x7fffffff) > 0x7f800000 ? 0x7fffffff : k;
    };
    for (int64_t p = 0; p < kPart; p++) {
      key[p] = ordered(v[0][p]);
      at[p] = 0;
    }
    for (int c = 1; c < 4; c++) {
      const int32_t o = offset[c];
      for (int64_t p = 0; p < kPart; p++) {
        const int32_t k = ordered(v[c][p]);
        const bool better = k > key[p];
        key[p] = better ? k : key[p];
        at[p] = better ? o : at[p];
        v[0][p] = better ? v[c][p] : v[0][p];
      }
    }
    memcpy(values + done, v[0], static_cast<size_t>(m) * sizeof(float));
    for (int64_t p = 0; p < m; p++) indices[done + p] = base[p] + at[p];
  }
}

}  // namespace

void registerRows(KernelTable& t) {
  t.softmaxRow = softmaxRow;
  t.softmaxBackwardRow = softmaxBackwardRow;
  t.softmaxColumns = softmaxColumns;
  t.softmaxBackwardColumns = softmaxBackwardColumns;
  t.layerNormRow = layerNormRow;
  t.layerNormBackwardRow = layerNormBackwardRow;
  t.sumSquares = sumSquares;
  t.sumProduct = sumProduct;
  t.scaleShift = scaleShift;
  t.scaleShift2 = scaleShift2;
  t.maxPool2x2 = maxPool2x2;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
