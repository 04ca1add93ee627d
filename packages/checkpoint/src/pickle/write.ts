import { CheckpointError } from './read.js';

/** A call of a class or function of Python, to be made when the pickle is read. */
export class Call {
  constructor(
    readonly module: string,
    readonly name: string,
    readonly args: readonly unknown[],
  ) {}
}

/** A class or function of Python itself. */
export class Reference {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
}

/** Something kept outside the pickle, by its id. */
export class Persistent {
  constructor(readonly id: unknown) {}
}

/** A number that is a float of Python also where it has no fraction. */
export class Float {
  constructor(readonly value: number) {}
}

/** A tuple of Python, where an array would be a list. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** Writes values as a pickle of protocol 2: null, booleans, numbers, strings, arrays, plain objects, maps, and the classes above. */
export function writePickle(value: unknown): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.bytes(0x80, 2);
  writer.value(value, '');
  writer.bytes(0x2e);
  return writer.result();
}

class Writer {
  private data = new Uint8Array(4096);
  private length = 0;
  private readonly open = new Set<object>();

  result(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }

  private room(n: number): number {
    if (this.length + n > this.data.length) {
      const larger = new Uint8Array(Math.max(2 * this.data.length, this.length + n));
      larger.set(this.data);
      this.data = larger;
    }
    const at = this.length;
    this.length += n;
    return at;
  }

  bytes(...values: number[]): void {
    this.data.set(values, this.room(values.length));
  }

  private code(c: string): void {
    this.bytes(c.charCodeAt(0));
  }

  private raw(v: Uint8Array): void {
    this.data.set(v, this.room(v.length));
  }

  private view(n: number): DataView {
    const at = this.room(n);
    return new DataView(this.data.buffer, at, n);
  }

  private text(s: string): void {
    const encoded = new TextEncoder().encode(s);
    this.code('X');
    this.view(4).setUint32(0, encoded.length, true);
    this.raw(encoded);
  }

  private integer(v: bigint): void {
    if (v >= -(2n ** 31n) && v < 2n ** 31n) {
      this.code('J');
      this.view(4).setInt32(0, Number(v), true);
      return;
    }
    const out: number[] = [];
    let rest = v;
    // Two's complement, little-endian, until the rest is only the sign.
    for (;;) {
      const byte = Number(rest & 0xffn);
      out.push(byte);
      rest >>= 8n;
      if ((rest === 0n && byte < 128) || (rest === -1n && byte >= 128)) break;
    }
    this.bytes(0x8a, out.length, ...out);
  }

  private float(v: number): void {
    this.code('G');
    this.view(8).setFloat64(0, v, false);
  }

  private global(module: string, name: string): void {
    this.code('c');
    this.raw(new TextEncoder().encode(`${module}\n${name}\n`));
  }

  private tuple(items: readonly unknown[], path: string): void {
    this.code('(');
    for (const item of items) this.value(item, path);
    this.code('t');
  }

  private dict(entries: Iterable<readonly [unknown, unknown]>, path: string): void {
    this.code('}');
    this.code('(');
    for (const [k, v] of entries) {
      this.value(k, path);
      this.value(v, path === '' ? String(k) : `${path}.${String(k)}`);
    }
    this.code('u');
  }

  /** @param path where the value stands, for the sentence of an error */
  value(v: unknown, path: string): void {
    if (v === null || v === undefined) this.code('N');
    else if (typeof v === 'boolean') this.bytes(v ? 0x88 : 0x89);
    else if (typeof v === 'string') this.text(v);
    else if (typeof v === 'bigint') this.integer(v);
    else if (typeof v === 'number') {
      if (Number.isSafeInteger(v) && !Object.is(v, -0)) this.integer(BigInt(v));
      else this.float(v);
    } else if (typeof v === 'object') this.object(v, path);
    else throw new CheckpointError(`save: '${path}' is a ${typeof v}, which no file can hold`);
  }

  private object(v: object, path: string): void {
    if (v instanceof Float) this.float(v.value);
    else if (v instanceof Tuple) this.tuple(v.items, path);
    else if (v instanceof Reference) this.global(v.module, v.name);
    else if (v instanceof Call) {
      this.global(v.module, v.name);
      this.tuple(v.args, path);
      this.code('R');
    } else if (v instanceof Persistent) {
      this.value(v.id, path);
      this.code('Q');
    } else this.container(v, path);
  }

  private container(v: object, path: string): void {
    if (this.open.has(v)) throw new CheckpointError(`save: '${path}' contains itself`);
    this.open.add(v);
    const prototype: unknown = Object.getPrototypeOf(v);
    if (Array.isArray(v)) {
      this.code(']');
      this.code('(');
      v.forEach((item, i) => this.value(item, `${path}[${i}]`));
      this.code('e');
    } else if (v instanceof Map) this.dict(v, path);
    else if (prototype === Object.prototype || prototype === null) this.dict(Object.entries(v), path);
    else {
      const name = (v.constructor as { name?: string } | undefined)?.name ?? 'class';
      throw new CheckpointError(
        `save: '${path}' is an object of class ${name}; save what it is made of, as stateDict() gives it`,
      );
    }
    this.open.delete(v);
  }
}
