#include "indexed.h"

#include "error.h"

namespace cresset {

void Indexed::readSpec(const double* words, size_t length, size_t at) {
  rank_ = static_cast<int>(specWord(words, length, 1, 0, kMaxRank));
  type_ = static_cast<Type>(specWord(words, length, at++, 0, kTypes - 1));
  count_ = static_cast<int>(specWord(words, length, at++, 0, kMaxOperands - 2));
  types_ = {type_, type_};
  for (int i = 0; i < count_; i++) {
    const Type t = static_cast<Type>(specWord(words, length, at++, 0, kTypes - 1));
    if (t != Type::I64 && t != Type::I32) fail(ErrorKind::Unsupported, "cpu: indices must be int64 or int32, not %s", nameOf(t));
    types_.push_back(t);
  }
  params_ = 2 * count_;
}

size_t Indexed::parseIndexed(const double* words, size_t available, Command& c, int address) const {
  const size_t used = parse(words, available, c);
  if (c.count == 0) return used;
  // The window is the iteration space plus what the indices may add to it.
  int64_t dims[kMaxRank + kMaxOperands], strides[kMaxRank + kMaxOperands];
  int rank = rank_;
  for (int d = 0; d < rank; d++) {
    dims[d] = c.dims[d];
    strides[d] = c.operand[address].strides[d];
  }
  for (int j = 0; j < count_; j++) {
    const int64_t size = commandInteger(c.params[2 * j]), step = commandInteger(c.params[2 * j + 1]);
    if (size < 0) fail(ErrorKind::Internal, "submit: an indexed dimension of %lld", static_cast<long long>(size));
    dims[rank] = size < 1 ? 1 : size;
    strides[rank++] = step;
  }
  const double* at = words + 2 + rank_ + address * (2 + rank_);
  checkedWindow(at[0], at[1], dims, strides, rank, bytesOf(type_));
  return used;
}

int Indexed::indices(const Command& c, Index* out) const {
  for (int j = 0; j < count_; j++) {
    out[j] = {c.operand[2 + j].base, c.operand[2 + j].strides, types_[static_cast<size_t>(2 + j)],
              static_cast<int64_t>(c.params[2 * j]), static_cast<int64_t>(c.params[2 * j + 1])};
  }
  return count_;
}

void Indexed::raise(const char* what, const OutOfRange& o) const {
  fail(ErrorKind::Index, "%s: index %lld is out of range for a dimension of size %lld", what, static_cast<long long>(o.index),
       static_cast<long long>(o.size));
}

}  // namespace cresset
