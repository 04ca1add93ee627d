#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

namespace cresset {

/** Unsigned integers in the order of the values: −0 like 0, NaN the largest. */
inline uint32_t sortKey(float x) {
  const uint32_t raw = __builtin_bit_cast(uint32_t, x == 0 ? 0.0f : x);
  return x != x ? UINT32_MAX : raw ^ ((raw >> 31) != 0 ? UINT32_MAX : uint32_t{1} << 31);
}
inline uint64_t sortKey(double x) {
  const uint64_t raw = __builtin_bit_cast(uint64_t, x == 0 ? 0.0 : x);
  return x != x ? UINT64_MAX : raw ^ ((raw >> 63) != 0 ? UINT64_MAX : uint64_t{1} << 63);
}
inline uint32_t sortKey(int32_t x) { return static_cast<uint32_t>(x) ^ (uint32_t{1} << 31); }
inline uint64_t sortKey(int64_t x) { return static_cast<uint64_t>(x) ^ (uint64_t{1} << 63); }
inline uint32_t sortKey(uint8_t x) { return x; }

/** A key of 32 bits above a position: ordered by key and then position, so that any sort is a stable one. */
struct NarrowItem {
  uint64_t bits;

  static constexpr int kKeyBits = 32;
  static NarrowItem of(uint32_t key, int64_t position) {
    return {uint64_t{key} << 32 | static_cast<uint32_t>(position)};
  }
  int64_t position() const { return static_cast<int64_t>(bits & UINT32_MAX); }
  uint32_t digit(int shift) const { return static_cast<uint32_t>(bits >> (32 + shift)); }
  bool operator<(const NarrowItem& o) const { return bits < o.bits; }
};

/** The same for longer keys or more than 2^32 elements. */
struct WideItem {
  uint64_t key;
  int64_t at;

  static constexpr int kKeyBits = 64;
  static WideItem of(uint64_t key, int64_t position) { return {key, position}; }
  int64_t position() const { return at; }
  uint32_t digit(int shift) const { return static_cast<uint32_t>(key >> shift); }
  bool operator<(const WideItem& o) const { return key != o.key ? key < o.key : at < o.at; }
};

/** Counting digits costs about as much as so many elements. */
constexpr int64_t kRadixFrom = 1024;

/**
 * Sorts n items that stand in the order of their positions, by the digits of their keys from the last to the first. Gives
 * the one of the two arrays that has the result. Digits that all keys share cost no pass.
 */
template <class Item>
Item* radixSort(Item* items, Item* other, int64_t n) {
  // Eleven bits: three passes for 32; the counters stay in the first-level cache.
  constexpr int kBits = 11, kDigits = (Item::kKeyBits + kBits - 1) / kBits;
  constexpr uint32_t kMask = (1u << kBits) - 1;
  static_assert(kDigits <= 6, "counters on the stack");
  std::array<std::array<int64_t, kMask + 1>, kDigits> counts{};
  for (int64_t i = 0; i < n; i++) {
    for (int d = 0; d < kDigits; d++) counts[static_cast<size_t>(d)][items[i].digit(d * kBits) & kMask]++;
  }
  for (int d = 0; d < kDigits; d++) {
    auto& next = counts[static_cast<size_t>(d)];
    if (next[items[0].digit(d * kBits) & kMask] == n) continue;
    int64_t sum = 0;
    for (int64_t& c : next) {
      const int64_t count = c;
      c = sum;
      sum += count;
    }
    for (int64_t i = 0; i < n; i++) other[next[items[i].digit(d * kBits) & kMask]++] = items[i];
    std::swap(items, other);
  }
  return items;
}

/** Brings the first k of n items into order; `other` has room for as many. Gives the array that has them. */
template <class Item>
Item* sortItems(Item* items, Item* other, int64_t n, int64_t k) {
  if (k == n && n >= kRadixFrom) return radixSort(items, other, n);
  if (k == n) {
    std::sort(items, items + n);
  } else if (k * 8 < n) {
    std::partial_sort(items, items + k, items + n);
  } else {
    std::nth_element(items, items + k - 1, items + n);
    std::sort(items, items + k);
  }
  return items;
}

}  // namespace cresset
