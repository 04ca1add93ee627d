#include <algorithm>
#include <cstring>

#include "onednn.h"
#include "overrides/overrides.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

using dnnl::memory;
using Dims = memory::dims;

enum class Direction { Forward, BackwardInput, BackwardWeight };

/** A convolution's geometry, whichever of its three tensors are given and wanted. */
struct Geometry {
  Dims input, weight, output;  // weight [O, C/groups, *K]
  std::vector<int64_t> stride, padding, dilation;
  int64_t groups = 1;

  void read(Arguments& a) {
    stride = a.list(1, 1 << 20);
    padding = a.list(0, 1 << 20);
    dilation = a.list(1, 1 << 20);
    groups = a.integer(1, 1 << 20);
  }

  void check() const {
    const size_t rank = input.size();
    require(rank >= 3 && rank <= 5 && weight.size() == rank && output.size() == rank, "convolution: ranks");
    require(stride.size() == rank - 2 && padding.size() == rank - 2 && dilation.size() == rank - 2, "convolution: lists");
    require(input[0] == output[0] && weight[0] == output[1] && weight[1] * groups == input[1] && weight[0] % groups == 0,
            "convolution: channels");
    for (size_t i = 2; i < rank; i++) {
      const int64_t reach = input[i] + 2 * padding[i - 2] - dilation[i - 2] * (weight[i] - 1) - 1;
      require(reach >= 0 && reach / stride[i - 2] + 1 == output[i], "convolution: sizes");
    }
  }

  bool empty() const {
    auto none = [](const Dims& d) { return std::find(d.begin(), d.end(), 0) != d.end(); };
    return none(input) || none(weight) || none(output);
  }

  /** Multiplications. */
  double work() const {
    double w = 1;
    for (int64_t d : output) w *= static_cast<double>(d);
    for (size_t i = 1; i < weight.size(); i++) w *= static_cast<double>(weight[i]);
    return w;
  }

  PrimitiveKey key(Direction d, bool bias, int threads) const {
    PrimitiveKey k{static_cast<int64_t>(d), bias, groups, threads, static_cast<int64_t>(input.size())};
    for (const auto* list : {&input, &weight, &output}) k.insert(k.end(), list->begin(), list->end());
    for (const auto* list : {&stride, &padding, &dilation}) k.insert(k.end(), list->begin(), list->end());
    return k;
  }

  Dims dnnlWeight() const {
    if (groups == 1) return weight;
    Dims w{groups, weight[0] / groups};
    w.insert(w.end(), weight.begin() + 1, weight.end());
    return w;
  }
};

memory::desc plain(const Dims& dims) {
  Dims strides(dims.size());
  int64_t step = 1;
  for (size_t d = dims.size(); d-- > 0;) {
    strides[d] = step;
    step *= dims[d];
  }
  return {dims, memory::data_type::f32, strides};
}

memory::desc any(const Dims& dims) { return {dims, memory::data_type::f32, memory::format_tag::any}; }

memory::desc channelsLast(const Dims& dims) {
  Dims strides(dims.size());
  strides[1] = 1;
  int64_t step = dims[1];
  for (size_t d = dims.size(); d-- > 2;) {
    strides[d] = step;
    step *= dims[d];
  }
  strides[0] = step;
  return {dims, memory::data_type::f32, strides};
}

/** One tensor of a primitive: ours in plain layout, its own in the layout that it chose, a reorder between if they differ. */
struct Side {
  memory user, own;
  dnnl::reorder reorder;
  bool moved = false;

  Side() = default;
  Side(const memory::desc& ours, const memory::desc& chosen, bool input) {
    const auto& e = dnnlEngine();
    user = memory(ours, e, nullptr);
    moved = !(ours == chosen);
    own = moved ? memory(chosen, e, nullptr) : user;
    if (moved) reorder = input ? dnnl::reorder(user, own) : dnnl::reorder(own, user);
  }
  size_t bytes() const { return moved ? (own.get_desc().get_size() + 63) & ~size_t{63} : 0; }
  void bind(void* data, char*& scratch) {
    user.set_data_handle(data);
    if (!moved) return;
    own.set_data_handle(scratch);
    scratch += bytes();
  }
};

struct Entry {
  dnnl::primitive primitive;
  Side in[2], out, bias;
  bool hasBias = false;
};

std::unique_ptr<Entry> finish(const dnnl::primitive& p, const memory::desc (&ours)[3],
                              const memory::desc (&chosen)[3], const memory::desc* bias) {
  auto e = std::make_unique<Entry>();
  e->primitive = p;
  for (int i = 0; i < 2; i++) e->in[i] = Side(ours[i], chosen[i], true);
  e->out = Side(ours[2], chosen[2], false);
  if (bias != nullptr) {
    e->bias = Side(*bias, *bias, true);
    e->hasBias = true;
  }
  return e;
}

/**
 * Which layouts oneDNN may choose. Its blocked ones win wherever there are channels to block. Measured with plain ones
 * beside: the gradient of an image of 1 or 3 channels, where blocks of 16 are mostly padding (1→32 3×3: 0.8 ms against
 * 3.6), and the gradient of a weight with 4 to 15 input channels, where channels last wins (6→16 5×5: 0.23 against 0.52).
 */
std::unique_ptr<Entry> make(const Geometry& g, Direction direction, bool bias) {
  using namespace dnnl;
  const engine& e = dnnlEngine();
  const Dims weightDims = g.dnnlWeight();
  Dims dilation = g.dilation;
  for (auto& d : dilation) d -= 1;
  const int64_t each = g.input[1] / g.groups;
  memory::desc x = any(g.input), w = any(weightDims), y = any(g.output);
  const memory::desc px = plain(g.input), pw = plain(weightDims), py = plain(g.output);
  const memory::desc pb({g.output[1]}, memory::data_type::f32, Dims{1});
  if (direction == Direction::BackwardInput && g.groups == 1 && each < 4) {
    x = px;
    w = pw;
    y = py;
  }
  if (direction == Direction::BackwardWeight && g.groups == 1 && each >= 4 && each < 16) {
    x = channelsLast(g.input);
    y = channelsLast(g.output);
  }
  const auto algorithm = algorithm::convolution_direct;
  auto forward = [&] {
    // For inference oneDNN 2.6 picks another kernel for single-channel images, 2.5 times slower (64 × 1 × 28 × 28 → 32).
    const auto kind = prop_kind::forward_training;
    const auto desc = bias ? convolution_forward::desc(kind, algorithm, x, w, pb, y, g.stride, dilation, g.padding, g.padding)
                           : convolution_forward::desc(kind, algorithm, x, w, y, g.stride, dilation, g.padding, g.padding);
    return convolution_forward::primitive_desc(desc, e);
  };
  switch (direction) {
    case Direction::Forward: {
      const auto pd = forward();
      return finish(convolution_forward(pd), {px, pw, py}, {pd.src_desc(), pd.weights_desc(), pd.dst_desc()}, bias ? &pb : nullptr);
    }
    case Direction::BackwardInput: {
      const convolution_backward_data::desc desc(algorithm, x, w, y, g.stride, dilation, g.padding, g.padding);
      const convolution_backward_data::primitive_desc pd(desc, e, forward());
      return finish(convolution_backward_data(pd), {py, pw, px}, {pd.diff_dst_desc(), pd.weights_desc(), pd.diff_src_desc()}, nullptr);
    }
    default: {
      const convolution_backward_weights::desc desc(algorithm, x, w, y, g.stride, dilation, g.padding, g.padding);
      const convolution_backward_weights::primitive_desc pd(desc, e, forward());
      return finish(convolution_backward_weights(pd), {py, px, pw}, {pd.diff_dst_desc(), pd.src_desc(), pd.diff_weights_desc()}, nullptr);
    }
  }
}

void execute(const Geometry& g, Direction direction, void* first, void* second, void* result, void* bias) {
  const int threads = dnnlThreads(g.work());
  dnnlGuard("convolution", [&] {
    thread_local PrimitiveCache<Entry> cache;
    Entry& e = cache.get(g.key(direction, bias != nullptr, threads), [&] { return make(g, direction, bias != nullptr); });
    Temporary scratch(e.in[0].bytes() + e.in[1].bytes() + e.out.bytes() + 64, "a convolution");
    char* at = scratch.as<char>();
    e.in[0].bind(first, at);
    e.in[1].bind(second, at);
    e.out.bind(result, at);
    if (e.hasBias) e.bias.bind(bias, at);
    dnnl::stream& s = dnnlStream();
    for (Side& side : e.in) {
      if (side.moved) side.reorder.execute(s, side.user, side.own);
    }
    std::unordered_map<int, memory> arguments;
    switch (direction) {
      case Direction::Forward:
        arguments = {{DNNL_ARG_SRC, e.in[0].own}, {DNNL_ARG_WEIGHTS, e.in[1].own}, {DNNL_ARG_DST, e.out.own}};
        if (e.hasBias) arguments.insert({DNNL_ARG_BIAS, e.bias.own});
        break;
      case Direction::BackwardInput:
        arguments = {{DNNL_ARG_DIFF_DST, e.in[0].own}, {DNNL_ARG_WEIGHTS, e.in[1].own}, {DNNL_ARG_DIFF_SRC, e.out.own}};
        break;
      case Direction::BackwardWeight:
        arguments = {{DNNL_ARG_DIFF_DST, e.in[0].own}, {DNNL_ARG_SRC, e.in[1].own}, {DNNL_ARG_DIFF_WEIGHTS, e.out.own}};
        break;
    }
    e.primitive.execute(s, arguments);
    if (e.out.moved) e.out.reorder.execute(s, e.out.own, e.out.user);
    s.wait();
  });
}

Dims dimsOf(const Dense& d) { return Dims(d.dims, d.dims + d.rank); }

void zero(const Dense& d) { memset(d.at, 0, static_cast<size_t>(d.count) * bytesOf(d.type)); }

}  // namespace

/** input, weight, bias or absent → out; stride, padding, dilation, groups. */
void runConvolution(Arguments& a) {
  const Dense in = a.operand(), weight = a.operand(), bias = a.optional(), out = a.operand();
  Geometry g;
  g.input = dimsOf(in);
  g.weight = dimsOf(weight);
  g.output = dimsOf(out);
  g.read(a);
  if (out.count == 0) return;
  g.check();
  require(!bias || (bias.type == Type::F32 && bias.count == g.weight[0]), "convolution: bias");
  require(!g.empty(), "convolution: an empty operand");
  execute(g, Direction::Forward, in.at, weight.at, out.at, bias.at);
}

/** grad, weight → dx. */
void runConvolutionBackwardInput(Arguments& a) {
  const Dense grad = a.operand(), weight = a.operand(), dx = a.operand();
  Geometry g;
  g.input = dimsOf(dx);
  g.weight = dimsOf(weight);
  g.output = dimsOf(grad);
  g.read(a);
  if (g.empty()) return zero(dx);
  g.check();
  execute(g, Direction::BackwardInput, grad.at, weight.at, dx.at, nullptr);
}

/** grad, input → dw. */
void runConvolutionBackwardWeight(Arguments& a) {
  const Dense grad = a.operand(), in = a.operand(), dw = a.operand();
  Geometry g;
  g.input = dimsOf(in);
  g.weight = dimsOf(dw);
  g.output = dimsOf(grad);
  g.read(a);
  if (g.empty()) return zero(dw);
  g.check();
  execute(g, Direction::BackwardWeight, grad.at, in.at, dw.at, nullptr);
}

}  // namespace cresset
