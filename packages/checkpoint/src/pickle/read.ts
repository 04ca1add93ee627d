import { CressetError } from '@cresset/tensor';

/** A file that isn't what it should be, or holds what isn't loaded; the message tells. */
export class CheckpointError extends CressetError {
  constructor(message: string) {
    super('CHECKPOINT', message);
  }
}

/** What stands for a class or function of Python: its module and name. Nothing is ever looked up or executed. */
export class Global {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What the program makes of a pickle's objects. */
export interface PickleWorld {
  /** The result of calling a global with arguments. @throws CheckpointError for those it doesn't know */
  call(global: Global, args: readonly unknown[]): unknown;
  /** The object of a persistent id. */
  persistent(id: unknown): unknown;
}

const MARK = Symbol('mark');
const MAX_DEPTH = 1_000_000;

/** Reads a pickle of protocols 2 to 5, as far as checkpoints use them (Python's `pickletools.py`). */
export function readPickle(bytes: Uint8Array, world: PickleWorld): unknown {
  return new Reader(bytes, world).run();
}

class Reader {
  private at = 0;
  private readonly view: DataView;
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly text = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly bytes: Uint8Array,
    private readonly world: PickleWorld,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private skip(n: number): number {
    const from = this.at;
    if (n < 0 || from + n > this.bytes.length) throw new CheckpointError('the pickle ends too early');
    this.at += n;
    return from;
  }

  private u8(): number {
    return this.bytes[this.skip(1)]!;
  }

  private u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  private u64(): number {
    return Number(this.view.getBigUint64(this.skip(8), true));
  }

  private string(length: number): string {
    const from = this.skip(length);
    try {
      return this.text.decode(this.bytes.subarray(from, from + length));
    } catch {
      throw new CheckpointError(`the pickle has a text at byte ${from} that is no UTF-8`);
    }
  }

  private line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new CheckpointError('the pickle ends too early');
    const line = this.string(end - this.at);
    this.at++;
    return line;
  }

  private push(v: unknown): void {
    if (this.stack.length >= MAX_DEPTH) throw new CheckpointError('the pickle is nested too deeply');
    this.stack.push(v);
  }

  private pop(): unknown {
    if (this.stack.length === 0) throw new CheckpointError('the pickle takes from an empty stack');
    return this.stack.pop();
  }

  private top<T>(kind: (v: unknown) => v is T, what: string): T {
    const v = this.stack[this.stack.length - 1];
    if (!kind(v)) throw new CheckpointError(`the pickle adds to what is no ${what}`);
    return v;
  }

  private toMark(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw new CheckpointError('the pickle has no mark to go back to');
    const items = this.stack.splice(at);
    items.shift();
    return items;
  }

  /** An integer of Python: a bigint where a number would lose digits. */
  private long(length: number): number | bigint {
    const from = this.skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[from + i]!);
    if (length > 0 && this.bytes[from + length - 1]! & 0x80) value -= 1n << BigInt(8 * length);
    const n = Number(value);
    return Number.isSafeInteger(n) ? n : value;
  }

  private setItems(items: readonly unknown[]): void {
    const dict = this.top((v): v is Map<unknown, unknown> => v instanceof Map, 'dict');
    for (let i = 0; i + 1 < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  private append(items: readonly unknown[]): void {
    const list = this.top((v): v is unknown[] => Array.isArray(v), 'list');
    for (const item of items) list.push(item);
  }

  private call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof Global) || !Array.isArray(args)) {
      throw new CheckpointError('the pickle calls what is no class or function');
    }
    this.push(this.world.call(callee, args));
  }

  private recall(i: number): void {
    if (!this.memo.has(i)) throw new CheckpointError(`the pickle refers to entry ${i}, which was not stored`);
    this.push(this.memo.get(i));
  }

  private remember(i: number): void {
    this.memo.set(i, this.stack[this.stack.length - 1]);
  }

  run(): unknown {
    for (;;) {
      const code = String.fromCharCode(this.u8());
      if (code === '.') return this.pop();
      this.step(code);
    }
  }

  private step(code: string): void {
    switch (code) {
      case '\x80': // PROTO
        this.skip(1);
        return;
      case '\x95': // FRAME
        this.skip(8);
        return;
      case '(':
        this.push(MARK);
        return;
      case '0': // POP
        this.pop();
        return;
      case '1': // POP_MARK
        this.toMark();
        return;
      case '2': {
        const v = this.pop();
        this.push(v);
        this.push(v);
        return;
      }
      case 'N':
        this.push(null);
        return;
      case '\x88':
        this.push(true);
        return;
      case '\x89':
        this.push(false);
        return;
      case 'K': // BININT1
        this.push(this.u8());
        return;
      case 'M': // BININT2
        this.push(this.view.getUint16(this.skip(2), true));
        return;
      case 'J': // BININT
        this.push(this.view.getInt32(this.skip(4), true));
        return;
      case '\x8a': // LONG1
        this.push(this.long(this.u8()));
        return;
      case 'G': // BINFLOAT: big-endian
        this.push(this.view.getFloat64(this.skip(8), false));
        return;
      case 'X': // BINUNICODE
        this.push(this.string(this.u32()));
        return;
      case '\x8c': // SHORT_BINUNICODE
        this.push(this.string(this.u8()));
        return;
      case '\x8d': // BINUNICODE8
        this.push(this.string(this.u64()));
        return;
      case 'U': // SHORT_BINSTRING
        this.push(this.string(this.u8()));
        return;
      case 'T': // BINSTRING
        this.push(this.string(this.view.getInt32(this.skip(4), true)));
        return;
      case 'C': // SHORT_BINBYTES
      case 'B': {
        // BINBYTES
        const length = code === 'C' ? this.u8() : this.u32();
        const from = this.skip(length);
        this.push(this.bytes.slice(from, from + length));
        return;
      }
      case '}':
        this.push(new Map());
        return;
      case ']':
        this.push([]);
        return;
      case ')':
        this.push([]);
        return;
      case '\x8f': // EMPTY_SET
        this.push([]);
        return;
      case 't':
      case 'l':
      case '\x91': // FROZENSET
        this.push(this.toMark());
        return;
      case 'd': {
        const items = this.toMark();
        this.push(new Map());
        this.setItems(items);
        return;
      }
      case '\x85':
        this.push([this.pop()]);
        return;
      case '\x86': {
        const b = this.pop();
        this.push([this.pop(), b]);
        return;
      }
      case '\x87': {
        const c = this.pop();
        const b = this.pop();
        this.push([this.pop(), b, c]);
        return;
      }
      case 'a': {
        const item = this.pop();
        this.append([item]);
        return;
      }
      case 'e':
      case '\x90': // APPENDS, ADDITEMS
        this.append(this.toMark());
        return;
      case 's': {
        const value = this.pop();
        const key = this.pop();
        this.setItems([key, value]);
        return;
      }
      case 'u':
        this.setItems(this.toMark());
        return;
      case 'q': // BINPUT
        this.remember(this.u8());
        return;
      case 'r':
        this.remember(this.u32());
        return;
      case '\x94': // MEMOIZE
        this.remember(this.memo.size);
        return;
      case 'h':
        this.recall(this.u8());
        return;
      case 'j':
        this.recall(this.u32());
        return;
      case 'c': {
        const module = this.line();
        this.push(new Global(module, this.line()));
        return;
      }
      case '\x93': {
        // STACK_GLOBAL
        const name = this.pop();
        this.push(new Global(String(this.pop()), String(name)));
        return;
      }
      case 'R': // REDUCE
      case '\x81': // NEWOBJ
        this.call();
        return;
      case 'b': {
        // BUILD: the state of an object; a dict with attributes is taken as the dict that it is.
        const state = this.pop();
        const target = this.stack[this.stack.length - 1];
        if (!(target instanceof Map)) {
          throw new CheckpointError('the pickle sets the state of an object, which is not loaded');
        }
        if (!(state instanceof Map)) throw new CheckpointError('the pickle sets a state that is no dict');
        return;
      }
      case 'Q': // BINPERSID
        this.push(this.world.persistent(this.pop()));
        return;
      default:
        throw new CheckpointError(
          `the pickle has the instruction 0x${code.charCodeAt(0).toString(16)} at byte ${this.at - 1}, which checkpoints don't use`,
        );
    }
  }
}
