import type { Device } from '@cresset/tensor';

interface Counted {
  allocate(bytes: number): object;
  free(storage: object): void;
}

/** What a body took from the memory of a device and gave back. */
export interface Usage {
  readonly allocated: number;
  /** Blocks allocated since the start and not freed. */
  readonly live: number;
}

/** Counts the blocks of device memory that are allocated and freed until `end` is called. */
export function countStorages(device: Device): { now(): Usage; end(): Usage } {
  const memory = device.memory as unknown as Counted;
  const allocate = memory.allocate;
  const free = memory.free;
  let allocated = 0;
  const live = new Set<object>();
  memory.allocate = (bytes) => {
    const s = allocate.call(memory, bytes);
    allocated++;
    live.add(s);
    return s;
  };
  memory.free = (s) => {
    live.delete(s);
    free.call(memory, s);
  };
  const now = (): Usage => ({ allocated, live: live.size });
  return {
    now,
    end() {
      memory.allocate = allocate;
      memory.free = free;
      return now();
    },
  };
}
