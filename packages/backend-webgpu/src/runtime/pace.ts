/** How long a turn of the event loop is made to last, in milliseconds. */
const REST = 0.25;

type Immediate = (callback: () => void) => unknown;

/**
 * Dawn's binding for Node asks for finished work at every turn of the event loop, as fast as turns go, as long as a
 * promise of the device is pending. On an adapter that is a processor this takes a core from the shaders themselves:
 * a training step on two cores took twice as long. So the thread rests in each turn while something is awaited.
 */
export class Pace {
  private awaited = 0;
  private turning = false;
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
      Atomics.wait(this.cell!, 0, 0, REST);
      this.turn();
    });
  };
}
