#include "memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include "error.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes) ((void)0)
#endif

namespace cresset {

std::atomic<std::atomic<uint64_t>*> pageLeaves[1 << 17];

namespace {

constexpr size_t kPage = 4096;

void markPage(const char* header, bool owned) {
  const uintptr_t at = reinterpret_cast<uintptr_t>(header);
  auto& slot = pageLeaves[(at >> 30) & 0x1ffff];
  std::atomic<uint64_t>* leaf = slot.load(std::memory_order_acquire);
  if (leaf == nullptr) {
    std::atomic<uint64_t>* fresh = new std::atomic<uint64_t>[4096]();
    if (slot.compare_exchange_strong(leaf, fresh)) {
      leaf = fresh;
    } else {
      delete[] fresh;
    }
  }
  const size_t page = (at >> 12) & 0x3ffff;
  const uint64_t bit = uint64_t{1} << (page & 63);
  if (owned) {
    leaf[page >> 6].fetch_or(bit);
  } else {
    leaf[page >> 6].fetch_and(~bit);
  }
}

constexpr size_t kHugePage = 2u << 20;
/** From here on blocks are mapped directly, aligned for huge pages: a fresh 16 MB result costs 8 faults, not 4,096. */
constexpr size_t kMapped = 4u << 20;

/** Four classes a power of two: at most a quarter of a block is waste. */
size_t classSize(size_t bytes) {
  if (bytes <= 256) return 256;
  const int top = 63 - __builtin_clzll(bytes - 1);
  const size_t step = size_t{1} << (top - 2);
  return (bytes + step - 1) & ~(step - 1);
}

int classIndex(size_t size) {
  const int top = 63 - __builtin_clzll(size - 1);
  const size_t quarter = ((size - 1) >> (top - 2)) & 3;
  return top * 4 + static_cast<int>(quarter);
}

struct Pool {
  std::mutex mutex;
  std::vector<char*> free[64 * 4];
  uint64_t live = 0, cached = 0;
  uint64_t cap;
  Pool() {
    const uint64_t memory = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    cap = std::min<uint64_t>(memory / 8, 1ull << 30);
    if (const char* text = getenv("CRESSET_CPU_POOL_MB")) cap = strtoull(text, nullptr, 10) << 20;
  }
};

// Never destroyed: a worker's last finalizers may run after static destructors.
Pool& pool() {
  static Pool* p = new Pool;
  return *p;
}

char* systemAllocate(size_t capacity) {
  if (capacity < kMapped) {
    // From a page on, blocks begin with a page: then no two of them, and no small one, have headers in the same.
    void* raw = nullptr;
    return posix_memalign(&raw, capacity < kPage ? kBlockAlign : kPage, capacity) == 0 ? static_cast<char*>(raw) : nullptr;
  }
  const size_t padded = capacity + kHugePage;
  char* raw = static_cast<char*>(mmap(nullptr, padded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (raw == MAP_FAILED) return nullptr;
  const uintptr_t at = reinterpret_cast<uintptr_t>(raw);
  const uintptr_t aligned = (at + kHugePage - 1) & ~(kHugePage - 1);
  if (aligned > at) munmap(raw, aligned - at);
  char* block = reinterpret_cast<char*>(aligned);
  const size_t tail = at + padded - (aligned + capacity);
  if (tail > 0) munmap(block + capacity, tail);
  madvise(block, capacity, MADV_HUGEPAGE);
  return block;
}

void systemFree(char* raw, size_t capacity) {
  markPage(raw, false);
  ASAN_UNPOISON_MEMORY_REGION(raw, capacity);
  if (capacity < kMapped) {
    std::free(raw);
  } else {
    munmap(raw, capacity);
  }
}

}  // namespace

void* poolAllocate(size_t bytes) {
  if (bytes > (size_t{1} << 46)) return nullptr;
  const size_t capacity = classSize(bytes + kBlockAlign);
  Pool& p = pool();
  char* raw = nullptr;
  {
    std::lock_guard<std::mutex> lock(p.mutex);
    auto& list = p.free[classIndex(capacity)];
    if (!list.empty()) {
      raw = list.back();
      list.pop_back();
      p.cached -= capacity;
      p.live += capacity;
    }
  }
  if (raw == nullptr) {
    raw = systemAllocate(capacity);
    if (raw == nullptr) {
      poolTrim();
      raw = systemAllocate(capacity);
      if (raw == nullptr) return nullptr;
    }
    std::lock_guard<std::mutex> lock(p.mutex);
    p.live += capacity;
  }
  const uintptr_t block = reinterpret_cast<uintptr_t>(raw) + kBlockAlign;
  new (raw) BlockHeader{kLiveBlock, bytes, capacity, block};
  markPage(raw, true);
  // The rest of a size class belongs to nobody.
  ASAN_UNPOISON_MEMORY_REGION(raw, capacity);
  ASAN_POISON_MEMORY_REGION(raw + kBlockAlign + bytes, capacity - kBlockAlign - bytes);
  return raw + kBlockAlign;
}

void poolFree(void* block) {
  char* raw = static_cast<char*>(block) - kBlockAlign;
  BlockHeader* header = reinterpret_cast<BlockHeader*>(raw);
  if (header->magic != kLiveBlock) return;
  const size_t capacity = header->capacity;
  header->magic = 0;
  ASAN_UNPOISON_MEMORY_REGION(raw, capacity);
  Pool& p = pool();
  {
    std::lock_guard<std::mutex> lock(p.mutex);
    p.live -= capacity;
    // Blocks smaller than a page are kept always: their page may hold other headers, so it can't be given up.
    if (capacity < kPage || p.cached + capacity <= p.cap) {
      ASAN_POISON_MEMORY_REGION(raw + kBlockAlign, capacity - kBlockAlign);
      p.free[classIndex(capacity)].push_back(raw);
      p.cached += capacity;
      return;
    }
  }
  systemFree(raw, capacity);
}

PoolStats poolStats() {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  return {p.live, p.cached};
}

void poolTrim() {
  Pool& p = pool();
  std::lock_guard<std::mutex> lock(p.mutex);
  uint64_t kept = 0;
  for (auto& list : p.free) {
    if (list.empty()) continue;
    const uint64_t capacity = reinterpret_cast<BlockHeader*>(list.front())->capacity;
    if (capacity < kPage) {
      kept += capacity * list.size();
      continue;
    }
    for (char* raw : list) systemFree(raw, capacity);
    list.clear();
  }
  p.cached = kept;
}

void poolSetCap(uint64_t bytes) {
  Pool& p = pool();
  {
    std::lock_guard<std::mutex> lock(p.mutex);
    p.cap = bytes;
    if (p.cached <= p.cap) return;
  }
  poolTrim();
}

namespace {
struct Scratch {
  char* at = nullptr;
  size_t bytes = 0;
  ~Scratch() { std::free(at); }
};
thread_local Scratch scratch[kScratchSlots];
}  // namespace

void* threadScratch(int slot, size_t bytes) {
  Scratch& s = scratch[slot];
  if (s.bytes < bytes) {
    std::free(s.at);
    s.bytes = 0;
    const size_t size = (bytes + 4095) & ~size_t{4095};
    s.at = static_cast<char*>(aligned_alloc(kBlockAlign, size));
    // Inside an OpenMP region nothing may be thrown, and a few kilobytes less than the system has is no state to go on in.
    if (s.at == nullptr) std::abort();
    s.bytes = size;
  }
  return s.at;
}

}  // namespace cresset
