import {
  type BinaryOp,
  type CompareOp,
  compareOps,
  type DType,
  type Expr,
  float32,
  float64,
  type Instruction,
  type UnaryOp,
} from '@cresset/tensor/backend';
import { binaryCode, castCode, roundCode, unaryCode } from './emit.js';
import { binary64, compare64, compareSign, unary64, where64 } from './emit64.js';
import {
  approximate,
  bigOf,
  type Emit,
  halvesOf,
  INT,
  type Long,
  longBig,
  longNumber,
  MAX64,
} from './long.js';
import { helpers, literal, wrapCode } from './names.js';
import { fromNumber, unsupported } from './semantics.js';

/** How a value is held in the generated program. */
export interface Held {
  /** Name or literal of the Number; of a complex value, of its real part. */
  readonly code: string;
  /** Complex types: name of the imaginary part. */
  readonly imag?: string;
  /** Bool: the condition that this came from, for branches to use directly. */
  readonly test?: string;
  /** int64. */
  readonly long?: Long;
}

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

/**
 * Kernels are compiled for classes of magnitudes of their int64 parameters, the class being looked up at each run: the
 * product of two parameters below 2¹² is a 32-bit integer, that of two below 2²² an exact Number, and only the others
 * need BigInts.
 */
export const paramClasses: readonly number[] = [2 ** 12, 2 ** 22, INT, MAX64];

/** The class of the parameters at positions `at + k` of the words. */
export function classOf(words: Float64Array, at: number, positions: readonly number[]): number {
  let largest = 0;
  for (let k = 0; k < positions.length; k++) largest = Math.max(largest, Math.abs(words[at + positions[k]]));
  let c = 0;
  while (c < paramClasses.length - 1 && !(largest <= paramClasses[c])) c++;
  return c;
}

/** Positions of the int64 parameters. */
export function longParams(expr: Expr): number[] {
  return expr.code.filter((c) => c.op === 'param' && c.dtype.name === 'int64').map((c) => c.value);
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

/** Rounds a float64 to a floating type. */
function convertFloat(dtype: DType, code: string): string {
  if (dtype.name === 'float16') return `roundHalf(${code})`;
  if (dtype.name === 'bfloat16') return `roundBrain(${code})`;
  return roundCode(dtype, code);
}

function condition(test: string, writer: Writer): Held {
  return { code: writer.define('v', `${test}?1:0`), test };
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

/** The type of the two parts of a complex number. */
function partOf(dtype: DType): DType {
  return dtype.name === 'complex64' ? float32 : float64;
}

function castHeld(from: DType, to: DType, a: Held, writer: Writer): Held {
  if (from.kind === 'complex') {
    if (to.kind === 'bool') return condition(`(${a.code}!==0||${a.imag}!==0)`, writer);
    if (to.kind !== 'complex') return castHeld(partOf(from), to, { code: a.code }, writer);
    if (to.name === 'complex128' || from === to) return a;
    return {
      code: writer.define('v', `Math.fround(${a.code})`),
      imag: writer.define('v', `Math.fround(${a.imag})`),
    };
  }
  if (to.kind === 'complex') {
    return { code: castHeld(from, partOf(to), a, writer).code, imag: '0' };
  }
  if (from.name === 'int64') return castLong(to, a.long!, writer);
  if (to.name === 'int64') {
    if (from.kind === 'float')
      return { code: '', long: longNumber(writer.define('v', `truncate64(${a.code})`), MAX64) };
    return { code: '', long: longNumber(a.code, from.kind === 'bool' ? 1 : 2 ** (8 * from.bytes)) };
  }
  const code = castCode(from, to, a.code);
  return code === a.code ? a : { code: writer.define('v', code) };
}

function castLong(to: DType, a: Long, writer: Writer): Held {
  if (to.name === 'int64') return { code: '', long: a };
  const memory = a.number === null && a.memory !== null && a.big === null;
  if (to.kind === 'float') {
    let code: string;
    if (to.name === 'float64') code = approximate(a, writer);
    else if (a.number !== null) code = `Math.fround(${a.number})`;
    else if (memory) code = `floatOfHalves(${halvesOf(a, writer).join(',')})`;
    else code = `floatOfBig(${bigOf(a, writer)})`;
    return { code: writer.define('v', to.bytes === 2 ? convertFloat(to, code) : code) };
  }
  if (to.kind === 'bool') {
    if (a.number !== null) return condition(`${a.number}!==0`, writer);
    if (memory) return condition(`(${halvesOf(a, writer).join('|')})!==0`, writer);
    return condition(`${bigOf(a, writer)}!==0n`, writer);
  }
  const low = a.number ?? (memory ? halvesOf(a, writer)[0] : `lowOfBig(${bigOf(a, writer)})`);
  return { code: writer.define('v', wrapCode(to, low)) };
}

/** Declarations of the helpers that `source` names. */
export function declareHelpers(source: string): string {
  const used = Object.keys(helpers).filter((name) => source.includes(`${name}(`));
  return used.map((name) => `const ${name}=R.${name};`).join('');
}
