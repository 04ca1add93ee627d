#pragma once
#include "command.h"
#include "window.h"

namespace cresset {

/** A box of an iteration space: where it starts and how far it goes in each dimension. */
struct Box {
  int rank = 0;
  int64_t start[kMaxRank], extent[kMaxRank];
  /** Elements. */
  int64_t count = 1;
};

inline char* originOf(const Box& b, const Operand& o, Type type) {
  int64_t offset = 0;
  for (int d = 0; d < b.rank; d++) offset += b.start[d] * o.strides[d];
  return o.base + offset * static_cast<int64_t>(bytesOf(type));
}

/** Binds or fills the arrays of all loads and indices of `p` for a box. `index` gives the strides of linear positions. */
void loadBox(const Program& p, TileRunner& r, const Box& b, const Operand* inputs, const int64_t* index);

/** A load of a single element. */
void spreadScalar(TileRunner& r, int node, const Node& n, const char* from, int64_t count);
/** A load of dense memory: bound where it is, or converted to the node's lane. */
void loadDense(TileRunner& r, int node, const Node& n, char* from, int64_t count);
/** Lane values to dense memory. */
void storeDense(const char* from, char* to, Type type, int64_t n);
/** Consecutive positions from `first`. */
void loadIndex(TileRunner& r, int node, const Node& n, int64_t first, int64_t count);

}  // namespace cresset
