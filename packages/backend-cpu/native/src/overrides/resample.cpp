// Resampling of images and volumes: one spatial dimension after the other, a plane at a time, so that what lies between
// the dimensions stays in the cache.
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernel_table.h"
#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

/** A sparse matrix of one dimension: the taps of output j are offsets[j] to offsets[j + 1]; without offsets, tap j alone. */
struct Taps {
  /** Positions without taps: the dimension stays as it is. */
  bool none = true;
  int64_t inputs, outputs;
  std::vector<int64_t> offsets, index;
  std::vector<float> weight;

  const int64_t* starts() const { return offsets.empty() ? nullptr : offsets.data(); }
  const float* weights() const { return weight.empty() ? nullptr : weight.data(); }
};

/** index [outputs, count] (absent: the dimension stays), weight of the same shape or absent: 1. */
Taps readTaps(const Dense& index, const Dense& weight, int64_t inputs, int64_t outputs, bool transposed) {
  Taps taps;
  taps.inputs = inputs;
  taps.outputs = outputs;
  if (!index) {
    require(inputs == outputs && !weight, "resample: a dimension without taps changes");
    return taps;
  }
  taps.none = false;
  const int64_t rows = transposed ? inputs : outputs, cols = transposed ? outputs : inputs;
  require(index.type == Type::I64 && index.rank == 2 && index.dims[0] == rows, "resample: positions");
  require(!weight || (weight.type == Type::F32 && weight.count == index.count), "resample: weights");
  const int64_t* at = index.as<int64_t>();
  for (int64_t i = 0; i < index.count; i++) require(at[i] >= 0 && at[i] < cols, "resample: a position outside of the dimension");
  const int64_t count = index.dims[1];
  if (transposed || count != 1) taps.offsets.assign(static_cast<size_t>(outputs) + 1, 0);
  if (!transposed) {
    for (size_t j = 0; j < taps.offsets.size(); j++) taps.offsets[j] = static_cast<int64_t>(j) * count;
    taps.index.assign(at, at + index.count);
    if (weight) taps.weight.assign(weight.as(), weight.as() + index.count);
    return taps;
  }
  // A counting sort by the position: taps of one stay in order.
  for (int64_t i = 0; i < index.count; i++) taps.offsets[static_cast<size_t>(at[i]) + 1]++;
  for (size_t j = 0; j < static_cast<size_t>(outputs); j++) taps.offsets[j + 1] += taps.offsets[j];
  std::vector<int64_t> next(taps.offsets.begin(), taps.offsets.end() - 1);
  taps.index.resize(static_cast<size_t>(index.count));
  if (weight) taps.weight.resize(static_cast<size_t>(index.count));
  for (int64_t i = 0; i < index.count; i++) {
    const size_t to = static_cast<size_t>(next[static_cast<size_t>(at[i])]++);
    taps.index[to] = i / count;
    if (weight) taps.weight[to] = weight.as()[i];
  }
  return taps;
}

}  // namespace

/** input [n, c, *], for each of three spatial dimensions positions and weights or absent → out [n, c, *]; transposed. */
void runResample(Arguments& a) {
  const Dense in = a.operand();
  require(in.rank >= 3 && in.rank <= 5, "resample: rank");
  const int spatial = in.rank - 2;
  Dense index[3], weight[3];
  for (int d = 0; d < 3; d++) {
    index[d] = a.optional();
    weight[d] = a.optional();
  }
  const Dense out = a.operand();
  const bool transposed = a.flag();
  require(out.rank == in.rank && out.dims[0] == in.dims[0] && out.dims[1] == in.dims[1], "resample: shapes");
  if (out.count == 0) return;
  std::vector<Taps> taps;
  for (int d = 0; d < spatial; d++) taps.push_back(readTaps(index[d], weight[d], in.dims[d + 2], out.dims[d + 2], transposed));
  // What lies between is small when dimensions that shrink come first and those that grow last, and the last dimension,
  // whose elements are gathered one by one, has the fewest rows.
  std::vector<int> order;
  auto take = [&](int dim, bool grows) {
    const Taps& t = taps[static_cast<size_t>(dim)];
    if (!t.none && (t.outputs > t.inputs) == grows) order.push_back(dim);
  };
  for (int d = 0; d < spatial; d++) take(d, false);
  for (int d = spatial - 1; d >= 0; d--) take(d, true);
  const int64_t planes = in.dims[0] * in.dims[1], inPlane = in.count / std::max<int64_t>(1, planes), outPlane = out.count / planes;
  if (order.empty()) {
    memcpy(out.at, in.at, static_cast<size_t>(out.count) * sizeof(float));
    return;
  }
  int64_t size[3], largest = 0, work = outPlane;
  for (int d = 0; d < spatial; d++) size[d] = in.dims[d + 2];
  for (size_t i = 0; i + 1 < order.size(); i++) {
    size[order[i]] = taps[static_cast<size_t>(order[i])].outputs;
    int64_t count = 1;
    for (int d = 0; d < spatial; d++) count *= size[d];
    largest = std::max(largest, count);
    work += count;
  }
  const int64_t threads = numThreads();
  Temporary scratch(static_cast<size_t>(2 * threads * largest) * sizeof(float), "resampling");
  const KernelTable& table = kernels();
  parallelFor(planes, std::max<int64_t>(1, 16384 / work), [&](int64_t begin, int64_t end) {
    float* own = scratch.as<float>() + omp_get_thread_num() * 2 * largest;
    for (int64_t p = begin; p < end; p++) {
      int64_t now[3];
      for (int d = 0; d < spatial; d++) now[d] = in.dims[d + 2];
      const float* from = in.as() + p * inPlane;
      for (size_t i = 0; i < order.size(); i++) {
        const int dim = order[i];
        const Taps& t = taps[static_cast<size_t>(dim)];
        float* to = i + 1 == order.size() ? out.as() + p * outPlane : own + static_cast<int64_t>(i % 2) * largest;
        int64_t outer = 1, inner = 1;
        for (int d = 0; d < spatial; d++) {
          if (d < dim) outer *= now[d];
          if (d > dim) inner *= now[d];
        }
        for (int64_t o = 0; o < outer; o++) {
          table.blendRows(to + o * t.outputs * inner, from + o * t.inputs * inner, t.starts(), t.index.data(), t.weights(),
                          t.outputs, inner);
        }
        now[dim] = t.outputs;
        from = to;
      }
    }
  });
}

}  // namespace cresset
