// Weighted sums of rows, in float32: one dimension of a resampling.
#include <cstring>

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** Rows of one element: sums of scattered numbers. */
void blendElements(float* out, const float* in, const int64_t* offsets, const int64_t* index, const float* weight, int64_t rows) {
  if (offsets == nullptr) {
    for (int64_t j = 0; j < rows; j++) out[j] = weight == nullptr ? in[index[j]] : weight[j] * in[index[j]];
    return;
  }
  for (int64_t j = 0; j < rows; j++) {
    const int64_t begin = offsets[j], end = offsets[j + 1];
    float sum = 0;
    if (end - begin == 2 && weight != nullptr) {
      sum = weight[begin] * in[index[begin]] + weight[begin + 1] * in[index[begin + 1]];
    } else if (weight != nullptr) {
      for (int64_t t = begin; t < end; t++) sum += weight[t] * in[index[t]];
    } else {
      for (int64_t t = begin; t < end; t++) sum += in[index[t]];
    }
    out[j] = sum;
  }
}

void blendRows(float* out, const float* in, const int64_t* offsets, const int64_t* index, const float* weight, int64_t rows,
               int64_t inner) {
  if (inner == 1) return blendElements(out, in, offsets, index, weight, rows);
  for (int64_t j = 0; j < rows; j++, out += inner) {
    int64_t t = offsets == nullptr ? j : offsets[j];
    const int64_t end = offsets == nullptr ? j + 1 : offsets[j + 1];
    if (t == end) {
      memset(out, 0, static_cast<size_t>(inner) * sizeof(float));
      continue;
    }
    auto scale = [&](int64_t tap) { return weight == nullptr ? 1.0f : weight[tap]; };
    // Two taps a pass, the first of which sets the row.
    const float* a = in + index[t] * inner;
    const float wa = scale(t);
    if (end - t == 1) {
      if (weight == nullptr) {
        memcpy(out, a, static_cast<size_t>(inner) * sizeof(float));
      } else {
        for (int64_t i = 0; i < inner; i++) out[i] = wa * a[i];
      }
      continue;
    }
    const float* b = in + index[t + 1] * inner;
    const float wb = scale(t + 1);
#pragma GCC ivdep
    for (int64_t i = 0; i < inner; i++) out[i] = wa * a[i] + wb * b[i];
    for (t += 2; t < end; t++) {
      const float* c = in + index[t] * inner;
      const float wc = scale(t);
#pragma GCC ivdep
      for (int64_t i = 0; i < inner; i++) out[i] += wc * c[i];
    }
  }
}

}  // namespace

void registerResample(KernelTable& t) { t.blendRows = blendRows; }

}  // namespace CRESSET_ISA
}  // namespace cresset
