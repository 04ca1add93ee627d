#pragma once
#include <cstdint>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

#include "error.h"

namespace cresset {

/** The engine is shared; a stream belongs to its thread. */
const dnnl::engine& dnnlEngine();
dnnl::stream& dnnlStream();

/**
 * How many threads `work` multiplications are worth, at most setNumThreads; oneDNN's next parallel regions on this thread
 * open that many. Waking a thread that has gone to sleep costs 25 µs, which a quarter of a million multiplications take.
 */
int dnnlThreads(double work);

using PrimitiveKey = std::vector<int64_t>;

struct PrimitiveKeyHash {
  size_t operator()(const PrimitiveKey& k) const {
    uint64_t h = 0xcbf29ce484222325ull;
    for (int64_t v : k) h = (h ^ static_cast<uint64_t>(v)) * 0x100000001b3ull;
    return static_cast<size_t>(h ^ (h >> 32));
  }
};

/**
 * Compiled primitives by shape, one cache a thread: no locks, and memory objects of an entry can be pointed at the
 * operands of each call. Bounded: a loop over ever new shapes empties it.
 */
template <class Entry>
class PrimitiveCache {
 public:
  template <class Make>
  Entry& get(const PrimitiveKey& key, const Make& make) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) return *found->second;
    if (entries_.size() >= 512) entries_.clear();
    return *(entries_[key] = make());
  }

 private:
  std::unordered_map<PrimitiveKey, std::unique_ptr<Entry>, PrimitiveKeyHash> entries_;
};

/** Runs body and turns oneDNN's exceptions into ours. */
template <class Body>
auto dnnlGuard(const char* what, const Body& body) {
  try {
    return body();
  } catch (const dnnl::error& e) {
    fail(e.status == dnnl_out_of_memory ? ErrorKind::OutOfMemory : ErrorKind::Unsupported, "%s: oneDNN: %s", what, e.what());
  }
}

}  // namespace cresset
