// Attention without the scores in memory (FlashAttention, Dao et al., 2022): a block of queries meets one block of keys
// after the other; what was summed so far is scaled whenever a greater score appears.
#include "overrides/attention.h"

namespace cresset {
namespace {

/** Where a thread works: scores of a block, greatest scores and sums of its queries, a row of the mask. */
struct Scratch {
  float *scores, *greatest, *row;
  double* sums;

  static constexpr int64_t kFloats = Attention::kQueries * (Attention::kKeys + 3) + Attention::kKeys;
  explicit Scratch(float* at) {
    sums = reinterpret_cast<double*>(at);
    scores = at + 2 * Attention::kQueries;
    greatest = scores + Attention::kQueries * Attention::kKeys;
    row = greatest + Attention::kQueries;
  }
};

void scaleRow(float* row, int64_t n, float factor) {
  for (int64_t i = 0; i < n; i++) row[i] *= factor;
}

/** Queries q0 to q0 + rows of item b. */
void forwardBlock(const Attention& a, int64_t b, int64_t q0, int64_t rows, float scale, bool causal, float* out, float* lse,
                  const Scratch& t) {
  const KernelTable& table = kernels();
  const int64_t keys = causal ? std::min(a.s, q0 + rows) : a.s;
  for (int64_t r = 0; r < rows; r++) {
    t.greatest[r] = -INFINITY;
    t.sums[r] = 0;
  }
  for (int64_t k0 = 0; k0 < keys; k0 += Attention::kKeys) {
    const int64_t n = std::min(Attention::kKeys, keys - k0);
    sgemm(false, true, rows, n, a.e, a.query + (b * a.l + q0) * a.e, a.e, a.key + (b * a.s + k0) * a.e, a.e, t.scores, n);
    for (int64_t r = 0; r < rows; r++) {
      float* scores = t.scores + r * n;
      const int64_t seen = causal ? std::max<int64_t>(0, std::min(n, q0 + r + 1 - k0)) : n;
      const float factor = table.attentionRow(scores, a.maskRow(b, q0 + r, k0, seen, t.row), seen, scale, t.greatest + r, t.sums + r);
      std::fill(scores + seen, scores + n, 0.0f);
      if (k0 > 0 && factor != 1.0f) scaleRow(out + r * a.ev, a.ev, factor);
    }
    sgemm(false, false, rows, a.ev, n, t.scores, n, a.value + (b * a.s + k0) * a.ev, a.ev, out, a.ev, 1.0f, k0 > 0 ? 1.0f : 0.0f);
  }
  for (int64_t r = 0; r < rows; r++) {
    // Nothing to attend to: the sum is 0, and so is what it would divide.
    scaleRow(out + r * a.ev, a.ev, t.sums[r] == 0 ? 0.0f : static_cast<float>(1.0 / t.sums[r]));
    lse[r] = t.greatest[r] == INFINITY ? INFINITY : static_cast<float>(static_cast<double>(t.greatest[r]) + std::log(t.sums[r]));
  }
}

}  // namespace

/** query, key, value, mask or absent → out [*, l, ev], logarithms of the sums [*, l]; scale, causal. */
void runAttention(Arguments& arguments) {
  const Dense q = arguments.operand(), k = arguments.operand(), v = arguments.operand(), mask = arguments.optional();
  const Dense out = arguments.operand(), lse = arguments.operand();
  const float scale = static_cast<float>(arguments.number());
  const bool causal = arguments.flag();
  const Attention a(q, k, v, mask);
  require(out.count == a.batch * a.l * a.ev && lse.count == a.batch * a.l, "attention: shapes of the results");
  const int64_t blocks = (a.l + Attention::kQueries - 1) / Attention::kQueries;
  const int64_t rows = std::min(a.l, Attention::kQueries);
  Temporary scratch(static_cast<size_t>(numThreads() * Scratch::kFloats) * sizeof(float), "attention");
  const double work = static_cast<double>(rows) * static_cast<double>(a.s) * static_cast<double>(a.e + a.ev);
  parallelFor(a.batch * blocks, attentionGrain(work), [&](int64_t begin, int64_t end) {
    const Scratch t(scratch.as<float>() + omp_get_thread_num() * Scratch::kFloats);
    for (int64_t i = begin; i < end; i++) {
      const int64_t b = i / blocks, q0 = i % blocks * Attention::kQueries, at = b * a.l + q0;
      forwardBlock(a, b, q0, std::min(Attention::kQueries, a.l - q0), scale, causal, out.as() + at * a.ev, lse.as() + at, t);
    }
  });
}

}  // namespace cresset
