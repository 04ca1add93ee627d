#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "blas.h"
#include "kernel_table.h"
#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {

/** query [batch, l, e], key [batch, s, e], value [batch, s, ev], and a mask that broadcasts to [batch, l, s] or none. */
struct Attention {
  int64_t batch = 1, l, s, e, ev;
  const float *query, *key, *value, *mask;

  /** Queries and keys of a block: its scores (128 KiB) stay in a second-level cache beside what they are made of. */
  static constexpr int64_t kQueries = 128, kKeys = 256;

  Attention(const Dense& q, const Dense& k, const Dense& v, const Dense& m)
      : query(q.as()), key(k.as()), value(v.as()), mask(m ? m.as() : nullptr), rank_(q.rank) {
    require(q.rank >= 2 && k.rank == q.rank && v.rank == q.rank, "attention: ranks");
    for (int d = 0; d < rank_ - 2; d++) {
      require(k.dims[d] == q.dims[d] && v.dims[d] == q.dims[d], "attention: batches");
      dims_[d] = q.dims[d];
      batch *= q.dims[d];
    }
    l = q.dims[rank_ - 2], e = q.dims[rank_ - 1], s = k.dims[rank_ - 2], ev = v.dims[rank_ - 1];
    require(k.dims[rank_ - 1] == e && v.dims[rank_ - 2] == s, "attention: shapes");
    require(q.count > 0 && k.count > 0 && v.count > 0, "attention: an operand is empty");
    require(e < int64_t{1} << 31 && ev < int64_t{1} << 31, "attention: vectors are too long");
    if (!m) return;
    require(m.type == Type::F32 && m.rank <= rank_, "attention: the mask");
    int64_t stride = 1;
    for (int d = rank_ - 1; d >= rank_ - m.rank; d--) {
      const int64_t n = m.dims[d - rank_ + m.rank], whole = d == rank_ - 1 ? s : d == rank_ - 2 ? l : dims_[d];
      require(n == whole || n == 1, "attention: the mask doesn't broadcast");
      strides_[d] = n == 1 ? 0 : stride;
      stride *= n;
    }
  }

  /**
   * The mask's row for a query and keys from k0 on; one of a single column is repeated into `row`. Null without a mask.
   */
  const float* maskRow(int64_t b, int64_t query, int64_t k0, int64_t n, float* row) const {
    if (mask == nullptr) return nullptr;
    const float* at = mask + query * strides_[rank_ - 2];
    for (int d = rank_ - 3; d >= 0; b /= dims_[d--]) at += b % dims_[d] * strides_[d];
    if (strides_[rank_ - 1] != 0 || s == 1) return at + k0;
    std::fill(row, row + n, *at);
    return row;
  }

 private:
  int rank_;
  int64_t dims_[kMaxRank] = {}, strides_[kMaxRank] = {};
};

/** Multiplications that make a thread worth waking. */
constexpr double kAttentionWork = 512 * 1024;

/** How many tasks of that many multiplications a thread should get at least. */
inline int64_t attentionGrain(double work) { return std::max<int64_t>(1, static_cast<int64_t>(kAttentionWork / std::max(1.0, work))); }

}  // namespace cresset
