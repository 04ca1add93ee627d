#include "command.h"

#include "error.h"
#include "memory.h"

namespace cresset {

int64_t specWord(const double* words, size_t length, size_t at, int64_t low, int64_t high) {
  if (at >= length) fail(ErrorKind::Internal, "prepare: the spec ends early");
  const double v = words[at];
  if (!(v >= static_cast<double>(low) && v <= static_cast<double>(high))) {
    fail(ErrorKind::Internal, "prepare: word %zu is %g, not in [%lld, %lld]", at, v, static_cast<long long>(low),
         static_cast<long long>(high));
  }
  return static_cast<int64_t>(v);
}

int64_t commandInteger(double word) {
  if (!(word >= -9007199254740992.0 && word <= 9007199254740992.0)) {
    fail(ErrorKind::Internal, "submit: %g is no size, stride or offset", word);
  }
  return static_cast<int64_t>(word);
}

char* checkedWindow(double id, double offset, const int64_t* dims, const int64_t* strides, int rank, size_t elementBytes) {
  // In doubles: products of hostile sizes and strides would overflow an integer, and rounding can't hide an excess.
  double low = offset, high = offset;
  for (int d = 0; d < rank; d++) {
    const double reach = static_cast<double>(dims[d] - 1) * static_cast<double>(strides[d]);
    (reach < 0 ? low : high) += reach;
  }
  char* block = blockOf(id);
  if (block == nullptr) fail(ErrorKind::Internal, "submit: an operand's buffer was released or never allocated");
  const BlockHeader* header = headerOf(block);
  if (!(low >= 0) || !((high + 1) * static_cast<double>(elementBytes) <= static_cast<double>(header->bytes))) {
    fail(ErrorKind::Internal, "submit: elements %.0f to %.0f of %zu bytes are outside a buffer of %llu bytes", low, high,
         elementBytes, static_cast<unsigned long long>(header->bytes));
  }
  return block + static_cast<int64_t>(offset) * static_cast<int64_t>(elementBytes);
}

size_t Executable::parse(const double* words, size_t available, Command& c) const {
  const size_t operands = types_.size();
  const size_t rank = static_cast<size_t>(rank_);
  const size_t needed = 2 + rank + operands * (2 + rank) + static_cast<size_t>(params_);
  if (available < needed) fail(ErrorKind::Internal, "submit: a command of %zu words has only %zu", needed, available);
  if (words[1] != static_cast<double>(rank_)) fail(ErrorKind::Internal, "submit: rank %g where the kernel has %d", words[1], rank_);
  c.rank = rank_;
  c.operands = static_cast<int>(operands);
  double total = 1;
  const double* at = words + 2;
  for (size_t d = 0; d < rank; d++) {
    c.dims[d] = commandInteger(*at++);
    if (c.dims[d] < 0) fail(ErrorKind::Internal, "submit: dimension %zu is negative", d);
    total *= static_cast<double>(c.dims[d]);
  }
  if (!(total <= 9007199254740992.0)) fail(ErrorKind::Internal, "submit: an iteration space of %g elements", total);
  c.count = static_cast<int64_t>(total);
  const int keptRank = keptRank_ < 0 ? rank_ : keptRank_;
  double kept = 1;
  for (int d = 0; d < keptRank; d++) kept *= static_cast<double>(c.dims[d]);
  if (!(kept <= 9007199254740992.0)) fail(ErrorKind::Internal, "submit: a result of %g elements", kept);
  c.kept = static_cast<int64_t>(kept);
  for (size_t i = 0; i < operands; i++) {
    Operand& o = c.operand[i];
    for (size_t d = 0; d < rank; d++) o.strides[d] = commandInteger(at[2 + d]);
    commandInteger(at[1]);
    // An empty space touches nothing: its operands may be buffers without memory.
    const bool output = i < outputs_;
    o.base = (output ? c.kept : c.count) == 0
                 ? nullptr
                 : checkedWindow(at[0], at[1], c.dims, o.strides, output ? keptRank : rank_, bytesOf(types_[i]));
    at += 2 + rank;
  }
  c.params = at;
  return needed;
}

std::unique_ptr<Executable> prepare(const double* words, size_t length) {
  switch (specWord(words, length, 0, 0, 6)) {
    case 0: return prepareMap(words, length);
    case 1: return prepareReduce(words, length);
    case 2: return prepareScan(words, length);
    case 3: return prepareMatmul(words, length);
    case 4: return prepareGather(words, length);
    case 5: return prepareScatter(words, length);
    default: return prepareSort(words, length);
  }
}

}  // namespace cresset
