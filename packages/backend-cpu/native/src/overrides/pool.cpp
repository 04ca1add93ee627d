#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernel_table.h"
#include "overrides/overrides.h"
#include "threads.h"

namespace cresset {
namespace {

/** Pooling over up to two spatial dimensions; one is two with a height of 1. */
struct Shape {
  int64_t planes = 1, ih = 1, iw = 1, oh = 1, ow = 1;
  int64_t kh = 1, kw = 1, sh = 1, sw = 1, ph = 0, pw = 0, dh = 1, dw = 1;

  Shape(const int64_t* in, const int64_t* out, int rank) {
    require(rank == 3 || rank == 4, "pooling takes one or two spatial dimensions");
    planes = in[0] * in[1];
    require(out[0] == in[0] && out[1] == in[1], "pooling: batch and channels differ");
    iw = in[rank - 1];
    ow = out[rank - 1];
    if (rank == 4) {
      ih = in[2];
      oh = out[2];
    }
  }
  int64_t inPlane() const { return ih * iw; }
  int64_t outPlane() const { return oh * ow; }
};

void pair(const std::vector<int64_t>& v, int spatial, int64_t& h, int64_t& w) {
  require(static_cast<int>(v.size()) == spatial, "pooling: a list has the wrong length");
  w = v[static_cast<size_t>(spatial) - 1];
  if (spatial == 2) h = v[0];
}

constexpr int64_t kGrain = 16384;
constexpr int64_t kLargest = int64_t{1} << 40;

/** Planes are independent of each other. */
template <class Body>
void eachPlane(const Shape& s, int64_t work, const Body& body) {
  parallelFor(s.planes, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, work)), [&](int64_t begin, int64_t end) {
    for (int64_t p = begin; p < end; p++) body(p);
  });
}

void maxPoolPlane(const Shape& s, const float* x, float* values, int64_t* indices) {
  for (int64_t i = 0; i < s.oh; i++) {
    const int64_t h0 = i * s.sh - s.ph;
    for (int64_t j = 0; j < s.ow; j++) {
      const int64_t w0 = j * s.sw - s.pw;
      float best = -INFINITY;
      int64_t index = -1;
      for (int64_t u = 0; u < s.kh; u++) {
        const int64_t h = h0 + u * s.dh;
        if (h < 0 || h >= s.ih) continue;
        for (int64_t v = 0; v < s.kw; v++) {
          const int64_t w = w0 + v * s.dw;
          if (w < 0 || w >= s.iw) continue;
          const float value = x[h * s.iw + w];
          if (index < 0 || (!(value <= best) && best == best)) {
            best = value;
            index = h * s.iw + w;
          }
        }
      }
      values[i * s.ow + j] = best;
      indices[i * s.ow + j] = std::max<int64_t>(0, index);
    }
  }
}

/** Window of output (i, j) of an average pooling, clipped, and what to divide by. */
struct Window {
  int64_t h0, h1, w0, w1;
  float divisor;
};

struct Average {
  Shape s;
  bool countIncludePad;
  double divisor;  // 0: none given
  Window at(int64_t i, int64_t j) const {
    const int64_t h = i * s.sh - s.ph, w = j * s.sw - s.pw;
    // In ceil mode a window may reach beyond even the padding; that part never counts.
    const int64_t hEnd = std::min(h + s.kh, s.ih + s.ph), wEnd = std::min(w + s.kw, s.iw + s.pw);
    Window r{std::max<int64_t>(h, 0), std::min(hEnd, s.ih), std::max<int64_t>(w, 0), std::min(wEnd, s.iw), 1};
    const int64_t padded = (hEnd - h) * (wEnd - w), inside = (r.h1 - r.h0) * (r.w1 - r.w0);
    r.divisor = static_cast<float>(divisor != 0 ? divisor : static_cast<double>(countIncludePad ? padded : inside));
    return r;
  }
};

struct Adaptive {
  Shape s;
  Window at(int64_t i, int64_t j) const {
    Window r{i * s.ih / s.oh, ((i + 1) * s.ih + s.oh - 1) / s.oh, j * s.iw / s.ow, ((j + 1) * s.iw + s.ow - 1) / s.ow, 1};
    r.divisor = static_cast<float>((r.h1 - r.h0) * (r.w1 - r.w0));
    return r;
  }
};

/** Whether all windows lie inside the input, and so have one size. */
bool uniform(const Shape& s) {
  return s.ph == 0 && s.pw == 0 && (s.oh - 1) * s.sh + s.kh <= s.ih && (s.ow - 1) * s.sw + s.kw <= s.iw;
}

/** Row by row of the windows: sums of a row of outputs grow side by side. */
void averageUniform(const Shape& s, float divisor, const float* in, float* out) {
  eachPlane(s, s.inPlane() + s.outPlane(), [&](int64_t p) {
    const float* x = in + p * s.inPlane();
    float* y = out + p * s.outPlane();
    for (int64_t i = 0; i < s.oh; i++, y += s.ow) {
      std::fill(y, y + s.ow, 0.0f);
      for (int64_t u = 0; u < s.kh; u++) {
        const float* row = x + (i * s.sh + u) * s.iw;
        for (int64_t v = 0; v < s.kw; v++) {
          for (int64_t j = 0; j < s.ow; j++) y[j] += row[j * s.sw + v];
        }
      }
      for (int64_t j = 0; j < s.ow; j++) y[j] /= divisor;
    }
  });
}

template <class Rule>
void average(const Rule& rule, const float* in, float* out) {
  const Shape& s = rule.s;
  eachPlane(s, s.inPlane() + s.outPlane(), [&](int64_t p) {
    const float* x = in + p * s.inPlane();
    float* y = out + p * s.outPlane();
    for (int64_t i = 0; i < s.oh; i++) {
      for (int64_t j = 0; j < s.ow; j++) {
        const Window r = rule.at(i, j);
        float sum = 0;
        for (int64_t h = r.h0; h < r.h1; h++) {
          for (int64_t w = r.w0; w < r.w1; w++) sum += x[h * s.iw + w];
        }
        y[i * s.ow + j] = sum / r.divisor;
      }
    }
  });
}

template <class Rule>
void averageBackward(const Rule& rule, const float* grad, float* dx) {
  const Shape& s = rule.s;
  eachPlane(s, s.inPlane() + s.outPlane(), [&](int64_t p) {
    float* d = dx + p * s.inPlane();
    const float* g = grad + p * s.outPlane();
    std::fill(d, d + s.inPlane(), 0.0f);
    for (int64_t i = 0; i < s.oh; i++) {
      for (int64_t j = 0; j < s.ow; j++) {
        const Window r = rule.at(i, j);
        const float part = g[i * s.ow + j] / r.divisor;
        for (int64_t h = r.h0; h < r.h1; h++) {
          for (int64_t w = r.w0; w < r.w1; w++) d[h * s.iw + w] += part;
        }
      }
    }
  });
}

Average readAverage(Arguments& a, const Dense& in, const Dense& out) {
  Shape s(in.dims, out.dims, in.rank);
  require(in.rank == out.rank, "pooling: ranks differ");
  const int spatial = in.rank - 2;
  pair(a.list(1, kLargest), spatial, s.kh, s.kw);
  pair(a.list(1, kLargest), spatial, s.sh, s.sw);
  pair(a.list(0, kLargest), spatial, s.ph, s.pw);
  const bool include = a.flag();
  return {s, include, a.number()};
}

}  // namespace

/** input → values, indices; kernel, stride, padding, dilation. */
void runMaxPool(Arguments& a) {
  const Dense in = a.operand(), values = a.operand(), indices = a.operand(Type::I64);
  require(in.rank == values.rank && indices.count == values.count, "max pooling: shapes");
  Shape s(in.dims, values.dims, in.rank);
  const int spatial = in.rank - 2;
  pair(a.list(1, kLargest), spatial, s.kh, s.kw);
  pair(a.list(1, kLargest), spatial, s.sh, s.sw);
  pair(a.list(0, kLargest), spatial, s.ph, s.pw);
  pair(a.list(1, kLargest), spatial, s.dh, s.dw);
  // The commonest of all, 2×2 windows side by side: no bounds to check.
  const bool simple = s.kh == 2 && s.kw == 2 && s.sh == 2 && s.sw == 2 && s.ph == 0 && s.pw == 0 && s.dh == 1 && s.dw == 1 &&
                      2 * s.oh <= s.ih && 2 * s.ow <= s.iw && s.inPlane() < (int64_t{1} << 30);
  eachPlane(s, s.outPlane() * s.kh * s.kw, [&](int64_t p) {
    const float* x = in.as() + p * s.inPlane();
    float* v = values.as() + p * s.outPlane();
    int64_t* k = indices.as<int64_t>() + p * s.outPlane();
    if (simple) {
      kernels().maxPool2x2(v, k, x, s.iw, s.oh, s.ow);
    } else {
      maxPoolPlane(s, x, v, k);
    }
  });
}

/** grad, indices → dx. */
void runMaxPoolBackward(Arguments& a) {
  const Dense grad = a.operand(), indices = a.operand(Type::I64), dx = a.operand();
  require(grad.rank == dx.rank && indices.count == grad.count, "max pooling: shapes");
  const Shape s(dx.dims, grad.dims, dx.rank);
  eachPlane(s, s.inPlane() + s.outPlane(), [&](int64_t p) {
    float* d = dx.as() + p * s.inPlane();
    const float* g = grad.as() + p * s.outPlane();
    const int64_t* k = indices.as<int64_t>() + p * s.outPlane();
    std::fill(d, d + s.inPlane(), 0.0f);
    for (int64_t i = 0; i < s.outPlane(); i++) {
      // Indices are a tensor that a user may have made.
      if (k[i] >= 0 && k[i] < s.inPlane()) d[k[i]] += g[i];
    }
  });
}

/** input → out; kernel, stride, padding, countIncludePad, divisor or 0. */
void runAvgPool(Arguments& a) {
  const Dense in = a.operand(), out = a.operand();
  const Average rule = readAverage(a, in, out);
  if (out.count == 0) return;
  if (uniform(rule.s)) {
    averageUniform(rule.s, rule.at(0, 0).divisor, in.as(), out.as());
  } else {
    average(rule, in.as(), out.as());
  }
}

void runAvgPoolBackward(Arguments& a) {
  const Dense grad = a.operand(), dx = a.operand();
  averageBackward(readAverage(a, dx, grad), grad.as(), dx.as());
}

void runAdaptiveAvgPool(Arguments& a) {
  const Dense in = a.operand(), out = a.operand();
  require(in.rank == out.rank, "pooling: ranks differ");
  if (out.count > 0) average(Adaptive{Shape(in.dims, out.dims, in.rank)}, in.as(), out.as());
}

void runAdaptiveAvgPoolBackward(Arguments& a) {
  const Dense grad = a.operand(), dx = a.operand();
  require(grad.rank == dx.rank, "pooling: ranks differ");
  if (dx.count > 0) averageBackward(Adaptive{Shape(dx.dims, grad.dims, dx.rank)}, grad.as(), dx.as());
}

}  // namespace cresset
