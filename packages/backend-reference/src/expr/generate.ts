import {
  type BinaryOp,
  type CompareOp,
  compareOps,
  type DType,
  type Expr,
  type Instruction,
  type UnaryOp,
} from '@cresset/tensor/backend';
import { castHeld, convertFloat } from './cast.js';
import { binaryCode, unaryCode } from './emit.js';
import { binary64, compare64, compareSign, unary64, where64 } from './emit64.js';
import { condition, type Held } from './held.js';
import { approximate, type Emit, INT, longBig, longNumber } from './long.js';
import { helpers, literal, wrapCode } from './names.js';
import { fromNumber, unsupported } from './semantics.js';

export interface GenerateOptions {
  /** Code that gives the value of input `k`. */
  input(k: number, emit: Emit): Held;
  /** Name of the variable with the linear index. */
  readonly index: string;
  /** No index is larger. */
  readonly largestIndex: number;
  /** Position of the first parameter word, as source text. */
  readonly paramsAt: string;
  /** No int64 parameter is larger in magnitude (see `paramClasses`). */
  readonly largestParam: number;
}

/** Straight-line source of an expression. */
export interface Generated {
  /** Statements to run once before the loops. */
  readonly once: string[];
  /** Statements to run for each element. */
  readonly body: string[];
  readonly results: Held[];
  readonly usesIndex: boolean;
  /** Adds to `body`. */
  readonly emit: Emit;
}

let serial = 0;

/** Writes the statements of one expression. */
class Writer implements Emit {
  readonly once: string[] = [];
  readonly body: string[] = [];
  private readonly prefix = `_${(serial++ % 1000).toString(36)}`;
  private next = 0;
  usesIndex = false;

  define(prefix: string, code: string): string {
    const name = `${prefix}${this.next++}${this.prefix}`;
    this.body.push(`const ${name}=${code};`);
    return name;
  }

  defineOnce(prefix: string, code: string): string {
    const name = `${prefix}${this.next++}${this.prefix}`;
    this.once.push(`const ${name}=${code};`);
    return name;
  }
}

export function generate(expr: Expr, options: GenerateOptions): Generated {
  const writer = new Writer();
  const held: Held[] = [];
  for (const instruction of expr.code) held.push(emit(instruction, held, expr, options, writer));
  const results = expr.outputs.map((o) => held[o]);
  return { once: writer.once, body: writer.body, results, usesIndex: writer.usesIndex, emit: writer };
}

function emit(
  instruction: Instruction,
  held: readonly Held[],
  expr: Expr,
  options: GenerateOptions,
  writer: Writer,
): Held {
  const { op, dtype, args, value } = instruction;
  const [a, b, c] = args.map((at) => held[at]);
  switch (op) {
    case 'load':
      return options.input(value, writer);
    case 'const':
      return constantHeld(value, dtype);
    case 'param':
      return paramHeld(`w[${options.paramsAt}+${value}]`, dtype, options, writer);
    case 'index':
      writer.usesIndex = true;
      if (dtype.name === 'int64')
        return { code: options.index, long: longNumber(options.index, options.largestIndex) };
      return { code: options.index };
    case 'where':
      return whereHeld(dtype, a.test ?? `${a.code}!==0`, b, c, writer);
    case 'cast':
      return castHeld(expr.code[args[0]].dtype, dtype, a, writer);
    case 'uniform': {
      const name = dtype.name === 'float64' ? 'uniform64' : 'uniform32';
      return { code: writer.define('v', `${name}(${a.code},${b.code},${approximate(c.long!, writer)})`) };
    }
    case 'isnan':
    case 'isinf':
      return testHeld(op, expr.code[args[0]].dtype, a, writer);
    default:
      if (compareOps.has(op)) return compareHeld(op as CompareOp, expr.code[args[0]].dtype, a, b, writer);
      if (args.length === 1) return unaryHeld(op as UnaryOp, dtype, a, writer);
      return binaryHeld(op as BinaryOp, dtype, a, b, writer);
  }
}

function constantHeld(x: number, dtype: DType): Held {
  const value = fromNumber(x, dtype);
  if (typeof value === 'number') return { code: literal(value) };
  if (typeof value === 'bigint') {
    const long = longNumber(literal(Number(value)), Math.abs(Number(value)));
    long.big = value < 0n ? `(${value}n)` : `${value}n`;
    return { code: '', long };
  }
  return { code: literal(value[0]), imag: literal(value[1]) };
}

function paramHeld(word: string, dtype: DType, options: GenerateOptions, writer: Writer): Held {
  if (dtype.name === 'int64') {
    const { largestParam } = options;
    if (largestParam <= INT) {
      return { code: '', long: longNumber(writer.defineOnce('p', `${word}|0`), largestParam) };
    }
    return { code: '', long: longBig(writer.defineOnce('p', `BigInt(truncate64(${word}))`)) };
  }
  if (dtype.kind === 'complex') {
    return {
      code: writer.defineOnce('p', dtype.name === 'complex64' ? `Math.fround(${word})` : word),
      imag: '0',
    };
  }
  const code = dtype.kind === 'float' ? convertFloat(dtype, word) : wrapCode(dtype, word);
  return { code: writer.defineOnce('p', code) };
}

function whereHeld(dtype: DType, test: string, a: Held, b: Held, writer: Writer): Held {
  if (dtype.name === 'int64') return { code: '', long: where64(test, a.long!, b.long!, writer) };
  const code = writer.define('v', `${test}?${a.code}:${b.code}`);
  if (dtype.kind !== 'complex') return { code };
  return { code, imag: writer.define('v', `${test}?${a.imag}:${b.imag}`) };
}

function testHeld(op: 'isnan' | 'isinf', dtype: DType, a: Held, writer: Writer): Held {
  const one = (x: string) => (op === 'isnan' ? `${x}!==${x}` : `Math.abs(${x})===Infinity`);
  if (dtype.kind === 'float') return condition(one(a.code), writer);
  if (dtype.kind === 'complex') return condition(`(${one(a.code)}||${one(a.imag!)})`, writer);
  return { code: '0' };
}

function compareHeld(op: CompareOp, dtype: DType, a: Held, b: Held, writer: Writer): Held {
  if (dtype.name === 'int64') return condition(compare64(op, a.long!, b.long!, writer), writer);
  if (dtype.kind !== 'complex') return condition(`${a.code}${compareSign(op)}${b.code}`, writer);
  if (op === 'eq') return condition(`(${a.code}===${b.code}&&${a.imag}===${b.imag})`, writer);
  if (op === 'ne') return condition(`(${a.code}!==${b.code}||${a.imag}!==${b.imag})`, writer);
  throw unsupported(op, dtype);
}

function unaryHeld(op: UnaryOp, dtype: DType, a: Held, writer: Writer): Held {
  if (dtype.name === 'int64') {
    const long = unary64(op, a.long!, writer);
    if (long === null) throw unsupported(op, dtype);
    return { code: '', long };
  }
  if (dtype.kind === 'complex') {
    if (op !== 'neg') throw unsupported(op, dtype);
    return { code: writer.define('v', `-${a.code}`), imag: writer.define('v', `-${a.imag}`) };
  }
  const code = unaryCode(op, dtype, a.code);
  if (code === null) throw unsupported(op, dtype);
  return { code: writer.define('v', code) };
}

function binaryHeld(op: BinaryOp, dtype: DType, a: Held, b: Held, writer: Writer): Held {
  if (dtype.name === 'int64') {
    const long = binary64(op, a.long!, b.long!, writer);
    if (long === null) throw unsupported(op, dtype);
    return { code: '', long };
  }
  if (dtype.kind === 'complex') return complexHeld(op, dtype, a, b, writer);
  const code = binaryCode(op, dtype, a.code, b.code);
  if (code === null) throw unsupported(op, dtype);
  return { code: writer.define('v', code) };
}

function complexHeld(op: BinaryOp, dtype: DType, a: Held, b: Held, writer: Writer): Held {
  const round = (code: string) =>
    writer.define('v', dtype.name === 'complex64' ? `Math.fround(${code})` : code);
  switch (op) {
    case 'add':
      return { code: round(`${a.code}+${b.code}`), imag: round(`${a.imag}+${b.imag}`) };
    case 'sub':
      return { code: round(`${a.code}-${b.code}`), imag: round(`${a.imag}-${b.imag}`) };
    case 'mul':
      return {
        code: round(`${a.code}*${b.code}-${a.imag}*${b.imag}`),
        imag: round(`${a.code}*${b.imag}+${a.imag}*${b.code}`),
      };
    default:
      throw unsupported(op, dtype);
  }
}

/** Declarations of the helpers that `source` names. */
export function declareHelpers(source: string): string {
  const used = Object.keys(helpers).filter((name) => source.includes(`${name}(`));
  return used.map((name) => `const ${name}=R.${name};`).join('');
}
