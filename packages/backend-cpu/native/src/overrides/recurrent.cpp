// Whole sequences of recurrent layers. Each thread takes some of the sequences through all times, so that no step waits
// for another thread.
#include <algorithm>
#include <cstring>

#include "blas.h"
#include "kernel_table.h"
#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

/** t times of n sequences with states of h components and `gates` times as many gates. */
struct Steps {
  int64_t t, n, h, gates;
  bool reverse = false;

  /** projection [t, n, gates · h], weight [gates · h, h] */
  Steps(const Dense& projection, const Dense& weight, int64_t gates_) : gates(gates_) {
    require(projection.rank == 3 && weight.rank == 2, "recurrent layer: ranks");
    t = projection.dims[0], n = projection.dims[1], h = weight.dims[1];
    require(projection.count > 0 && h > 0, "recurrent layer: an operand is empty");
    require(weight.dims[0] == gates * h && projection.dims[2] == gates * h, "recurrent layer: shapes");
    require(h < int64_t{1} << 28, "recurrent layer: the state is too long");
  }

  void requireStates(const Dense& d, const char* what) const { require(d.type == Type::F32 && d.count == t * n * h, what); }
  void requireState(const Dense& d, const char* what) const { require(d.type == Type::F32 && d.count == n * h, what); }
  void requireGates(const Dense& d, const char* what) const { require(d.type == Type::F32 && d.count == t * n * gates * h, what); }

  /** The time of step k. */
  int64_t time(int64_t k) const { return reverse ? t - 1 - k : k; }
  /** Where the state before step k of sequence r lies. */
  const float* before(const float* states, const float* start, int64_t k, int64_t r) const {
    return (k == 0 ? start : states + time(k - 1) * n * h) + r * h;
  }

  /** body(first sequence, sequences) in parallel. */
  template <class Body>
  void eachPart(const Body& body) const {
    // Fewer than a register block of rows make a product slow.
    const double work = static_cast<double>(t) * static_cast<double>(gates * h) * static_cast<double>(h);
    const int64_t grain = std::max<int64_t>(8, static_cast<int64_t>(512.0 * 1024 / work));
    parallelFor(n, grain, [&](int64_t begin, int64_t end) { body(begin, end - begin); });
  }
};

}  // namespace

/** projection [t, n, 4h], h0, c0, weight [4h, h] → h, c [t, n, h], gates [t, n, 4h]; reverse. */
void runLstm(Arguments& a) {
  const Dense gx = a.operand(), h0 = a.operand(), c0 = a.operand(), weight = a.operand();
  const Dense h = a.operand(), c = a.operand(), gates = a.operand();
  Steps s(gx, weight, 4);
  s.reverse = a.flag();
  s.requireState(h0, "lstm: initial hidden state");
  s.requireState(c0, "lstm: initial cell state");
  s.requireStates(h, "lstm: hidden states");
  s.requireStates(c, "lstm: cell states");
  s.requireGates(gates, "lstm: gates");
  const KernelTable& table = kernels();
  const int64_t wide = 4 * s.h;
  s.eachPart([&](int64_t first, int64_t rows) {
    for (int64_t k = 0; k < s.t; k++) {
      const int64_t at = s.time(k) * s.n + first;
      float* g = gates.as() + at * wide;
      sgemm(false, true, rows, wide, s.h, s.before(h.as(), h0.as(), k, first), s.h, weight.as(), s.h, g, wide);
      for (int64_t r = 0; r < rows; r++) {
        table.lstmRow(g + r * wide, gx.as() + (at + r) * wide, s.before(c.as(), c0.as(), k, first + r), c.as() + (at + r) * s.h,
                      h.as() + (at + r) * s.h, s.h);
      }
    }
  });
}

/** gradients of h and (or absent) c, gates, c, c0, weight, absent → gradients of the projection [t, n, 4h], h0, c0; reverse. */
void runLstmBackward(Arguments& a) {
  const Dense gh = a.operand(), gc = a.optional(), gates = a.operand(), c = a.operand(), c0 = a.operand(), weight = a.operand();
  require(!a.optional(), "lstm: a gradient of the gates");
  const Dense dgates = a.operand(), dh0 = a.operand(), dc0 = a.operand();
  Steps s(gates, weight, 4);
  s.reverse = a.flag();
  s.requireStates(gh, "lstm: gradient of the hidden states");
  if (gc) s.requireStates(gc, "lstm: gradient of the cell states");
  s.requireStates(c, "lstm: cell states");
  s.requireState(c0, "lstm: initial cell state");
  s.requireGates(dgates, "lstm: gradient of the gates");
  s.requireState(dh0, "lstm: gradient of the initial hidden state");
  s.requireState(dc0, "lstm: gradient of the initial cell state");
  const KernelTable& table = kernels();
  const int64_t wide = 4 * s.h;
  s.eachPart([&](int64_t first, int64_t rows) {
    // What flows back from step to step lies where it ends up.
    float *dh = dh0.as() + first * s.h, *dc = dc0.as() + first * s.h;
    std::fill(dh, dh + rows * s.h, 0.0f);
    std::fill(dc, dc + rows * s.h, 0.0f);
    for (int64_t k = s.t - 1; k >= 0; k--) {
      const int64_t at = s.time(k) * s.n + first;
      float* d = dgates.as() + at * wide;
      for (int64_t r = 0; r < rows; r++) {
        table.lstmBackwardRow(d + r * wide, dc + r * s.h, gates.as() + (at + r) * wide, c.as() + (at + r) * s.h,
                              s.before(c.as(), c0.as(), k, first + r), dh + r * s.h, gh.as() + (at + r) * s.h,
                              gc ? gc.as() + (at + r) * s.h : nullptr, s.h);
      }
      sgemm(false, false, rows, s.h, wide, d, wide, weight.as(), s.h, dh, s.h);
    }
  });
}

/** projection [t, n, 3h], h0, weight [3h, h], bias [3h] or absent → h [t, n, h], projections of h [t, n, 3h]; reverse. */
void runGru(Arguments& a) {
  const Dense gx = a.operand(), h0 = a.operand(), weight = a.operand(), bias = a.optional();
  const Dense h = a.operand(), gates = a.operand();
  Steps s(gx, weight, 3);
  s.reverse = a.flag();
  s.requireState(h0, "gru: initial state");
  s.requireStates(h, "gru: states");
  s.requireGates(gates, "gru: gates");
  const int64_t wide = 3 * s.h;
  require(!bias || (bias.type == Type::F32 && bias.count == wide), "gru: bias");
  const KernelTable& table = kernels();
  s.eachPart([&](int64_t first, int64_t rows) {
    for (int64_t k = 0; k < s.t; k++) {
      const int64_t at = s.time(k) * s.n + first;
      float* g = gates.as() + at * wide;
      if (bias) {
        for (int64_t r = 0; r < rows; r++) std::copy(bias.as(), bias.as() + wide, g + r * wide);
      }
      sgemm(false, true, rows, wide, s.h, s.before(h.as(), h0.as(), k, first), s.h, weight.as(), s.h, g, wide, 1.0f, bias ? 1.0f : 0.0f);
      for (int64_t r = 0; r < rows; r++) {
        table.gruRow(h.as() + (at + r) * s.h, gx.as() + (at + r) * wide, g + r * wide, s.before(h.as(), h0.as(), k, first + r), s.h);
      }
    }
  });
}

/** gradient of h, projection, projections of h, h, h0, weight, absent → gradients of both projections [t, n, 3h] and h0; reverse. */
void runGruBackward(Arguments& a) {
  const Dense gh = a.operand(), gx = a.operand(), gates = a.operand(), h = a.operand(), h0 = a.operand(), weight = a.operand();
  require(!a.optional(), "gru: a gradient of the gates");
  const Dense dgx = a.operand(), dgates = a.operand(), dh0 = a.operand();
  Steps s(gx, weight, 3);
  s.reverse = a.flag();
  s.requireStates(gh, "gru: gradient of the states");
  s.requireGates(gates, "gru: gates");
  s.requireStates(h, "gru: states");
  s.requireState(h0, "gru: initial state");
  s.requireGates(dgx, "gru: gradient of the projection");
  s.requireGates(dgates, "gru: gradient of the gates");
  s.requireState(dh0, "gru: gradient of the initial state");
  const KernelTable& table = kernels();
  const int64_t wide = 3 * s.h;
  s.eachPart([&](int64_t first, int64_t rows) {
    float* dh = dh0.as() + first * s.h;
    std::fill(dh, dh + rows * s.h, 0.0f);
    for (int64_t k = s.t - 1; k >= 0; k--) {
      const int64_t at = s.time(k) * s.n + first;
      float* d = dgates.as() + at * wide;
      for (int64_t r = 0; r < rows; r++) {
        table.gruBackwardRow(dgx.as() + (at + r) * wide, d + r * wide, dh + r * s.h, gx.as() + (at + r) * wide,
                             gates.as() + (at + r) * wide, s.before(h.as(), h0.as(), k, first + r), gh.as() + (at + r) * s.h, s.h);
      }
      sgemm(false, false, rows, s.h, wide, d, wide, weight.as(), s.h, dh, s.h, 1.0f, 1.0f);
    }
  });
}

}  // namespace cresset
