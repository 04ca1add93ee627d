// One query against a block of keys, in float32: what attention does between its matrix products.
#include "kernels/math.h"

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

constexpr int kWide = 64;

/** Scales and masks in place; gives the greatest, of NaNs the others'. */
template <class Score>
inline float scoresOf(float* s, int64_t n, const Score& score) {
  float lanes[kWide];
  for (int l = 0; l < kWide; l++) lanes[l] = -INFINITY;
  int64_t i = 0;
  for (; i + kWide <= n; i += kWide) {
    for (int l = 0; l < kWide; l++) {
      const float v = score(i + l);
      s[i + l] = v;
      lanes[l] = v > lanes[l] ? v : lanes[l];
    }
  }
  float m = -INFINITY;
  for (int l = 0; l < kWide; l++) m = lanes[l] > m ? lanes[l] : m;
  for (; i < n; i++) {
    const float v = score(i);
    s[i] = v;
    m = v > m ? v : m;
  }
  return m;
}

float attentionRow(float* s, const float* mask, int64_t n, float scale, float* greatest, double* sum) {
  const float before = *greatest;
  float m = mask == nullptr ? scoresOf(s, n, [&](int64_t i) { return s[i] * scale; })
                            : scoresOf(s, n, [&](int64_t i) { return s[i] * scale + mask[i]; });
  m = m > before ? m : before;
  // A query that has met no key yet: its exponentials are 0, and those of a NaN stay NaN.
  const float shift = m == -INFINITY ? 0.0f : m;
  float lanes[kWide] = {};
  int64_t i = 0;
  for (; i + kWide <= n; i += kWide) {
#pragma GCC ivdep
    for (int l = 0; l < kWide; l++) {
      const float e = expF(s[i + l] - shift);
      s[i + l] = e;
      lanes[l] += e;
    }
  }
  float rest = 0;
  for (; i < n; i++) {
    s[i] = expF(s[i] - shift);
    rest += s[i];
  }
  for (int half = kWide / 2; half > 0; half /= 2) {
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  }
  const float factor = expF(before - shift);
  *greatest = m;
  *sum = *sum * static_cast<double>(factor) + static_cast<double>(lanes[0]) + static_cast<double>(rest);
  return factor;
}

void attentionBackwardRow(float* s, float* dp, const float* mask, int64_t n, float scale, float lse, float delta) {
  if (lse == -INFINITY) {
    // A query that attends to nothing has no weights.
    for (int64_t i = 0; i < n; i++) {
      s[i] = 0;
      dp[i] = 0 * (dp[i] - delta);
    }
    return;
  }
  auto all = [&](const auto& score) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) {
      const float p = expF(score(i) - lse);
      s[i] = p;
      dp[i] = p * (dp[i] - delta);
    }
  };
  if (mask == nullptr) {
    all([&](int64_t i) { return s[i] * scale; });
  } else {
    all([&](int64_t i) { return s[i] * scale + mask[i]; });
  }
}

}  // namespace

void registerAttention(KernelTable& t) {
  t.attentionRow = attentionRow;
  t.attentionBackwardRow = attentionBackwardRow;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
