// Gradients of attention, block by block as in FlashAttention: the weights are computed again from the logarithms of
// their sums.
#include "overrides/attention.h"

namespace cresset {
namespace {

struct Gradients {
  const float *grad, *lse, *delta;
  float *dq, *dk, *dv, *dm;
  float scale;
  bool causal;
};

/** Where a thread works: scores and their gradients of a block, a row of the mask. */
struct Scratch {
  float *scores, *dp, *row;

  static constexpr int64_t kBlock = Attention::kQueries * Attention::kKeys;
  static constexpr int64_t kFloats = 2 * kBlock + Attention::kKeys;
  explicit Scratch(float* at) : scores(at), dp(at + kBlock), row(at + 2 * kBlock) {}
};

/** What n keys from k0 on of item b contribute; dq [l, e] is added to, dk and dv are set. */
void backwardBlock(const Attention& a, const Gradients& g, int64_t b, int64_t k0, int64_t n, float* dq, const Scratch& t) {
  const KernelTable& table = kernels();
  const float* key = a.key + (b * a.s + k0) * a.e;
  const float* value = a.value + (b * a.s + k0) * a.ev;
  float* dk = g.dk + (b * a.s + k0) * a.e;
  float* dv = g.dv + (b * a.s + k0) * a.ev;
  std::fill(dk, dk + n * a.e, 0.0f);
  std::fill(dv, dv + n * a.ev, 0.0f);
  // Queries before the first key of the block don't see any of it.
  for (int64_t q0 = g.causal ? k0 / Attention::kQueries * Attention::kQueries : 0; q0 < a.l; q0 += Attention::kQueries) {
    const int64_t rows = std::min(Attention::kQueries, a.l - q0), at = b * a.l + q0;
    const int64_t keys = g.causal ? std::min(n, q0 + rows - k0) : n;
    const float* query = a.query + at * a.e;
    const float* grad = g.grad + at * a.ev;
    sgemm(false, true, rows, keys, a.e, query, a.e, key, a.e, t.scores, keys);
    sgemm(false, true, rows, keys, a.ev, grad, a.ev, value, a.ev, t.dp, keys);
    for (int64_t r = 0; r < rows; r++) {
      float *p = t.scores + r * keys, *ds = t.dp + r * keys;
      const int64_t seen = g.causal ? std::max<int64_t>(0, std::min(keys, q0 + r + 1 - k0)) : keys;
      table.attentionBackwardRow(p, ds, a.maskRow(b, q0 + r, k0, seen, t.row), seen, g.scale, g.lse[at + r], g.delta[at + r]);
      std::fill(p + seen, p + keys, 0.0f);
      std::fill(ds + seen, ds + keys, 0.0f);
      if (g.dm != nullptr) std::copy(ds, ds + keys, g.dm + (at + r) * a.s + k0);
    }
    sgemm(true, false, keys, a.ev, rows, t.scores, keys, grad, a.ev, dv, a.ev, 1.0f, 1.0f);
    sgemm(true, false, keys, a.e, rows, t.dp, keys, query, a.e, dk, a.e, g.scale, 1.0f);
    sgemm(false, false, rows, a.e, keys, t.dp, keys, key, a.e, dq + q0 * a.e, a.e, g.scale, 1.0f);
  }
}

/** grad · result of each query, less the gradient of its logarithm. */
void innerProducts(const Attention& a, const float* grad, const float* out, const float* gradLse, float* delta) {
  parallelFor(a.batch * a.l, std::max<int64_t>(1, 32768 / a.ev), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      double sum = gradLse == nullptr ? 0.0 : -static_cast<double>(gradLse[i]);
      for (int64_t c = 0; c < a.ev; c++) sum += static_cast<double>(grad[i * a.ev + c]) * static_cast<double>(out[i * a.ev + c]);
      delta[i] = static_cast<float>(sum);
    }
  });
}

}  // namespace

/**
 * grad, query, key, value, mask or absent, result, logarithms, their gradient or absent → dq, dk, dv, gradient of the
 * scores [*, l, s] or absent; scale, causal.
 */
void runAttentionBackward(Arguments& arguments) {
  const Dense grad = arguments.operand(), q = arguments.operand(), k = arguments.operand(), v = arguments.operand();
  const Dense mask = arguments.optional(), out = arguments.operand(), lse = arguments.operand(), gradLse = arguments.optional();
  const Dense dq = arguments.operand(), dk = arguments.operand(), dv = arguments.operand(), dm = arguments.optional();
  const float scale = static_cast<float>(arguments.number());
  const bool causal = arguments.flag();
  const Attention a(q, k, v, mask);
  const int64_t queries = a.batch * a.l;
  require(grad.count == queries * a.ev && out.count == grad.count && lse.count == queries, "attention: shapes");
  require(!gradLse || (gradLse.type == Type::F32 && gradLse.count == queries), "attention: gradient of the logarithms");
  require(dq.count == q.count && dk.count == k.count && dv.count == v.count, "attention: shapes of the gradients");
  require(!dm || (dm.type == Type::F32 && dm.count == queries * a.s), "attention: gradient of the mask");

  const int64_t threads = numThreads(), blocks = (a.s + Attention::kKeys - 1) / Attention::kKeys;
  // Few items: the keys of each are shared out too, and every part sums gradients of the queries of its own.
  const int64_t parts = a.batch >= threads ? 1 : std::min(blocks, (threads + a.batch - 1) / a.batch);
  Temporary delta(static_cast<size_t>(queries) * sizeof(float), "attention");
  Temporary scratch(static_cast<size_t>(threads * Scratch::kFloats) * sizeof(float), "attention");
  Temporary partial(parts == 1 ? 0 : static_cast<size_t>(parts * q.count) * sizeof(float), "attention");
  innerProducts(a, grad.as(), out.as(), gradLse ? gradLse.as() : nullptr, delta.as<float>());
  float* sums = parts == 1 ? dq.as() : partial.as<float>();
  std::fill(sums, sums + parts * q.count, 0.0f);
  // Causal blocks without a pair are passed over.
  if (dm && causal) std::fill(dm.as(), dm.as() + dm.count, 0.0f);
  const Gradients g{grad.as(), lse.as(), delta.as<float>(), dq.as(), dk.as(), dv.as(), dm ? dm.as() : nullptr, scale, causal};
  const double work = static_cast<double>(a.l) * static_cast<double>(a.s) * static_cast<double>(a.e + a.ev) / static_cast<double>(parts);
  parallelFor(a.batch * parts, attentionGrain(work), [&](int64_t begin, int64_t end) {
    const Scratch t(scratch.as<float>() + omp_get_thread_num() * Scratch::kFloats);
    for (int64_t i = begin; i < end; i++) {
      const int64_t b = i / parts, part = i % parts;
      float* own = sums + part * q.count + b * a.l * a.e;
      // Every parts-th block: of a causal triangle each part then has about as much.
      for (int64_t block = part; block < blocks; block += parts) {
        const int64_t k0 = block * Attention::kKeys;
        backwardBlock(a, g, b, k0, std::min(Attention::kKeys, a.s - k0), own, t);
      }
    }
  });
  if (parts == 1) return;
  parallelFor(q.count, 32768, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      float sum = 0;
      for (int64_t part = 0; part < parts; part++) sum += sums[part * q.count + i];
      dq.as()[i] = sum;
    }
  });
}

}  // namespace cresset
