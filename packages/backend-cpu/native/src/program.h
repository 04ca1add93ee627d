#pragma once
#include <vector>

#include "kernel_table.h"
#include "types.h"

namespace cresset {

/** One step of a compiled expression. */
struct Node {
  Op op;
  /** Lane and type of the result. */
  Lane lane;
  Type type;
  uint8_t arity = 0;
  /** Doesn't change along the iteration space: made of parameters and literals only; computed once a run. */
  bool uniform = false;
  /** A uniform value that something reads as an array. */
  bool filled = false;
  /** For wrap steps, which the compiler inserts after arithmetic of narrow types. */
  bool wrap = false;
  int args[3] = {-1, -1, -1};
  /** `load`: the input; `param`: the word; `const`: the literal. */
  double value = 0;
  /** Tile buffer that holds the result; -1: none. */
  int buffer = -1;
  /** Output that may be written in place of the buffer; -1: none. */
  int output = -1;
  TileFn fn = nullptr;
};

/** A scalar expression, typed, wrapped where types are narrow, with tile buffers assigned. */
struct Program {
  std::vector<Type> inputs;
  int params = 0;
  std::vector<Node> nodes;
  /** Nodes of the results. */
  std::vector<int> outputs;
  std::vector<Type> outputTypes;
  /** For each output the set of inputs that are read after it is written: it must not be the same memory as those. */
  std::vector<uint64_t> hazards;
  int buffers = 0;
  /** Bytes of a tile buffer and elements of a tile. */
  size_t bufferBytes = 0;
  int64_t tile = 0;
  /** Rough cost of an element, in units of one simple vector operation. */
  int weight = 1;
  /** -1, or the only node with work to do, whose arguments are all loads, parameters or literals. */
  int single = -1;
};

/**
 * Words: [inputs, type…, params, nodes, (op, type, value, arity, arg…)…, outputs, (node, type)…].
 * @throws Failure when the words make no expression
 */
Program compileProgram(const double* words, size_t& at, size_t length);

/** What runs of a program share: uniform values, one 16-byte slot a node. */
struct Uniforms {
  alignas(16) char slots[64][16];
  char* more = nullptr;
  char* slot(int node) { return node < 64 ? slots[node] : more + static_cast<size_t>(node - 64) * 16; }
  ~Uniforms();
};

/** Evaluates the uniform nodes once. */
void computeUniforms(const Program& p, const double* params, Uniforms& u);

/** Converts a parameter word to the type and writes it as a lane value. */
void writeScalar(void* to, double value, Type type);

/** Computes tiles of a program on one thread. */
class TileRunner {
 public:
  TileRunner(const Program& p, Uniforms& u, int64_t fill);
  /** Array for node `i`, to be set for loads and for outputs that are written directly. */
  void bind(int node, void* at) { pointers_[node] = static_cast<char*>(at); }
  void bindBuffer(int node) { pointers_[node] = buffer(program_.nodes[node].buffer); }
  char* at(int node) const { return pointers_[node]; }
  /** Space of one tile for conversions between memory types and lanes. */
  char* raw() const { return buffers_ + static_cast<size_t>(program_.buffers) * program_.bufferBytes; }
  /** Runs all steps but loads and indices on n elements. */
  void run(int64_t n);

 private:
  char* buffer(int i) const { return buffers_ + static_cast<size_t>(i) * program_.bufferBytes; }
  const Program& program_;
  char* buffers_;
  char** pointers_;
};

}  // namespace cresset
