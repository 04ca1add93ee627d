#include <algorithm>
#include <cstring>

#include "command.h"
#include "error.h"
#include "sort_order.h"
#include "temporary.h"
#include "threads.h"
#include "tile_io.h"

namespace cresset {
namespace {

class Sort final : public Executable {
 public:
  Sort(const double* words, size_t length) {
    rank_ = static_cast<int>(specWord(words, length, 1, 1, kMaxRank));
    type_ = static_cast<Type>(specWord(words, length, 2, 0, kTypes - 1));
    indexType_ = static_cast<Type>(specWord(words, length, 3, 0, kTypes - 1));
    descending_ = specWord(words, length, 4, 0, 1) == 1;
    if (type_ == Type::C64 || type_ == Type::C128) fail(ErrorKind::Unsupported, "cpu: complex numbers have no order to sort by");
    if (indexType_ != Type::I64 && indexType_ != Type::I32) fail(ErrorKind::Unsupported, "cpu: sort gives positions as int64 or int32");
    types_ = {type_, indexType_, type_};
    outputs_ = 2;
    params_ = 1;
  }

  size_t run(const double* words, size_t available) override {
    // Outputs may be shorter than the space along the last dim (top-k): the check must use what is written.
    const size_t last = static_cast<size_t>(rank_) - 1;
    if (available < 2 + static_cast<size_t>(rank_)) fail(ErrorKind::Internal, "submit: the batch ends within a command");
    const size_t needed = 2 + static_cast<size_t>(rank_) + 3 * (2 + static_cast<size_t>(rank_)) + 1;
    if (available < needed) fail(ErrorKind::Internal, "submit: a command of %zu words has only %zu", needed, available);
    const int64_t n = commandInteger(words[2 + last]);
    const int64_t k = commandInteger(words[needed - 1]);
    if (k < 0 || k > n) fail(ErrorKind::Internal, "submit: %lld leading elements of %lld", static_cast<long long>(k), static_cast<long long>(n));
    Command c;
    parseSort(words, available, c, k);
    if (c.count == 0 || k == 0) return needed;
    switch (laneOf(type_)) {
      case Lane::Bool: all<uint8_t>(c, n, k); break;
      case Lane::I32: all<int32_t>(c, n, k); break;
      case Lane::I64: all<int64_t>(c, n, k); break;
      case Lane::F32: all<float>(c, n, k); break;
      default: all<double>(c, n, k); break;
    }
    return needed;
  }

 private:
  void parseSort(const double* words, size_t, Command& c, int64_t k) const {
    c.rank = rank_;
    c.operands = 3;
    double total = 1;
    for (int d = 0; d < rank_; d++) {
      c.dims[d] = commandInteger(words[2 + d]);
      if (c.dims[d] < 0 || words[1] != rank_) fail(ErrorKind::Internal, "submit: not the shape of a sort");
      total *= static_cast<double>(c.dims[d]);
    }
    if (!(total <= 9007199254740992.0)) fail(ErrorKind::Internal, "submit: an iteration space of %g elements", total);
    c.count = static_cast<int64_t>(total);
    if (c.count == 0 || k == 0) return;
    int64_t dims[kMaxRank];
    std::copy(c.dims, c.dims + rank_, dims);
    const double* at = words + 2 + rank_;
    for (int i = 0; i < 3; i++, at += 2 + rank_) {
      for (int d = 0; d < rank_; d++) c.operand[i].strides[d] = commandInteger(at[2 + d]);
      commandInteger(at[1]);
      dims[rank_ - 1] = i < 2 ? k : c.dims[rank_ - 1];
      c.operand[i].base = checkedWindow(at[0], at[1], dims, c.operand[i].strides, rank_, bytesOf(types_[static_cast<size_t>(i)]));
    }
  }

  template <class T>
  void all(const Command& c, int64_t n, int64_t k) const {
    if (sizeof(T) <= 4 && n <= int64_t{UINT32_MAX}) {
      allOf<T, NarrowItem>(c, n, k);
    } else {
      allOf<T, WideItem>(c, n, k);
    }
  }

  template <class T, class Item>
  void allOf(const Command& c, int64_t n, int64_t k) const {
    const int last = rank_ - 1;
    const int64_t rows = c.count / n;
    const int64_t threads = std::max<int64_t>(1, std::min<int64_t>(numThreads(), rows * n / 4096));
    // Items twice, of which the second place first has what is gathered and the third what is widened.
    const size_t each = (static_cast<size_t>(n) * 2 * sizeof(Item) + 127) & ~size_t{63};
    Temporary block(each * static_cast<size_t>(threads), "a sort");
    parallelFor(threads, 1, [&](int64_t first, int64_t end) {
      for (int64_t part = first; part < end; part++) {
        Item* items = reinterpret_cast<Item*>(block.as<char>() + static_cast<size_t>(part) * each);
        for (int64_t row = rows * part / threads; row < rows * (part + 1) / threads; row++) {
          int64_t rest = row, offset[3] = {};
          for (int d = last - 1; d >= 0; d--) {
            const int64_t i = rest % c.dims[d];
            rest /= c.dims[d];
            for (int o = 0; o < 3; o++) offset[o] += i * c.operand[o].strides[d];
          }
          line<T>(c, n, k, offset, items);
        }
      }
    });
  }

  /** The values of a row, gathered and widened into what will be the second array of items. */
  template <class T>
  const T* valuesOf(const char* from, int64_t stride, int64_t n, char* room) const {
    if (isNative(type_)) {
      gatherWindow(bytesOf(type_), room, from, &n, &stride, 1);
      return reinterpret_cast<const T*>(room);
    }
    // Narrow types and what they are widened to take four bytes at most.
    char* raw = room + static_cast<size_t>(n) * 4;
    gatherWindow(bytesOf(type_), raw, from, &n, &stride, 1);
    kernels().load[static_cast<int>(type_)](room, raw, nullptr, nullptr, static_cast<size_t>(n));
    return reinterpret_cast<const T*>(room);
  }

  template <class T, class Item>
  void line(const Command& c, int64_t n, int64_t k, const int64_t* offset, Item* items) const {
    const int last = rank_ - 1;
    const int64_t bytes = static_cast<int64_t>(bytesOf(type_));
    const int64_t vs = c.operand[0].strides[last], is = c.operand[1].strides[last], ss = c.operand[2].strides[last];
    const char* from = c.operand[2].base + offset[2] * bytes;
    const T* values = valuesOf<T>(from, ss, n, reinterpret_cast<char*>(items + n));
    using Key = decltype(sortKey(T{}));
    const Key flip = descending_ ? static_cast<Key>(~Key{0}) : Key{0};
    for (int64_t i = 0; i < n; i++) items[i] = Item::of(sortKey(values[i]) ^ flip, i);
    const Item* sorted = sortItems(items, items + n, n, k);
    char* v = c.operand[0].base + offset[0] * bytes;
    for (int64_t i = 0; i < k; i++) {
      const int64_t position = sorted[i].position();
      copyElement(v + i * vs * bytes, from + position * ss * bytes, bytes);
      if (indexType_ == Type::I64) {
        reinterpret_cast<int64_t*>(c.operand[1].base)[offset[1] + i * is] = position;
      } else {
        reinterpret_cast<int32_t*>(c.operand[1].base)[offset[1] + i * is] = static_cast<int32_t>(position);
      }
    }
  }

  static void copyElement(char* to, const char* from, int64_t bytes) {
    switch (bytes) {
      case 1: *to = *from; break;
      case 2: memcpy(to, from, 2); break;
      case 4: memcpy(to, from, 4); break;
      default: memcpy(to, from, 8); break;
    }
  }

  Type type_ = Type::F32, indexType_ = Type::I64;
  bool descending_ = false;
};

}  // namespace

std::unique_ptr<Executable> prepareSort(const double* words, size_t length) { return std::make_unique<Sort>(words, length); }

}  // namespace cresset
