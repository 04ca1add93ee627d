// The gates of one step of one sequence, in float32: what recurrent networks do between their matrix products.
#include "kernels/math.h"

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** `gates` comes as the projection of the state [4n: input, forget, candidate, output] and leaves as that of both. */
void lstmRow(float* gates, const float* gx, const float* before, float* c, float* h, int64_t n) {
  for (int64_t k = 0; k < 4 * n; k++) gates[k] += gx[k];
#pragma GCC ivdep
  for (int64_t k = 0; k < n; k++) {
    const float next = sigmoidF(gates[n + k]) * before[k] + sigmoidF(gates[k]) * tanhF(gates[2 * n + k]);
    c[k] = next;
    h[k] = sigmoidF(gates[3 * n + k]) * tanhF(next);
  }
}

/** `dh` and `dc` come from the step after; `gh` and `gc`, which may be null, from outside. `dc` leaves for the step before. */
void lstmBackwardRow(float* dgates, float* dc, const float* gates, const float* c, const float* before, const float* dh,
                     const float* gh, const float* gc, int64_t n) {
  if (gc != nullptr) {
    for (int64_t k = 0; k < n; k++) dc[k] += gc[k];
  }
#pragma GCC ivdep
  for (int64_t k = 0; k < n; k++) {
    const float i = sigmoidF(gates[k]), f = sigmoidF(gates[n + k]), g = tanhF(gates[2 * n + k]), o = sigmoidF(gates[3 * n + k]);
    const float t = tanhF(c[k]), d = dh[k] + gh[k];
    const float whole = dc[k] + d * o * (1.0f - t * t);
    dgates[k] = whole * g * (i * (1.0f - i));
    dgates[n + k] = whole * before[k] * (f * (1.0f - f));
    dgates[2 * n + k] = whole * i * (1.0f - g * g);
    dgates[3 * n + k] = d * t * (o * (1.0f - o));
    dc[k] = whole * f;
  }
}

/** Projections of input and state, [3n: reset, update, candidate]. */
void gruRow(float* h, const float* gx, const float* gates, const float* before, int64_t n) {
#pragma GCC ivdep
  for (int64_t k = 0; k < n; k++) {
    const float r = sigmoidF(gx[k] + gates[k]), z = sigmoidF(gx[n + k] + gates[n + k]);
    const float candidate = tanhF(gx[2 * n + k] + r * gates[2 * n + k]);
    h[k] = candidate + z * (before[k] - candidate);
  }
}

/** `dh` comes from the step after and leaves as the part for the step before that went around the gates. */
void gruBackwardRow(float* dgx, float* dgates, float* dh, const float* gx, const float* gates, const float* before,
                    const float* gh, int64_t n) {
#pragma GCC ivdep
  for (int64_t k = 0; k < n; k++) {
    const float r = sigmoidF(gx[k] + gates[k]), z = sigmoidF(gx[n + k] + gates[n + k]), hidden = gates[2 * n + k];
    const float candidate = tanhF(gx[2 * n + k] + r * hidden), d = dh[k] + gh[k];
    const float dn = d * (1.0f - z) * (1.0f - candidate * candidate);
    const float dz = d * (before[k] - candidate) * (z * (1.0f - z));
    const float dr = dn * hidden * (r * (1.0f - r));
    dgx[k] = dr;
    dgx[n + k] = dz;
    dgx[2 * n + k] = dn;
    dgates[k] = dr;
    dgates[n + k] = dz;
    dgates[2 * n + k] = dn * r;
    dh[k] = d * z;
  }
}

}  // namespace

void registerRecurrent(KernelTable& t) {
  t.lstmRow = lstmRow;
  t.lstmBackwardRow = lstmBackwardRow;
  t.gruRow = gruRow;
  t.gruBackwardRow = gruBackwardRow;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
