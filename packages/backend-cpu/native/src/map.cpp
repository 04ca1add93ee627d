#include <algorithm>
#include <cstring>

#include "command.h"
#include "error.h"
#include "memory.h"
#include "threads.h"
#include "tile_io.h"

namespace cresset {
namespace {

/**
 * Units of work (see weightOf) that make a thread worth waking: some 25 µs, which is what waking one that sleeps takes.
 * An addition of 175,000 elements and more runs on two threads.
 */
constexpr int64_t kGrain = 256 * 1024;

bool isLoad(const Node& n) { return n.op == Op::op_load; }
int inputOf(const Node& n) { return static_cast<int>(n.value); }

/** Outputs that may be written while a tile is computed, rather than at its end. */
uint64_t directOutputs(const Program& p, const Operand* operands) {
  uint64_t direct = 0;
  const size_t outputs = p.outputs.size();
  for (size_t j = 0; j < outputs; j++) {
    const Node& n = p.nodes[p.outputs[j]];
    if (n.output != static_cast<int>(j) || isLoad(n) || n.op == Op::op_index) continue;
    bool safe = true;
    for (size_t i = 0; i < p.inputs.size(); i++) {
      if ((p.hazards[j] >> i & 1) != 0 && operands[outputs + i].base == operands[j].base) safe = false;
    }
    if (safe) direct |= uint64_t{1} << j;
  }
  return direct;
}

/** One operation on dense memory needs no tiles. Returns false when the operands aren't of that kind. */
bool runSingle(const Program& p, Uniforms& u, int64_t total, const Operand* operands, const bool* dense) {
  if (p.single < 0 || p.outputs.size() != 1 || p.outputs[0] != p.single) return false;
  const Node& n = p.nodes[p.single];
  if (!isNative(p.outputTypes[0]) || !dense[0] || n.wrap || n.op == Op::op_uniform) return false;
  const char* from[3] = {};
  size_t step[3] = {};
  bool scalar[3] = {};
  for (int i = 0; i < n.arity; i++) {
    const Node& a = p.nodes[n.args[i]];
    if (a.uniform) {
      from[i] = u.slot(n.args[i]);
      scalar[i] = true;
    } else {
      if (!isLoad(a) || !isNative(a.type)) return false;
      const int operand = 1 + inputOf(a);
      from[i] = operands[operand].base;
      scalar[i] = !dense[operand];
      step[i] = scalar[i] ? 0 : bytesOf(a.lane);
    }
  }
  TileFn fn = n.fn;
  if (n.arity == 1) {
    if (scalar[0]) return false;
  } else {
    if (n.op == Op::op_where && scalar[0]) return false;
    const bool left = scalar[n.arity - 2], right = scalar[n.arity - 1];
    const Lane lane = p.nodes[n.args[n.arity - 1]].lane;
    fn = kernels().op[static_cast<int>(n.op)][static_cast<int>(lane)][left && right ? kSS : left ? kSV : right ? kVS : kVV];
  }
  if (fn == nullptr) return false;
  char* out = operands[0].base;
  const size_t outStep = bytesOf(n.lane);
  parallelFor(total, kGrain / p.weight, [&](int64_t begin, int64_t end) {
    fn(out + begin * outStep, from[0] + begin * step[0], from[1] + begin * step[1], from[2] + begin * step[2],
       static_cast<size_t>(end - begin));
  });
  return true;
}

/** All operands dense or single elements: one dimension. */
void runLinear(const Program& p, int64_t total, const Operand* operands, const bool* dense, const double* params) {
  Uniforms u;
  computeUniforms(p, params, u);
  if (runSingle(p, u, total, operands, dense)) return;
  const int outputs = static_cast<int>(p.outputs.size());
  const uint64_t direct = directOutputs(p, operands);
  const int64_t tiles = (total + p.tile - 1) / p.tile;
  const int64_t grain = std::max<int64_t>(1, kGrain / (p.tile * p.weight));
  parallelFor(tiles, grain, [&](int64_t begin, int64_t end) {
    TileRunner r(p, u, std::min(p.tile, total));
    const int count = static_cast<int>(p.nodes.size());
    for (int i = 0; i < count; i++) {
      const Node& n = p.nodes[i];
      if (isLoad(n) && !dense[outputs + inputOf(n)]) {
        spreadScalar(r, i, n, operands[outputs + inputOf(n)].base, std::min(p.tile, total));
      }
    }
    for (int64_t t = begin; t < end; t++) {
      const int64_t first = t * p.tile, m = std::min(p.tile, total - first);
      for (int i = 0; i < count; i++) {
        const Node& n = p.nodes[i];
        if (isLoad(n)) {
          const int operand = outputs + inputOf(n);
          if (!dense[operand]) continue;
          loadDense(r, i, n, operands[operand].base + first * static_cast<int64_t>(bytesOf(n.type)), m);
        } else if (n.op == Op::op_index) {
          loadIndex(r, i, n, first, m);
        } else if (n.output >= 0 && (direct >> n.output & 1) != 0) {
          r.bind(i, operands[n.output].base + first * static_cast<int64_t>(bytesOf(n.lane)));
        }
      }
      r.run(m);
      for (int j = 0; j < outputs; j++) {
        if ((direct >> j & 1) != 0) continue;
        storeDense(r.at(p.outputs[j]), operands[j].base + first * static_cast<int64_t>(bytesOf(p.outputTypes[j])),
                   p.outputTypes[j], m);
      }
    }
  });
}

/** Extents of the boxes into which a strided space is cut, at most `tile` elements each. */
void chooseBox(int rank, const int64_t* dims, const Operand* operands, int count, int64_t tile, int64_t* box) {
  for (int d = 0; d < rank; d++) box[d] = 1;
  const int inner = rank - 1;
  // An operand that steps by one along another dimension is a transpose: square boxes use its cache lines up.
  int across = -1;
  for (int i = 0; i < count && across < 0; i++) {
    const int64_t s = operands[i].strides[inner];
    if (s == 0 || s == 1 || s == -1) continue;
    for (int d = 0; d < inner; d++) {
      if (operands[i].strides[d] == 1 && dims[d] >= 8) across = d;
    }
  }
  if (across >= 0 && dims[inner] >= 8) {
    box[inner] = std::min<int64_t>(dims[inner], 32);
    box[across] = std::min<int64_t>(dims[across], tile / box[inner]);
    return;
  }
  int64_t left = tile;
  for (int d = inner; d >= 0 && left > 1; d--) {
    box[d] = std::min(dims[d], left);
    if (box[d] < dims[d]) break;
    left /= std::max<int64_t>(1, box[d]);
  }
}

void runBoxes(const Program& p, int rank, const int64_t* dims, const Operand* operands, const double* params) {
  Uniforms u;
  computeUniforms(p, params, u);
  const KernelTable& k = kernels();
  const int outputs = static_cast<int>(p.outputs.size());
  const int all = outputs + static_cast<int>(p.inputs.size());
  const uint64_t direct = directOutputs(p, operands);
  int64_t box[kMaxRank], grid[kMaxRank], linear[kMaxRank], boxes = 1, full = 1, step = 1;
  chooseBox(rank, dims, operands, all, p.tile, box);
  for (int d = rank - 1; d >= 0; d--) {
    grid[d] = (dims[d] + box[d] - 1) / box[d];
    boxes *= grid[d];
    full *= box[d];
    linear[d] = step;
    step *= dims[d];
  }
  parallelFor(boxes, std::max<int64_t>(1, kGrain / (full * (p.weight + 1))), [&](int64_t begin, int64_t end) {
    TileRunner r(p, u, full);
    int64_t at[kMaxRank];
    int64_t rest = begin;
    for (int d = rank - 1; d >= 0; d--) {
      at[d] = rest % grid[d];
      rest /= grid[d];
    }
    for (int64_t i = begin; i < end; i++) {
      Box b;
      b.rank = rank;
      for (int d = 0; d < rank; d++) {
        b.start[d] = at[d] * box[d];
        b.extent[d] = std::min(box[d], dims[d] - b.start[d]);
        b.count *= b.extent[d];
      }
      loadBox(p, r, b, operands + outputs, linear);
      uint64_t written = 0;
      for (int j = 0; j < outputs; j++) {
        if ((direct >> j & 1) == 0) continue;
        if (isDense(b.extent, operands[j].strides, rank)) {
          r.bind(p.outputs[j], originOf(b, operands[j], p.outputTypes[j]));
          written |= uint64_t{1} << j;
        } else {
          r.bindBuffer(p.outputs[j]);
        }
      }
      r.run(b.count);
      for (int j = 0; j < outputs; j++) {
        if ((written >> j & 1) != 0) continue;
        const Type type = p.outputTypes[j];
        char* to = originOf(b, operands[j], type);
        const char* from = r.at(p.outputs[j]);
        if (isDense(b.extent, operands[j].strides, rank)) {
          storeDense(from, to, type, b.count);
          continue;
        }
        if (!isNative(type)) {
          k.store[static_cast<int>(type)](r.raw(), from, nullptr, nullptr, static_cast<size_t>(b.count));
          from = r.raw();
        }
        scatterWindow(bytesOf(type), to, from, b.extent, operands[j].strides, rank);
      }
      for (int d = rank - 1; d >= 0; d--) {
        if (++at[d] < grid[d]) break;
        at[d] = 0;
      }
    }
  });
}

}  // namespace

void runMap(const Program& p, int rank, const int64_t* dims, Operand* operands, const double* params) {
  const int all = static_cast<int>(p.outputs.size() + p.inputs.size());
  int64_t total = 1;
  for (int d = 0; d < rank; d++) total *= dims[d];
  if (total == 0) return;
  bool dense[kMaxOperands];
  bool linear = true;
  for (int i = 0; i < all && linear; i++) {
    dense[i] = isDense(dims, operands[i].strides, rank);
    if (!dense[i] && !(i >= static_cast<int>(p.outputs.size()) && isScalar(dims, operands[i].strides, rank))) linear = false;
  }
  if (linear) {
    runLinear(p, total, operands, dense, params);
  } else {
    runBoxes(p, rank, dims, operands, params);
  }
}

namespace {

class Map final : public Executable {
 public:
  Map(const double* words, size_t length) {
    rank_ = static_cast<int>(specWord(words, length, 1, 0, kMaxRank));
    const bool contiguous = specWord(words, length, 2, 0, 1) == 1;
    size_t at = 3;
    program_ = compileProgram(words, at, length);
    types_ = program_.outputTypes;
    outputs_ = types_.size();
    types_.insert(types_.end(), program_.inputs.begin(), program_.inputs.end());
    if (types_.size() > kMaxOperands) fail(ErrorKind::Unsupported, "cpu: a map of %zu operands; at most %d", types_.size(), kMaxOperands);
    params_ = program_.params;
    if (contiguous && rank_ == 1) chooseFast();
  }

  size_t run(const double* words, size_t available) override {
    if (fast_ != nullptr && available >= fastWords_ && runFast(words)) return fastWords_;
    Command c;
    const size_t used = parse(words, available, c);
    runMap(program_, c.rank, c.dims, c.operand, c.params);
    return used;
  }

 private:
  /** One instruction on native types, of inputs, parameters and literals: the commonest command of all. */
  void chooseFast() {
    if (program_.single < 0 || outputs_ != 1 || program_.outputs[0] != program_.single) return;
    const Node& n = program_.nodes[program_.single];
    if (n.wrap || n.op == Op::op_uniform || !isNative(types_[0])) return;
    for (int i = 0; i < n.arity; i++) {
      const Node& a = program_.nodes[n.args[i]];
      Source& s = sources_[i];
      if (a.filled) return;
      if (isLoad(a) && isNative(a.type)) {
        s.operand = 1 + inputOf(a);
      } else if (a.op == Op::op_param) {
        s.param = static_cast<int>(a.value);
        s.type = a.type;
      } else if (a.op == Op::op_const) {
        writeScalar(s.value, a.value, a.type);
      } else {
        return;
      }
    }
    fast_ = n.fn;
    arity_ = n.arity;
    for (size_t i = 0; i < types_.size(); i++) bytes_[i] = static_cast<double>(bytesOf(types_[i]));
    fastWords_ = 3 + 3 * types_.size() + static_cast<size_t>(params_);
  }

  /** A few dozen nanoseconds for small operands; false leaves the command to the general path, with all its checks. */
  bool runFast(const double* words) {
    const double n = words[2];
    if (!(words[1] == 1.0 && n >= 1 && n * program_.weight < static_cast<double>(kGrain))) return false;
    char* at[kMaxOperands];
    const int operands = static_cast<int>(types_.size());
    for (int i = 0; i < operands; i++) {
      const double offset = words[4 + 3 * i];
      char* block = blockOf(words[3 + 3 * i]);
      if (block == nullptr || words[5 + 3 * i] != 1.0 || !(offset >= 0)) return false;
      if (!((offset + n) * bytes_[i] <= static_cast<double>(headerOf(block)->bytes))) return false;
      at[i] = block + static_cast<int64_t>(offset) * static_cast<int64_t>(bytes_[i]);
    }
    const void* arguments[3] = {};
    for (int i = 0; i < arity_; i++) {
      Source& s = sources_[i];
      if (s.param >= 0) writeScalar(s.value, words[3 + 3 * operands + s.param], s.type);
      arguments[i] = s.operand >= 0 ? at[s.operand] : s.value;
    }
    fast_(at[0], arguments[0], arguments[1], arguments[2], static_cast<size_t>(n));
    return true;
  }

  /** Where an argument of the fast path comes from. */
  struct Source {
    int operand = -1, param = -1;
    Type type = Type::F32;
    alignas(16) char value[16] = {};
  };

  Program program_;
  TileFn fast_ = nullptr;
  int arity_ = 0;
  size_t fastWords_ = 0;
  double bytes_[kMaxOperands];
  Source sources_[3];
};

}  // namespace

std::unique_ptr<Executable> prepareMap(const double* words, size_t length) { return std::make_unique<Map>(words, length); }

}  // namespace cresset
