#include "tile_io.h"

#include <cstring>

namespace cresset {

void spreadScalar(TileRunner& r, int node, const Node& n, const char* from, int64_t count) {
  const KernelTable& k = kernels();
  alignas(16) char one[16];
  if (isNative(n.type)) {
    memcpy(one, from, bytesOf(n.type));
  } else {
    k.load[static_cast<int>(n.type)](one, from, nullptr, nullptr, 1);
  }
  r.bindBuffer(node);
  k.fill[static_cast<int>(n.lane)](r.at(node), one, nullptr, nullptr, static_cast<size_t>(count));
}

void loadDense(TileRunner& r, int node, const Node& n, char* from, int64_t count) {
  if (isNative(n.type)) {
    r.bind(node, from);
    return;
  }
  r.bindBuffer(node);
  kernels().load[static_cast<int>(n.type)](r.at(node), from, nullptr, nullptr, static_cast<size_t>(count));
}

void storeDense(const char* from, char* to, Type type, int64_t n) {
  if (isNative(type)) {
    memcpy(to, from, static_cast<size_t>(n) * bytesOf(type));
  } else {
    kernels().store[static_cast<int>(type)](to, from, nullptr, nullptr, static_cast<size_t>(n));
  }
}

namespace {

/** Positions are computed in int64; an instruction of type int32 gets them narrowed. */
char* indexTarget(TileRunner& r, int node, const Node& n) {
  r.bindBuffer(node);
  return n.lane == Lane::I64 ? r.at(node) : r.raw();
}

void narrowIndex(TileRunner& r, int node, const Node& n, int64_t count) {
  if (n.lane == Lane::I64) return;
  kernels().cast[static_cast<int>(Lane::I64)][static_cast<int>(n.lane)](r.at(node), r.raw(), nullptr, nullptr,
                                                                       static_cast<size_t>(count));
}

void boxIndex(TileRunner& r, int node, const Node& n, const Box& b, const int64_t* strides) {
  int64_t* to = reinterpret_cast<int64_t*>(indexTarget(r, node, n));
  int64_t row = 0;
  for (int d = 0; d < b.rank; d++) row += b.start[d] * strides[d];
  if (b.rank == 0) {
    *to = 0;
  } else {
    const int last = b.rank - 1;
    const int64_t cols = b.extent[last], step = strides[last];
    int64_t index[kMaxRank] = {};
    for (int64_t done = 0; done < b.count; done += cols) {
      for (int64_t c = 0; c < cols; c++) to[done + c] = row + c * step;
      for (int d = last - 1; d >= 0; d--) {
        row += strides[d];
        if (++index[d] < b.extent[d]) break;
        row -= b.extent[d] * strides[d];
        index[d] = 0;
      }
    }
  }
  narrowIndex(r, node, n, b.count);
}

}  // namespace

void loadIndex(TileRunner& r, int node, const Node& n, int64_t first, int64_t count) {
  kernels().iota(indexTarget(r, node, n), &first, nullptr, nullptr, static_cast<size_t>(count));
  narrowIndex(r, node, n, count);
}

void loadBox(const Program& p, TileRunner& r, const Box& b, const Operand* inputs, const int64_t* index) {
  const int count = static_cast<int>(p.nodes.size());
  for (int i = 0; i < count; i++) {
    const Node& n = p.nodes[i];
    if (n.op == Op::op_index) {
      boxIndex(r, i, n, b, index);
    } else if (n.op == Op::op_load) {
      const Operand& o = inputs[static_cast<int>(n.value)];
      char* from = originOf(b, o, n.type);
      if (isDense(b.extent, o.strides, b.rank)) {
        loadDense(r, i, n, from, b.count);
      } else if (isScalar(b.extent, o.strides, b.rank)) {
        spreadScalar(r, i, n, from, b.count);
      } else {
        r.bindBuffer(i);
        char* to = isNative(n.type) ? r.at(i) : r.raw();
        gatherWindow(bytesOf(n.type), to, from, b.extent, o.strides, b.rank);
        if (!isNative(n.type)) {
          kernels().load[static_cast<int>(n.type)](r.at(i), to, nullptr, nullptr, static_cast<size_t>(b.count));
        }
      }
    }
  }
}

}  // namespace cresset
