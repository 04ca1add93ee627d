#pragma once
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

inline const BlockHeader* headerOf(const void* block) {
  return reinterpret_cast<const BlockHeader*>(static_cast<const char*>(block) - kBlockAlign);
}

/** Grows a buffer of the calling thread to `bytes` and returns it; slots don't overlap. Contents are not kept. */
void* threadScratch(int slot, size_t bytes);
enum ScratchSlot { kScratchTiles, kScratchPointers, kScratchReduce, kScratchRun, kScratchSlots };

}  // namespace cresset
