#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace cresset {

/** Lies in the 64 bytes before every block, so that an address in a command can be checked. */
struct BlockHeader {
  uint64_t magic;
  /** Usable bytes. */
  uint64_t bytes;
  /** Size of the whole block, header included: its class in the pool. */
  uint64_t capacity;
  /** Where the block begins; tells a header from data that happens to look like one. */
  uint64_t self;
};

constexpr uint64_t kLiveBlock = 0x4372657373657421ull;
constexpr size_t kBlockAlign = 64;

/** A 64-byte aligned block of at least `bytes`, from the pool where it has one; null when the system has no more. */
void* poolAllocate(size_t bytes);
void poolFree(void* block);

struct PoolStats {
  /** Bytes of blocks in use, and of free ones kept for reuse. */
  uint64_t live, cached;
};
PoolStats poolStats();
/** Gives every free block back to the system. */
void poolTrim();
/** Most bytes of free blocks that are kept. */
void poolSetCap(uint64_t bytes);

/**
 * Which 4 KiB pages hold headers of blocks: one bit a page, a leaf for each GiB of the 2^47 bytes of user memory. With
 * it any number that a batch gives for an address can be looked at without a fault.
 */
extern std::atomic<std::atomic<uint64_t>*> pageLeaves[1 << 17];

inline bool hasHeader(uintptr_t header) {
  const std::atomic<uint64_t>* leaf = pageLeaves[(header >> 30) & 0x1ffff].load(std::memory_order_acquire);
  if (leaf == nullptr) return false;
  const size_t page = (header >> 12) & 0x3ffff;
  return (leaf[page >> 6].load(std::memory_order_relaxed) >> (page & 63) & 1) != 0;
}

/** The live block that a word of a batch names, or null. */
inline char* blockOf(double id) {
  if (!(id >= 4096 && id < 0x1p47)) return nullptr;
  const uintptr_t at = static_cast<uintptr_t>(id);
  if ((at & (kBlockAlign - 1)) != 0 || !hasHeader(at - kBlockAlign)) return nullptr;
  const BlockHeader* header = reinterpret_cast<const BlockHeader*>(at - kBlockAlign);
  return header->magic == kLiveBlock && header->self == at ? reinterpret_cast<char*>(at) : nullptr;
}

inline const BlockHeader* headerOf(const void* block) {
  return reinterpret_cast<const BlockHeader*>(static_cast<const char*>(block) - kBlockAlign);
}

/** Grows a buffer of the calling thread to `bytes` and returns it; slots don't overlap. Contents are not kept. */
void* threadScratch(int slot, size_t bytes);
enum ScratchSlot { kScratchTiles, kScratchPointers, kScratchReduce, kScratchRun, kScratchSlots };

}  // namespace cresset
