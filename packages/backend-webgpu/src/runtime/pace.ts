/** How long a turn of the event loop is made to last, in milliseconds: more in a long wait, but a small part of it. */
const SHORTEST = 0.25;
const LONGEST = 2;
const PART = 1 / 16;

type Immediate = (callback: () => void) => unknown;

/**
 * Dawn's binding for Node asks for finished work at every turn of the event loop, as fast as turns go, as long as a
 * promise of the device is pending. On an adapter that is a processor this takes a core from the shaders themselves:
 * a training step on two cores took twice as long. So the thread rests in each turn while something is awaited.
 */
export class Pace {
  private awaited = 0;
  private turning = false;
  private since = 0;
  private readonly cell: Int32Array | null;
  private readonly immediate: Immediate | undefined;

  constructor(wanted: boolean) {
    const here = globalThis as {
      setImmediate?: Immediate;
      document?: unknown;
      process?: { versions?: { node?: string } };
    };
    this.immediate = here.setImmediate;
    // Only Node has turns of this kind, and a thread that may block: not a window, be it Electron's.
    const node = here.process?.versions?.node !== undefined && here.document === undefined;
    this.cell =
      wanted && node && this.immediate !== undefined ? new Int32Array(new SharedArrayBuffer(4)) : null;
  }

  /** The promise, awaited at leisure. */
  async during<T>(promise: Promise<T>): Promise<T> {
    if (this.cell === null) return promise;
    this.awaited++;
    this.since = performance.now();
    if (!this.turning) {
      this.turning = true;
      this.turn();
    }
    try {
      return await promise;
    } finally {
      this.awaited--;
    }
  }

  private readonly turn = (): void => {
    this.immediate!(() => {
      if (this.awaited === 0) {
        this.turning = false;
        return;
      }
      const waited = performance.now() - this.since;
      Atomics.wait(this.cell!, 0, 0, Math.min(LONGEST, Math.max(SHORTEST, waited * PART)));
      this.turn();
    });
  };
}
