// Bilinear samples of images at positions of a grid. The taps of some positions are found once, for all channels.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

enum class Padding { Zeros, Border, Reflection };

/** Positions whose taps lie in the first-level cache together. */
constexpr int64_t kPart = 256;

/** A coordinate in places 0 … n − 1, and its derivative by that of the grid. */
struct Coordinate {
  float at, slope;
};

Coordinate clipped(Coordinate c, float n) {
  // A NaN becomes the first place.
  if (!(c.at > 0)) return {0, 0};
  if (!(c.at < n - 1)) return {n - 1, 0};
  return c;
}

/** Back and forth between the centres of the first and last place, or between the edges. */
Coordinate reflected(Coordinate c, float n, bool alignCorners) {
  const float low = alignCorners ? 0.0f : -0.5f, span = alignCorners ? n - 1 : n;
  if (!(span > 0)) return {0, 0};
  const float far = c.at - low, distance = std::fabs(far);
  const float extra = std::fmod(distance, span);
  const bool back = std::fmod(std::floor(distance / span), 2.0f) != 0;
  const float sign = far > 0 ? 1.0f : far < 0 ? -1.0f : 0.0f;
  return {(back ? span - extra : extra) + low, back ? -sign * c.slope : sign * c.slope};
}

struct Rule {
  int64_t h, w;
  Padding padding;
  bool alignCorners;

  Coordinate place(float g, int64_t places) const {
    const float n = static_cast<float>(places);
    Coordinate c = alignCorners ? Coordinate{(g + 1.0f) * 0.5f * (n - 1), 0.5f * (n - 1)}
                                : Coordinate{((g + 1.0f) * n - 1.0f) * 0.5f, 0.5f * n};
    if (padding == Padding::Zeros) return c;
    return clipped(padding == Padding::Border ? c : reflected(c, n, alignCorners), n);
  }
};

/** The two places around a coordinate: inside of the image, with factors that are 0 outside of it. */
struct Pair {
  int64_t at[2];
  float weight[2];
  /** Derivatives of the weights by the grid. */
  float slope[2];

  Pair(Coordinate c, int64_t places) {
    const float n = static_cast<float>(places), low = std::floor(c.at), part = c.at - low;
    const float position[2] = {low, low + 1}, share[2] = {1.0f - part, part}, sign[2] = {-c.slope, c.slope};
    for (int k = 0; k < 2; k++) {
      const bool inside = position[k] >= 0 && position[k] < n;
      at[k] = inside ? static_cast<int64_t>(position[k]) : position[k] > 0 ? places - 1 : 0;
      // A float counts no further than 2^24.
      at[k] = std::min(at[k], places - 1);
      weight[k] = inside ? share[k] : 0.0f;
      slope[k] = inside ? sign[k] : 0.0f;
    }
  }
};

/** Taps of up to kPart positions: addresses in a plane, weights, and derivatives of these by x and by y. */
struct Taps {
  int64_t at[4][kPart];
  float weight[4][kPart], dx[4][kPart], dy[4][kPart];

  void find(const Rule& r, const float* grid, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
      const Pair x(r.place(grid[2 * i], r.w), r.w), y(r.place(grid[2 * i + 1], r.h), r.h);
      for (int k = 0; k < 4; k++) {
        at[k][i] = y.at[k / 2] * r.w + x.at[k % 2];
        weight[k][i] = y.weight[k / 2] * x.weight[k % 2];
        dx[k][i] = y.weight[k / 2] * x.slope[k % 2];
        dy[k][i] = y.slope[k / 2] * x.weight[k % 2];
      }
    }
  }
};

/** image [n, c, h, w], grid [n, oh, ow, 2] and how they meet. */
struct Sampling {
  int64_t n, c, inPlane, positions;
  Rule rule;

  Sampling(const Dense& image, const Dense& grid) {
    require(image.rank == 4 && grid.rank == 4, "grid sample: ranks");
    n = image.dims[0], c = image.dims[1];
    rule.h = image.dims[2], rule.w = image.dims[3];
    inPlane = rule.h * rule.w;
    positions = grid.dims[1] * grid.dims[2];
    require(grid.dims[0] == n && grid.dims[3] == 2, "grid sample: shapes");
    require(inPlane > 0, "grid sample: the image is empty");
  }
  void read(Arguments& a) {
    rule.padding = static_cast<Padding>(a.integer(0, 2));
    rule.alignCorners = a.flag();
  }
};

}  // namespace

/** image, grid → out [n, c, oh, ow]; padding, alignCorners. */
void runGridSample(Arguments& a) {
  const Dense image = a.operand(), grid = a.operand(), out = a.operand();
  Sampling s(image, grid);
  s.read(a);
  require(out.count == s.n * s.c * s.positions, "grid sample: shape of the result");
  if (out.count == 0) return;
  const int64_t parts = (s.positions + kPart - 1) / kPart;
  parallelFor(s.n * parts, std::max<int64_t>(1, 16384 / (kPart * s.c)), [&](int64_t begin, int64_t end) {
    Taps taps;
    for (int64_t i = begin; i < end; i++) {
      const int64_t item = i / parts, first = i % parts * kPart, count = std::min(kPart, s.positions - first);
      taps.find(s.rule, grid.as() + (item * s.positions + first) * 2, count);
      for (int64_t channel = item * s.c; channel < (item + 1) * s.c; channel++) {
        const float* x = image.as() + channel * s.inPlane;
        float* y = out.as() + channel * s.positions + first;
        for (int64_t p = 0; p < count; p++) {
          y[p] = taps.weight[0][p] * x[taps.at[0][p]] + taps.weight[1][p] * x[taps.at[1][p]] +
                 (taps.weight[2][p] * x[taps.at[2][p]] + taps.weight[3][p] * x[taps.at[3][p]]);
        }
      }
    }
  });
}

/** grad, image, grid → gradient of the image, gradient of the grid or absent; padding, alignCorners. */
void runGridSampleBackward(Arguments& a) {
  const Dense grad = a.operand(), image = a.operand(), grid = a.operand(), dImage = a.operand(), dGrid = a.optional();
  Sampling s(image, grid);
  s.read(a);
  require(grad.count == s.n * s.c * s.positions && dImage.count == image.count, "grid sample: shapes of the gradients");
  require(!dGrid || (dGrid.type == Type::F32 && dGrid.count == grid.count), "grid sample: gradient of the grid");
  memset(dImage.at, 0, static_cast<size_t>(dImage.count) * sizeof(float));
  if (dGrid) memset(dGrid.at, 0, static_cast<size_t>(dGrid.count) * sizeof(float));
  if (grad.count == 0) return;
  const int64_t threads = numThreads();
  // Few items: their channels are shared out too, and every group has sums of its own for the grid.
  const int64_t groups = s.n >= threads ? 1 : std::min(s.c, (threads + s.n - 1) / s.n);
  const bool apart = groups > 1 && static_cast<bool>(dGrid);
  Temporary partial(apart ? static_cast<size_t>(groups * grid.count) * sizeof(float) : 0, "grid sample");
  float* sums = apart ? partial.as<float>() : dGrid.as();
  if (apart) std::fill(sums, sums + groups * grid.count, 0.0f);
  parallelFor(s.n * groups, std::max<int64_t>(1, 16384 * groups / (s.positions * s.c)), [&](int64_t begin, int64_t end) {
    Taps taps;
    for (int64_t i = begin; i < end; i++) {
      const int64_t item = i / groups, group = i % groups;
      for (int64_t first = 0; first < s.positions; first += kPart) {
        const int64_t count = std::min(kPart, s.positions - first), at = (item * s.positions + first) * 2;
        taps.find(s.rule, grid.as() + at, count);
        float* d = dGrid ? sums + group * grid.count + at : nullptr;
        for (int64_t k = s.c * group / groups; k < s.c * (group + 1) / groups; k++) {
          const int64_t channel = item * s.c + k;
          const float* g = grad.as() + channel * s.positions + first;
          const float* x = image.as() + channel * s.inPlane;
          float* dx = dImage.as() + channel * s.inPlane;
          for (int64_t p = 0; p < count; p++) {
            for (int t = 0; t < 4; t++) dx[taps.at[t][p]] += taps.weight[t][p] * g[p];
          }
          if (d == nullptr) continue;
          for (int64_t p = 0; p < count; p++) {
            float byX = 0, byY = 0;
            for (int t = 0; t < 4; t++) {
              const float v = x[taps.at[t][p]];
              byX += taps.dx[t][p] * v;
              byY += taps.dy[t][p] * v;
            }
            d[2 * p] += byX * g[p];
            d[2 * p + 1] += byY * g[p];
          }
        }
      }
    }
  });
  if (!apart) return;
  parallelFor(grid.count, 32768, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      float sum = 0;
      for (int64_t group = 0; group < groups; group++) sum += sums[group * grid.count + i];
      dGrid.as()[i] = sum;
    }
  });
}

}  // namespace cresset
