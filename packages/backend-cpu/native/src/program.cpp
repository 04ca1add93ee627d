#include "program.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "error.h"
#include "memory.h"

namespace cresset {

const char* const kOpNames[kOps] = {
#define X(name) #name,
    CRESSET_OPS(X)
#undef X
};

const char* nameOf(Type t) {
  static const char* const names[kTypes] = {"bool",    "uint8",    "int8",    "int16",   "int32",     "int64",
                                            "float16", "bfloat16", "float32", "float64", "complex64", "complex128"};
  return names[static_cast<int>(t)];
}

namespace {

/** Reads checked integers from the words that describe an expression. */
struct Reader {
  const double* words;
  size_t& at;
  size_t length;
  double number() {
    if (at >= length) fail(ErrorKind::Internal, "prepare: the expression ends early");
    return words[at++];
  }
  int integer(int low, int high) {
    const double v = number();
    if (!(v >= low && v <= high)) fail(ErrorKind::Internal, "prepare: %g is not in [%d, %d]", v, low, high);
    return static_cast<int>(v);
  }
  Type type() { return static_cast<Type>(integer(0, kTypes - 1)); }
};

int arityOf(Op op) {
  switch (op) {
    case Op::op_load:
    case Op::op_param:
    case Op::op_const:
    case Op::op_index:
      return 0;
#define X(name) case Op::op_##name:
      CRESSET_BINARY(X)
      CRESSET_COMPARES(X)
      return 2;
#undef X
    case Op::op_where:
    case Op::op_uniform:
      return 3;
    default:
      return 1;
  }
}

bool isLeaf(Op op) { return op <= Op::op_index; }

/** Cost in units of a simple vector operation or a load, about 0.08 ns an element. */
int weightOf(const Node& n) {
  switch (n.op) {
    case Op::op_sqrt:
    case Op::op_rsqrt:
    case Op::op_reciprocal:
    case Op::op_floor:
    case Op::op_ceil:
    case Op::op_round:
    case Op::op_trunc:
      return 2;
    case Op::op_exp:
    case Op::op_log:
    case Op::op_sigmoid:
    case Op::op_tanh:
    case Op::op_erf:
      return 5;
    case Op::op_pow:
    case Op::op_uniform:
      return 30;
#define X(name) case Op::op_##name:
      CRESSET_LEAVES(X)
      CRESSET_ANY_UNARY(X)
      CRESSET_TESTS(X)
      CRESSET_COMPARES(X)
    case Op::op_add:
    case Op::op_sub:
    case Op::op_mul:
    case Op::op_div:
    case Op::op_min:
    case Op::op_max:
    case Op::op_and:
    case Op::op_or:
    case Op::op_xor:
    case Op::op_shl:
    case Op::op_shr:
    case Op::op_where:
    case Op::op_cast:
      return 1;
#undef X
    default:
      // What goes through float64 or the C library.
      return 40;
  }
}

[[noreturn]] void unsupported(const Node& n, Type t) {
  fail(ErrorKind::Unsupported, "cpu: the instruction %s has no kernel for %s; cast to a type that has one",
       kOpNames[static_cast<int>(n.op)], nameOf(t));
}

/** Chooses the function of a node from the kinds of its arguments; marks uniform arguments that must be arrays. */
void choose(Program& p, Node& n) {
  const KernelTable& k = kernels();
  auto uniform = [&](int arg) { return p.nodes[n.args[arg]].uniform; };
  auto fill = [&](int arg) {
    if (uniform(arg)) p.nodes[n.args[arg]].filled = true;
  };
  if (n.wrap) {
    n.fn = k.wrap[static_cast<int>(n.type)];
    if (!n.uniform) fill(0);
    return;
  }
  if (n.op == Op::op_cast) {
    n.fn = k.cast[static_cast<int>(p.nodes[n.args[0]].lane)][static_cast<int>(n.lane)];
    if (n.fn == nullptr) unsupported(n, n.type);
    return;
  }
  const int first = n.op == Op::op_where ? 1 : n.op == Op::op_uniform ? 2 : 0;
  const Node& a = p.nodes[n.args[first]];
  const Lane lane = n.op == Op::op_uniform ? n.lane : a.lane;
  const TileFn* row = k.op[static_cast<int>(n.op)][static_cast<int>(lane)];
  if (row[kVV] == nullptr) unsupported(n, a.type);
  const bool test = n.op == Op::op_isnan || n.op == Op::op_isinf || (n.op >= Op::op_eq && n.op <= Op::op_ge);
  bool typed = n.lane == (test ? Lane::Bool : lane);
  if (n.op == Op::op_uniform) {
    typed = p.nodes[n.args[0]].lane == Lane::F64 && p.nodes[n.args[1]].lane == Lane::F64 && a.lane == Lane::I64;
  } else {
    if (n.op == Op::op_where) typed = typed && p.nodes[n.args[0]].lane == Lane::Bool;
    if (n.arity >= 2) typed = typed && p.nodes[n.args[n.arity - 1]].lane == lane;
  }
  if (!typed) fail(ErrorKind::Internal, "prepare: %s has arguments of other types than its result", kOpNames[static_cast<int>(n.op)]);
  n.fn = row[kVV];
  if (n.uniform || n.arity < 2) return;
  int variant = kVV;
  if (n.op == Op::op_uniform) {
    // Seed and offset are parameters in all programs of the core; a tensor of seeds is possible and slow.
    if (uniform(0) && uniform(1)) variant = kSS;
  } else {
    const bool left = uniform(n.arity - 2), right = uniform(n.arity - 1);
    if (n.op == Op::op_where) fill(0);
    variant = left && right ? kSS : left ? kSV : right ? kVS : kVV;
  }
  if (variant != kVV && row[variant] != nullptr) {
    n.fn = row[variant];
    if (n.op == Op::op_uniform) fill(2);
  } else {
    for (int i = 0; i < n.arity; i++) fill(i);
  }
}

/** Linear scan: a buffer is free again after the last reader of its value. */
void assignBuffers(Program& p) {
  const int count = static_cast<int>(p.nodes.size());
  std::vector<int> last(count, -1);
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < p.nodes[i].arity; j++) last[p.nodes[i].args[j]] = i;
  }
  for (int node : p.outputs) last[node] = count;
  std::vector<int> free;
  // Loads are brought in before the first step of a tile, so their buffers are taken from the start.
  auto take = [&](Node& n) {
    if (free.empty()) {
      n.buffer = p.buffers++;
    } else {
      n.buffer = free.back();
      free.pop_back();
    }
  };
  for (Node& n : p.nodes) {
    if (n.op == Op::op_load || n.op == Op::op_index || (n.uniform && n.filled)) n.buffer = p.buffers++;
  }
  for (int i = 0; i < count; i++) {
    Node& n = p.nodes[i];
    if (!n.uniform && !isLeaf(n.op)) take(n);
    for (int j = 0; j < n.arity; j++) {
      const Node& a = p.nodes[n.args[j]];
      bool repeated = false;
      for (int m = 0; m < j; m++) repeated = repeated || n.args[m] == n.args[j];
      if (!repeated && last[n.args[j]] == i && !a.uniform && !isLeaf(a.op)) free.push_back(a.buffer);
    }
  }
  p.hazards.assign(p.outputs.size(), 0);
  for (size_t j = 0; j < p.outputs.size(); j++) {
    Node& n = p.nodes[p.outputs[j]];
    if (n.output < 0 && !n.uniform && isNative(p.outputTypes[j])) n.output = static_cast<int>(j);
    for (int i = 0; i < count; i++) {
      const Node& l = p.nodes[i];
      if (l.op == Op::op_load && last[i] > p.outputs[j]) p.hazards[j] |= uint64_t{1} << static_cast<int>(l.value);
    }
  }
}

}  // namespace

Program compileProgram(const double* words, size_t& at, size_t length) {
  Reader r{words, at, length};
  Program p;
  const int inputs = r.integer(0, kMaxOperands);
  for (int i = 0; i < inputs; i++) p.inputs.push_back(r.type());
  p.params = r.integer(0, 256);
  const int count = r.integer(0, 1 << 14);
  std::vector<int> position;  // of an instruction of the source among our nodes
  size_t widest = 1;
  for (int i = 0; i < count; i++) {
    Node n;
    n.op = static_cast<Op>(r.integer(0, kOps - 1));
    n.type = r.type();
    n.lane = laneOf(n.type);
    n.value = r.number();
    n.arity = static_cast<uint8_t>(r.integer(0, 3));
    if (n.arity != arityOf(n.op)) fail(ErrorKind::Internal, "prepare: %s has %d arguments", kOpNames[static_cast<int>(n.op)], n.arity);
    n.uniform = n.op == Op::op_param || n.op == Op::op_const || n.arity > 0;
    for (int j = 0; j < n.arity; j++) {
      n.args[j] = position[r.integer(0, i - 1)];
      n.uniform = n.uniform && p.nodes[n.args[j]].uniform;
      widest = std::max(widest, bytesOf(p.nodes[n.args[j]].lane));
    }
    // Positions are made as int64, whatever the instruction's type.
    widest = std::max(widest, n.op == Op::op_index ? size_t{8} : bytesOf(n.lane));
    if (n.op == Op::op_load && !(n.value >= 0 && n.value < inputs)) fail(ErrorKind::Internal, "prepare: no input %g", n.value);
    if (n.op == Op::op_param && !(n.value >= 0 && n.value < p.params)) fail(ErrorKind::Internal, "prepare: no parameter %g", n.value);
    // A load is of the operand's type; where the instruction says another one a cast is meant.
    Type declared = n.type;
    if (n.op == Op::op_load) {
      n.type = p.inputs[static_cast<int>(n.value)];
      n.lane = laneOf(n.type);
    }
    const bool arithmetic = !isLeaf(n.op) && n.op != Op::op_cast && n.op != Op::op_where && n.op != Op::op_min && n.op != Op::op_max;
    const bool narrow = bytesOf(n.type) < bytesOf(n.lane) && n.type != Type::Bool;
    if (n.op == Op::op_cast && p.nodes[n.args[0]].lane == n.lane) {
      const Node& a = p.nodes[n.args[0]];
      if (a.type == n.type || !narrow) {  // the value is there already
        position.push_back(n.args[0]);
        if (a.type == n.type) continue;
        // The same lane value under a wider type: later wraps must follow the new type, so it needs a node of its own.
        p.nodes.push_back(n);
        choose(p, p.nodes.back());
        position.back() = static_cast<int>(p.nodes.size()) - 1;
        continue;
      }
      n.wrap = true;
    }
    p.nodes.push_back(n);
    if (n.arity > 0) {
      Node copy = p.nodes.back();
      choose(p, copy);
      p.nodes.back() = copy;
    }
    auto append = [&](Op op, Type type, bool wrap) {
      Node w;
      w.op = op;
      w.type = type;
      w.lane = laneOf(type);
      w.arity = 1;
      w.args[0] = static_cast<int>(p.nodes.size()) - 1;
      w.uniform = p.nodes.back().uniform;
      w.wrap = wrap;
      choose(p, w);
      p.nodes.push_back(w);
    };
    const bool integer = n.lane == Lane::I32;
    if (!n.wrap && narrow && ((arithmetic && integer) || n.op == Op::op_cast)) append(Op::op_cast, n.type, true);
    if (n.op == Op::op_load && declared != n.type) {
      widest = std::max({widest, bytesOf(n.lane), bytesOf(laneOf(declared))});
      if (laneOf(declared) != n.lane) append(Op::op_cast, declared, false);
      if (bytesOf(declared) < bytesOf(laneOf(declared)) && declared != Type::Bool) append(Op::op_cast, declared, true);
    }
    position.push_back(static_cast<int>(p.nodes.size()) - 1);
  }
  const int outputs = r.integer(0, kMaxOperands);
  for (int i = 0; i < outputs; i++) {
    if (count == 0) fail(ErrorKind::Internal, "prepare: an expression without instructions");
    int node = position[r.integer(0, count - 1)];
    const Type type = r.type();
    if (p.nodes[node].lane != laneOf(type)) {
      Node c;
      c.op = Op::op_cast;
      c.type = type;
      c.lane = laneOf(type);
      c.arity = 1;
      c.args[0] = node;
      c.uniform = p.nodes[node].uniform;
      choose(p, c);
      p.nodes.push_back(c);
      node = static_cast<int>(p.nodes.size()) - 1;
      widest = std::max(widest, bytesOf(c.lane));
    }
    if (p.nodes[node].uniform) p.nodes[node].filled = true;
    p.outputs.push_back(node);
    p.outputTypes.push_back(type);
  }
  assignBuffers(p);
  // Measured on gelu and x·y+z: 512 to 2,048 elements are level; beyond, the buffers leave the first-level cache.
  p.tile = widest <= 4 ? 1024 : widest <= 8 ? 512 : 256;
  // Buffers a multiple of 4 KiB apart would be taken for each other by the processor's store forwarding (gelu over 4 M
  // elements: 7.7 ms, and 3.5 ms with the padding).
  p.bufferBytes = static_cast<size_t>(p.tile) * widest + 320;
  int work = 0;
  p.weight = 0;
  for (size_t i = 0; i < p.nodes.size(); i++) {
    const Node& n = p.nodes[i];
    if (n.uniform) continue;
    p.weight += weightOf(n);
    if (!isLeaf(n.op)) {
      p.single = static_cast<int>(i);
      work++;
    } else if (n.op == Op::op_index) {
      work += 2;
    }
  }
  if (work != 1) p.single = -1;
  // A fill has nothing but uniform values; grains are divided by the weight.
  if (p.weight == 0) p.weight = 1;
  return p;
}

Uniforms::~Uniforms() { std::free(more); }

void writeScalar(void* to, double v, Type type) {
  auto integer = [](double x) -> int64_t {
    if (!(x > -9.3e18 && x < 9.3e18)) return std::isnan(x) ? 0 : INT64_MIN;
    return x >= 9.2233720368547758e18 ? INT64_MAX : static_cast<int64_t>(x);
  };
  switch (type) {
    case Type::Bool: *static_cast<uint8_t*>(to) = v != 0; break;
    case Type::U8: *static_cast<int32_t*>(to) = static_cast<uint8_t>(integer(v)); break;
    case Type::I8: *static_cast<int32_t*>(to) = static_cast<int8_t>(integer(v)); break;
    case Type::I16: *static_cast<int32_t*>(to) = static_cast<int16_t>(integer(v)); break;
    case Type::I32: *static_cast<int32_t*>(to) = static_cast<int32_t>(integer(v)); break;
    case Type::I64: *static_cast<int64_t*>(to) = integer(v); break;
    // Halves keep the scalar in float32, as PyTorch's kernels do with a scalar operand.
    case Type::F16:
    case Type::BF16:
    case Type::F32: *static_cast<float*>(to) = static_cast<float>(v); break;
    case Type::F64: *static_cast<double*>(to) = v; break;
    case Type::C64: *static_cast<Complex64*>(to) = {static_cast<float>(v), 0}; break;
    case Type::C128: *static_cast<Complex128*>(to) = {v, 0}; break;
  }
}

void computeUniforms(const Program& p, const double* params, Uniforms& u) {
  const size_t count = p.nodes.size();
  if (count > 64 && u.more == nullptr) {
    u.more = static_cast<char*>(aligned_alloc(64, ((count - 64) * 16 + 63) & ~size_t{63}));
    if (u.more == nullptr) fail(ErrorKind::OutOfMemory, "cpu: no memory for an expression of %zu instructions", count);
  }
  for (size_t i = 0; i < count; i++) {
    const Node& n = p.nodes[i];
    if (!n.uniform) continue;
    char* out = u.slot(static_cast<int>(i));
    if (n.op == Op::op_const) {
      writeScalar(out, n.value, n.type);
    } else if (n.op == Op::op_param) {
      writeScalar(out, params[static_cast<int>(n.value)], n.type);
    } else {
      const void* a[3] = {};
      for (int j = 0; j < n.arity; j++) a[j] = u.slot(n.args[j]);
      if (n.fn == nullptr) {
        memcpy(out, a[0], 16);
      } else {
        n.fn(out, a[0], a[1], a[2], 1);
      }
    }
  }
}

TileRunner::TileRunner(const Program& p, Uniforms& u, int64_t fill) : program_(p) {
  buffers_ = static_cast<char*>(threadScratch(kScratchTiles, static_cast<size_t>(p.buffers + 1) * p.bufferBytes));
  pointers_ = static_cast<char**>(threadScratch(kScratchPointers, p.nodes.size() * sizeof(char*)));
  const KernelTable& k = kernels();
  for (size_t i = 0; i < p.nodes.size(); i++) {
    const Node& n = p.nodes[i];
    if (n.uniform) {
      pointers_[i] = u.slot(static_cast<int>(i));
      if (n.filled) {
        char* to = buffer(n.buffer);
        k.fill[static_cast<int>(n.lane)](to, pointers_[i], nullptr, nullptr, static_cast<size_t>(fill));
        pointers_[i] = to;
      }
    } else {
      pointers_[i] = n.buffer >= 0 ? buffer(n.buffer) : nullptr;
    }
  }
}

void TileRunner::run(int64_t n) {
  const size_t count = program_.nodes.size();
  const Node* nodes = program_.nodes.data();
  for (size_t i = 0; i < count; i++) {
    const Node& s = nodes[i];
    if (s.fn == nullptr || s.uniform) continue;
    const void* a = pointers_[s.args[0]];
    const void* b = s.arity > 1 ? pointers_[s.args[1]] : nullptr;
    const void* c = s.arity > 2 ? pointers_[s.args[2]] : nullptr;
    s.fn(pointers_[i], a, b, c, static_cast<size_t>(n));
  }
}

}  // namespace cresset
