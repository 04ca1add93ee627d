/** Lets the event loop have a turn: messages wait for it where a device works at once and nothing else waits. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** A queue of commands that one reader takes from, in order, and may wait at. */
export class Inbox<T> {
  private readonly items: T[] = [];
  private wake: (() => void) | null = null;

  push(item: T): void {
    this.items.push(item);
    this.wake?.();
    this.wake = null;
  }

  /** The next command, or undefined when there is none now. */
  next(): T | undefined {
    return this.items.shift();
  }

  /** Waits until there is one. */
  async ready(): Promise<void> {
    if (this.items.length > 0) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }
}
