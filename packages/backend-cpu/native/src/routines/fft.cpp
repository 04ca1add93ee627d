#include <algorithm>
#include <atomic>
#include <cstring>

#include "routines/fft_plan.h"
#include "routines/routines.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

/** What the lines hold before and after: complex both; real before; real after, before it half of a symmetric spectrum. */
enum class Kind { Complex, Real, Hermitian };

/** Lines along one dimension: element k of line (o, i) lies at (o·length + k)·inner + i. */
struct Lines {
  int64_t outer, inner;
  /** Length of the transform; of the lines where they come from and where they go. */
  int64_t n, from, to;
};

/** Element k of a line as the transform takes it; for the direction back with parts exchanged. */
template <class T>
inline Pair<T> load(Kind kind, const void* x, const Lines& l, int64_t o, int64_t i, int64_t k, bool forward) {
  Pair<T> v;
  if (kind == Kind::Real) {
    v = {static_cast<const T*>(x)[(o * l.from + k) * l.inner + i], T(0)};
  } else if (kind == Kind::Complex) {
    v = static_cast<const Pair<T>*>(x)[(o * l.from + k) * l.inner + i];
  } else {
    const bool mirrored = k >= l.from || 2 * k > l.n;
    const int64_t at = mirrored ? l.n - k : k;
    v = static_cast<const Pair<T>*>(x)[(o * l.from + at) * l.inner + i];
    // What has no partner but itself is real.
    if (at == 0 || 2 * at == l.n) v.im = 0;
    else if (mirrored) v.im = -v.im;
  }
  return forward ? v : Pair<T>{v.im, v.re};
}

template <class T>
inline void store(Kind kind, void* y, const Lines& l, int64_t o, int64_t i, int64_t k, bool forward, T scale, Pair<T> v) {
  if (!forward) std::swap(v.re, v.im);
  const int64_t at = (o * l.to + k) * l.inner + i;
  if (kind == Kind::Hermitian) static_cast<T*>(y)[at] = v.re * scale;
  else static_cast<Pair<T>*>(y)[at] = {v.re * scale, v.im * scale};
}

/** f(k, b) for all elements k of all lanes b; of rows in tiles, since one side then steps from line to line. */
template <class F>
inline void inTiles(bool columns, int64_t n, int64_t lanes, const F& f) {
  constexpr int64_t kTile = 16;
  if (columns) {
    for (int64_t k = 0; k < n; k++) {
      for (int64_t b = 0; b < lanes; b++) f(k, b);
    }
    return;
  }
  for (int64_t first = 0; first < n; first += kTile) {
    const int64_t end = std::min(n, first + kTile);
    for (int64_t b = 0; b < lanes; b++) {
      for (int64_t k = first; k < end; k++) f(k, b);
    }
  }
}

/** Elements of one part that a group of lines may have: four arrays of it stay in the second-level cache. */
constexpr int64_t kGroup = 32768;
constexpr int64_t kMostLanes = 16;

template <class T>
void longLines(Kind kind, const FftPlan<T>& plan, const void* x, void* y, const Lines& l, bool forward, T scale) {
  const int64_t length = fftLongLength(plan);
  Temporary scratch(static_cast<size_t>(2 * length) * sizeof(Pair<T>), "a Fourier transform");
  Pair<T>* line = scratch.as<Pair<T>>();
  for (int64_t o = 0; o < l.outer; o++) {
    for (int64_t i = 0; i < l.inner; i++) {
      parallelFor(l.n, 1 << 16, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) line[k] = load<T>(kind, x, l, o, i, k, forward);
      });
      fftLong(plan, line, line + length);
      parallelFor(l.to, 1 << 16, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) store(kind, y, l, o, i, k, forward, scale, line[k]);
      });
    }
  }
}

/** x and y may be the same memory: every group of lines is read before it is written. */
template <class T>
void alongDim(Kind kind, const void* x, void* y, const Lines& l, bool forward, double factor) {
  const T scale = static_cast<T>(factor);
  if (l.n == 0 || l.outer * l.inner == 0 || l.to == 0) return;
  const auto plan = fftPlan<T>(l.n);
  if (isLong(*plan)) {
    longLines(kind, *plan, x, y, l, forward, scale);
    return;
  }
  const int64_t length = fftLaneLength(*plan);
  const int64_t most = std::max<int64_t>(1, std::min(kMostLanes, kGroup / length));
  // Groups of neighbours: along `inner` where there are several, else of rows.
  const bool columns = l.inner > 1;
  const int64_t perOuter = columns ? (l.inner + most - 1) / most : 1;
  const int64_t groups = columns ? l.outer * perOuter : (l.outer + most - 1) / most;
  const int64_t parts = numThreads();
  const int64_t part = length * most;
  Temporary scratch(static_cast<size_t>(parts * 4 * part) * sizeof(T), "a Fourier transform");
  std::atomic<int64_t> slots{0};
  parallelFor(groups, std::max<int64_t>(1, 16384 / (length * most)), [&](int64_t begin, int64_t end) {
    T* const own = scratch.as<T>() + slots.fetch_add(1) % parts * 4 * part;
    for (int64_t g = begin; g < end; g++) {
      const int64_t o = columns ? g / perOuter : g * most, i = columns ? g % perOuter * most : 0;
      const int64_t lanes = std::min(most, columns ? l.inner - i : l.outer - o);
      T *re = own, *im = re + part, *re2 = im + part, *im2 = re2 + part;
      const auto in = [&](int64_t k, int64_t b) {
        const Pair<T> v = load<T>(kind, x, l, columns ? o : o + b, columns ? i + b : 0, k, forward);
        re[k * lanes + b] = v.re;
        im[k * lanes + b] = v.im;
      };
      const auto out = [&](int64_t k, int64_t b) {
        store(kind, y, l, columns ? o : o + b, columns ? i + b : 0, k, forward, scale, Pair<T>{re[k * lanes + b], im[k * lanes + b]});
      };
      inTiles(columns, l.n, lanes, in);
      fftLanes(*plan, re, im, re2, im2, lanes);
      inTiles(columns, l.to, lanes, out);
    }
  });
}

struct Call {
  std::vector<int64_t> dims;
  bool forward;
  double scale;
};

Call readCall(Arguments& args, int rank) {
  Call c;
  c.dims = args.list(0, std::max(0, rank - 1));
  c.forward = args.flag();
  c.scale = args.number();
  return c;
}

/** Lines of an operand along a dimension, of the length that the operand has. */
Lines linesOf(const Dense& d, int64_t dim) {
  Lines l{1, 1, d.dims[dim], d.dims[dim], d.dims[dim]};
  for (int64_t i = 0; i < dim; i++) l.outer *= d.dims[i];
  for (int64_t i = dim + 1; i < d.rank; i++) l.inner *= d.dims[i];
  return l;
}

bool sameDims(const Dense& a, const Dense& b, int64_t except) {
  if (a.rank != b.rank) return false;
  for (int i = 0; i < a.rank; i++) {
    if (i != except && a.dims[i] != b.dims[i]) return false;
  }
  return true;
}

template <class Body>
void byType(bool wide, const Body& body) {
  if (wide) body(double{});
  else body(float{});
}

}  // namespace

/** x complex → y; dims, forward, scale. */
Outcome runFftComplex(Arguments& args) {
  const Dense x = args.optional(), y = args.optional();
  const Call c = readCall(args, x.rank);
  require(x && y && (x.type == Type::C64 || x.type == Type::C128) && x.type == y.type && sameDims(x, y, -1), "fft: operands");
  byType(x.type == Type::C128, [&](auto t) {
    using T = decltype(t);
    if (c.dims.empty()) {
      const T scale = static_cast<T>(c.scale);
      for (int64_t i = 0; i < 2 * x.count; i++) y.as<T>()[i] = x.as<T>()[i] * scale;
    }
    for (size_t i = 0; i < c.dims.size(); i++) {
      const bool last = i + 1 == c.dims.size();
      alongDim<T>(Kind::Complex, i == 0 ? x.at : y.at, y.at, linesOf(x, c.dims[i]), c.forward, last ? c.scale : 1);
    }
  });
  return {};
}

/** x real → y, half of the spectrum along the last of dims; dims, forward, scale. */
Outcome runFftReal(Arguments& args) {
  const Dense x = args.optional(), y = args.optional();
  const Call c = readCall(args, x.rank);
  require(x && y && !c.dims.empty() && ((x.type == Type::F32 && y.type == Type::C64) || (x.type == Type::F64 && y.type == Type::C128)),
          "rfft: operands");
  const int64_t last = c.dims.back();
  require(sameDims(x, y, last) && y.dims[last] <= x.dims[last], "rfft: shapes");
  byType(x.type == Type::F64, [&](auto t) {
    using T = decltype(t);
    Lines l = linesOf(x, last);
    l.to = y.dims[last];
    alongDim<T>(Kind::Real, x.at, y.at, l, c.forward, c.scale);
    for (size_t i = 0; i + 1 < c.dims.size(); i++) alongDim<T>(Kind::Complex, y.at, y.at, linesOf(y, c.dims[i]), c.forward, 1);
  });
  return {};
}

/** x half of a symmetric spectrum along the last of dims → y real; dims, forward, scale. */
Outcome runFftHermitian(Arguments& args) {
  const Dense x = args.optional(), y = args.optional();
  const Call c = readCall(args, x.rank);
  require(x && y && !c.dims.empty() && ((x.type == Type::C64 && y.type == Type::F32) || (x.type == Type::C128 && y.type == Type::F64)),
          "irfft: operands");
  const int64_t last = c.dims.back();
  require(sameDims(x, y, last) && x.dims[last] == y.dims[last] / 2 + 1, "irfft: shapes");
  byType(x.type == Type::C128, [&](auto t) {
    using T = decltype(t);
    Lines l = linesOf(y, last);
    l.from = x.dims[last];
    const void* half = x.at;
    Temporary copy(c.dims.size() > 1 ? static_cast<size_t>(x.count) * sizeof(Pair<T>) : 64, "a Fourier transform");
    for (size_t i = 0; i + 1 < c.dims.size(); i++) {
      alongDim<T>(Kind::Complex, half, copy.at, linesOf(x, c.dims[i]), c.forward, 1);
      half = copy.at;
    }
    alongDim<T>(Kind::Hermitian, half, y.at, l, c.forward, c.scale);
  });
  return {};
}

}  // namespace cresset
