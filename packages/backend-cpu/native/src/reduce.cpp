#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "command.h"
#include "error.h"
#include "memory.h"
#include "temporary.h"
#include "threads.h"
#include "tile_io.h"

namespace cresset {
namespace {

constexpr int64_t kGrain = 65536;

/** The iteration space, its dims in the order in which it is walked: a prefix of kept ones, the reduced, maybe a kept one. */
struct Space {
  int rank = 0;
  int64_t dims[kMaxRank], box[kMaxRank], grid[kMaxRank];
  bool reduced[kMaxRank];
  /** Strides of positions among the kept, the reduced, and all elements. */
  int64_t position[kMaxRank], index[kMaxRank];
  std::vector<Operand> inputs;
  /** Columns: the innermost dim is a kept one. */
  bool columns = false;
  int64_t keptBoxes = 1, reducedBoxes = 1;
};

/** Integers wrap, as they do within a thread. */
template <class T, bool Times>
T wrapping(T a, T b) {
  if constexpr (std::is_integral<T>::value) {
    const uint64_t x = static_cast<uint64_t>(a), y = static_cast<uint64_t>(b);
    return static_cast<T>(Times ? x * y : x + y);
  } else {
    return Times ? a * b : a + b;
  }
}

template <class T>
void foldInto(Combine combine, void* to, const void* from, int64_t n) {
  T* a = static_cast<T*>(to);
  const T* b = static_cast<const T*>(from);
  for (int64_t i = 0; i < n; i++) {
    switch (combine) {
      case Combine::Sum: a[i] = wrapping<T, false>(a[i], b[i]); break;
      case Combine::Prod: a[i] = wrapping<T, true>(a[i], b[i]); break;
      case Combine::Min: a[i] = a[i] != a[i] || a[i] < b[i] ? a[i] : b[i]; break;
      case Combine::Max: a[i] = a[i] != a[i] || a[i] > b[i] ? a[i] : b[i]; break;
      case Combine::Any: a[i] = static_cast<T>(a[i] != 0 || b[i] != 0); break;
      case Combine::All: a[i] = static_cast<T>(a[i] != 0 && b[i] != 0); break;
      case Combine::ArgMin:
      case Combine::ArgMax: break;
    }
  }
}

template <class T>
void foldArg(bool less, void* to, int64_t* toPosition, const void* from, const int64_t* fromPosition, int64_t n) {
  T* a = static_cast<T*>(to);
  const T* b = static_cast<const T*>(from);
  for (int64_t i = 0; i < n; i++) {
    if (fromPosition[i] < 0) continue;
    const bool better = b[i] != b[i] || (less ? b[i] < a[i] : b[i] > a[i]);
    if (toPosition[i] < 0 || (a[i] == a[i] && better)) {
      a[i] = b[i];
      toPosition[i] = fromPosition[i];
    }
  }
}

class Reduce final : public Executable {
 public:
  Reduce(const double* words, size_t length) {
    rank_ = static_cast<int>(specWord(words, length, 1, 0, kMaxRank));
    kept_ = static_cast<int>(specWord(words, length, 2, 0, rank_));
    keptRank_ = kept_;
    combine_ = static_cast<Combine>(specWord(words, length, 3, 0, kCombines - 1));
    type_ = static_cast<Type>(specWord(words, length, 4, 0, kTypes - 1));
    size_t at = 5;
    prologue_ = compileProgram(words, at, length);
    epilogue_ = compileProgram(words, at, length);
    arg_ = combine_ >= Combine::ArgMin;
    if (prologue_.outputs.size() != 1 || prologue_.outputTypes[0] != type_) fail(ErrorKind::Internal, "prepare: a reduction combines one value");
    if (epilogue_.inputs.size() > (arg_ ? 2u : 1u)) fail(ErrorKind::Internal, "prepare: the epilogue has too many inputs");
    lane_ = laneOf(type_);
    accLane_ = lane_ == Lane::F32 && combine_ <= Combine::Prod ? Lane::F64 : lane_;
    const KernelTable& k = kernels();
    const int lane = static_cast<int>(lane_);
    if (arg_) {
      rowArg_ = k.rowArg[combine_ == Combine::ArgMax][lane];
      colArg_ = k.colArg[combine_ == Combine::ArgMax][lane];
    } else {
      row_ = k.rowReduce[static_cast<int>(combine_)][lane];
      col_ = k.colReduce[static_cast<int>(combine_)][lane];
    }
    if (row_ == nullptr && rowArg_ == nullptr) fail(ErrorKind::Unsupported, "cpu: no such reduction of %s", nameOf(type_));
    types_ = epilogue_.outputTypes;
    outputs_ = types_.size();
    types_.insert(types_.end(), prologue_.inputs.begin(), prologue_.inputs.end());
    if (types_.size() > kMaxOperands) fail(ErrorKind::Unsupported, "cpu: a reduction of %zu operands; at most %d", types_.size(), kMaxOperands);
    params_ = prologue_.params + epilogue_.params;
    const Node& result = prologue_.nodes[prologue_.outputs[0]];
    bare_ = result.op == Op::op_load && isNative(result.type) ? static_cast<int>(result.value) : -1;
  }

  size_t run(const double* words, size_t available) override {
    Command c;
    const size_t used = parse(words, available, c);
    if (c.kept == 0) return used;
    if (arg_ && c.count == 0) fail(ErrorKind::Internal, "submit: an arg reduction over nothing");
    const size_t accBytes = bytesOf(accLane_);
    alignas(16) char small[512];
    // Accumulators, positions, and room for the two conversions at the end.
    const size_t needed = static_cast<size_t>(c.kept) * (accBytes + 8 + 16) + 16;
    if (needed <= sizeof small) {
      reduce(c, small);
    } else {
      Temporary block(needed, "a reduction");
      reduce(c, static_cast<char*>(block.at));
    }
    return used;
  }

 private:
  void identity(char* acc, int64_t* position, int64_t n) const {
    alignas(16) char one[16];
    double v = 0;
    switch (combine_) {
      case Combine::Sum:
      case Combine::Any: v = 0; break;
      case Combine::Prod:
      case Combine::All: v = 1; break;
      case Combine::Min: v = 1.0 / 0.0; break;
      case Combine::Max: v = -1.0 / 0.0; break;
      case Combine::ArgMin:
      case Combine::ArgMax: std::fill(position, position + n, int64_t{-1}); break;
    }
    writeIdentity(one, v);
    kernels().fill[static_cast<int>(accLane_)](acc, one, nullptr, nullptr, static_cast<size_t>(n));
  }

  void writeIdentity(char* to, double v) const {
    switch (accLane_) {
      case Lane::Bool: *reinterpret_cast<uint8_t*>(to) = v > 0; break;
      case Lane::I32: *reinterpret_cast<int32_t*>(to) = v > 1 ? INT32_MAX : v < 0 ? INT32_MIN : static_cast<int32_t>(v); break;
      case Lane::I64: *reinterpret_cast<int64_t*>(to) = v > 1 ? INT64_MAX : v < 0 ? INT64_MIN : static_cast<int64_t>(v); break;
      case Lane::F32: *reinterpret_cast<float*>(to) = static_cast<float>(v); break;
      default: *reinterpret_cast<double*>(to) = v; break;
    }
  }

  void reduce(const Command& c, char* memory) {
    const size_t accBytes = bytesOf(accLane_);
    char* acc = memory;
    int64_t* position = reinterpret_cast<int64_t*>(memory + ((static_cast<size_t>(c.kept) * accBytes + 7) & ~size_t{7}));
    identity(acc, position, c.kept);
    if (c.count > 0) accumulate(c, acc, position);
    finish(c, acc, position);
  }

  /** Decides the order in which the space is walked and how it is cut. */
  Space plan(const Command& c) const {
    Space s;
    const Operand* inputs = c.operand + outputs_;
    const int count = static_cast<int>(prologue_.inputs.size());
    int order[kMaxRank];
    int columns = 0, lastKept = -1, lastReduced = -1;
    for (int d = 0; d < rank_; d++) {
      if (c.dims[d] > 1) (d < kept_ ? lastKept : lastReduced) = d;
    }
    if (lastKept >= 0 && lastReduced >= 0) {
      for (int i = 0; i < count; i++) {
        const int64_t k = inputs[i].strides[lastKept], r = inputs[i].strides[lastReduced];
        if (k != 0 && r != 0) columns += (k < 0 ? -k : k) < (r < 0 ? -r : r) ? 1 : -1;
      }
    }
    s.columns = columns > 0;
    for (int d = 0; d < kept_; d++) {
      if (!(s.columns && d == lastKept)) order[s.rank++] = d;
    }
    for (int d = kept_; d < rank_; d++) order[s.rank++] = d;
    if (s.columns) order[s.rank++] = lastKept;
    s.inputs.resize(static_cast<size_t>(count));
    int64_t position[kMaxRank], index[kMaxRank], step = 1;
    for (int d = rank_ - 1; d >= 0; d--) {
      if (d == kept_ - 1) step = 1;
      position[d] = step;
      step *= c.dims[d];
    }
    step = 1;
    for (int d = rank_ - 1; d >= 0; d--) {
      index[d] = step;
      step *= c.dims[d];
    }
    // Neighbours that every operand walks like one dimension become one.
    int n = 0;
    for (int i = 0; i < s.rank; i++) {
      const int d = order[i];
      const bool reduced = d >= kept_;
      if (c.dims[d] == 1) continue;
      bool merge = n > 0 && s.reduced[n - 1] == reduced && s.position[n - 1] == position[d] * c.dims[d] &&
                   s.index[n - 1] == index[d] * c.dims[d];
      for (int j = 0; j < count && merge; j++) merge = s.inputs[j].strides[n - 1] == inputs[j].strides[d] * c.dims[d];
      if (!merge) {
        s.dims[n] = 1;
        s.reduced[n++] = reduced;
      }
      s.dims[n - 1] *= c.dims[d];
      s.position[n - 1] = position[d];
      s.index[n - 1] = index[d];
      for (int j = 0; j < count; j++) s.inputs[j].strides[n - 1] = inputs[j].strides[d];
    }
    s.rank = n;
    for (int j = 0; j < count; j++) s.inputs[j].base = inputs[j].base;
    cut(s);
    return s;
  }

  void cut(Space& s) const {
    for (int d = 0; d < s.rank; d++) s.box[d] = 1;
    // A bare load needs no tile: whole rows, or columns some thousand elements wide, straight from memory.
    const bool straight = bare_ >= 0;
    int64_t left = straight ? int64_t{1} << 16 : prologue_.tile;
    int d = s.rank - 1;
    if (s.columns) {
      s.box[d] = std::min<int64_t>(s.dims[d], straight ? 1024 : 256);
      left = std::max<int64_t>(1, left / s.box[d]);
      d--;
    }
    for (; d >= 0 && left > 1 && (s.reduced[d] || !s.columns); d--) {
      s.box[d] = std::min(s.dims[d], left);
      if (s.box[d] < s.dims[d]) {
        // Rows are taken whole or in parts, never parts of several.
        break;
      }
      left /= s.box[d];
    }
    for (d = 0; d < s.rank; d++) {
      s.grid[d] = (s.dims[d] + s.box[d] - 1) / s.box[d];
      (s.reduced[d] ? s.reducedBoxes : s.keptBoxes) *= s.grid[d];
    }
  }

  void accumulate(const Command& c, char* acc, int64_t* position) {
    const Space s = plan(c);
    Uniforms u;
    computeUniforms(prologue_, c.params, u);
    const size_t accBytes = bytesOf(accLane_);
    const int64_t threads = c.count * prologue_.weight < 2 * kGrain ? 1 : numThreads();
    if (threads == 1 || s.keptBoxes >= threads * 2 || s.reducedBoxes == 1) {
      const int64_t each = std::max<int64_t>(1, c.count / s.keptBoxes * prologue_.weight);
      parallelFor(s.keptBoxes, std::max<int64_t>(1, kGrain / each),
                  [&](int64_t begin, int64_t end) { walk(s, u, begin, end, 0, s.reducedBoxes, acc, position); });
      return;
    }
    // Few results: the reduced part is cut, each thread has results of its own, folded in order at the end.
    const int64_t parts = std::min(threads, s.reducedBoxes);
    Temporary block(static_cast<size_t>(parts * c.kept) * (accBytes + 8) + 64, "a reduction");
    char* accs = static_cast<char*>(block.at);
    int64_t* positions = reinterpret_cast<int64_t*>(accs + ((static_cast<size_t>(parts * c.kept) * accBytes + 63) & ~size_t{63}));
    identity(accs, positions, parts * c.kept);
    parallelFor(parts, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        walk(s, u, 0, s.keptBoxes, s.reducedBoxes * i / parts, s.reducedBoxes * (i + 1) / parts,
             accs + static_cast<size_t>(i * c.kept) * accBytes, positions + i * c.kept);
      }
    });
    for (int64_t i = 0; i < parts; i++) {
      fold(acc, position, accs + static_cast<size_t>(i * c.kept) * accBytes, positions + i * c.kept, c.kept);
    }
  }

  void fold(char* acc, int64_t* position, const char* from, const int64_t* fromPosition, int64_t n) const {
    const bool less = combine_ == Combine::ArgMin;
#define CASE(L, T)                                                       \
  case Lane::L:                                                          \
    if (arg_) foldArg<T>(less, acc, position, from, fromPosition, n);    \
    else foldInto<T>(combine_, acc, from, n);                            \
    break;
    switch (accLane_) {
      CASE(Bool, uint8_t)
      CASE(I32, int32_t)
      CASE(I64, int64_t)
      CASE(F32, float)
      CASE(F64, double)
      default: break;
    }
#undef CASE
  }

  /** Combines boxes [keptBegin, keptEnd) × [reducedBegin, reducedEnd) of the space, the reduced ones in order. */
  void walk(const Space& s, Uniforms& u, int64_t keptBegin, int64_t keptEnd, int64_t reducedBegin, int64_t reducedEnd,
            char* acc, int64_t* position) const {
    int64_t full = 1;
    for (int d = 0; d < s.rank; d++) full *= s.box[d];
    TileRunner r(prologue_, u, std::min(full, prologue_.tile));
    const size_t accBytes = bytesOf(accLane_);
    const size_t bytes = bytesOf(lane_);
    Box b;
    b.rank = s.rank;
    for (int64_t i = keptBegin; i < keptEnd; i++) {
      for (int64_t j = reducedBegin; j < reducedEnd; j++) {
        int64_t ki = i, rj = j, at = 0, base = 0, reducedCount = 1;
        b.count = 1;
        for (int d = s.rank - 1; d >= 0; d--) {
          int64_t& rest = s.reduced[d] ? rj : ki;
          b.start[d] = rest % s.grid[d] * s.box[d];
          rest /= s.grid[d];
          b.extent[d] = std::min(s.box[d], s.dims[d] - b.start[d]);
          b.count *= b.extent[d];
          (s.reduced[d] ? base : at) += b.start[d] * s.position[d];
          if (s.reduced[d]) reducedCount *= b.extent[d];
        }
        char* a = acc + static_cast<size_t>(at) * accBytes;
        if (bare_ >= 0 && straight(s, b, a, position + at, base)) continue;
        const char* values;
        if (bare_ >= 0) {
          // Not a shape for the straight way, and larger than a tile.
          char* to = static_cast<char*>(threadScratch(kScratchReduce, static_cast<size_t>(b.count) * bytes));
          gatherWindow(bytes, to, originOf(b, s.inputs[bare_], type_), b.extent, s.inputs[bare_].strides, s.rank);
          values = to;
        } else {
          loadBox(prologue_, r, b, s.inputs.data(), s.index);
          r.run(b.count);
          values = r.at(prologue_.outputs[0]);
        }
        if (s.columns) {
          const int64_t cols = b.extent[s.rank - 1];
          column(a, position + at, values, b.count / cols, cols, cols, base);
        } else {
          const int64_t rows = b.count / reducedCount;
          for (int64_t row = 0; row < rows; row++) {
            line(a + static_cast<size_t>(row) * accBytes, position + at + row,
                 values + static_cast<size_t>(row * reducedCount) * bytes, reducedCount, base);
          }
        }
      }
    }
  }

  void line(char* acc, int64_t* position, const char* values, int64_t n, int64_t base) const {
    if (arg_) {
      rowArg_(acc, position, values, n, base);
    } else {
      row_(acc, values, n);
    }
  }

  void column(char* acc, int64_t* position, const char* values, int64_t rows, int64_t cols, int64_t stride, int64_t base) const {
    if (arg_) {
      colArg_(acc, position, values, rows, cols, stride, base);
    } else {
      col_(acc, values, rows, cols, stride);
    }
  }

  /** A bare load whose inner dimension is dense is combined where it lies. */
  bool straight(const Space& s, const Box& b, char* acc, int64_t* position, int64_t base) const {
    const Operand& o = s.inputs[bare_];
    const char* from = originOf(b, o, type_);
    const int64_t bytes = static_cast<int64_t>(bytesOf(type_));
    if (s.rank == 0) {
      line(acc, position, from, 1, 0);
      return true;
    }
    const int last = s.rank - 1;
    if (o.strides[last] != 1) return false;
    if (s.columns) {
      // Of the reduced dims the box has full inner ones; two or more with an extent need the copy.
      int64_t rows = 1, stride = 0;
      for (int d = 0; d < last; d++) {
        if (b.extent[d] == 1) continue;
        if (rows != 1) return false;
        rows = b.extent[d];
        stride = o.strides[d];
      }
      column(acc, position, from, rows, b.extent[last], stride, base);
      return true;
    }
    int64_t rows = 1, stride = 0;
    if (!s.reduced[last]) return false;
    for (int d = 0; d < last; d++) {
      if (b.extent[d] == 1) continue;
      if (rows != 1 || s.reduced[d]) return false;
      rows = b.extent[d];
      stride = o.strides[d];
    }
    for (int64_t row = 0; row < rows; row++) {
      line(acc + static_cast<size_t>(row) * bytesOf(accLane_), position + row, from + row * stride * bytes, b.extent[last], base);
    }
    return true;
  }

  /** Accumulators to the accumulated type, then the epilogue. */
  void finish(const Command& c, char* acc, int64_t* position) {
    const KernelTable& k = kernels();
    char* converted = reinterpret_cast<char*>(position + c.kept);
    if (accLane_ != lane_) {
      k.cast[static_cast<int>(accLane_)][static_cast<int>(lane_)](converted, acc, nullptr, nullptr, static_cast<size_t>(c.kept));
      acc = converted;
      converted += static_cast<size_t>(c.kept) * 8;
    }
    if (!isNative(type_)) {
      k.store[static_cast<int>(type_)](converted, acc, nullptr, nullptr, static_cast<size_t>(c.kept));
      acc = converted;
    }
    Operand operands[kMaxOperands];
    for (size_t i = 0; i < outputs_; i++) operands[i] = c.operand[i];
    int64_t step = 1;
    for (int d = kept_ - 1; d >= 0; d--) {
      operands[outputs_].strides[d] = operands[outputs_ + 1].strides[d] = step;
      step *= c.dims[d];
    }
    operands[outputs_].base = acc;
    operands[outputs_ + 1].base = reinterpret_cast<char*>(position);
    runMap(epilogue_, kept_, c.dims, operands, c.params + prologue_.params);
  }

  int kept_ = 0;
  Combine combine_ = Combine::Sum;
  Type type_ = Type::F32;
  Lane lane_ = Lane::F32, accLane_ = Lane::F64;
  bool arg_ = false;
  /** The input that the prologue is nothing but a load of; -1: it computes. */
  int bare_ = -1;
  Program prologue_, epilogue_;
  RowReduceFn row_ = nullptr;
  ColReduceFn col_ = nullptr;
  ArgReduceFn rowArg_ = nullptr;
  ColArgFn colArg_ = nullptr;
};

}  // namespace

std::unique_ptr<Executable> prepareReduce(const double* words, size_t length) {
  return std::make_unique<Reduce>(words, length);
}

}  // namespace cresset
