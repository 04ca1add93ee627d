/**
 * Lets the event loop have a turn when some milliseconds have passed since its last one: signals, timers and drawing
 * on the terminal wait for it. Awaiting a value of a device that works at once is no such turn.
 */
export class Breather {
  private last = performance.now();

  constructor(private readonly everyMs = 30) {}

  async breathe(): Promise<void> {
    if (performance.now() - this.last < this.everyMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}
