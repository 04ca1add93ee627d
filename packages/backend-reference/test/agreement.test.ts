import {
  type BinaryOp,
  bool,
  type CompareOp,
  type DType,
  dtypes,
  type Expr,
  float32,
  float64,
  int64,
  type KernelSpec,
  type UnaryOp,
} from '@cresset/tensor/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference } from '../src/index.js';
import { blank, type Element, elements, expr, place, run, type Short } from './helper.js';

/** Random programs and operands, run by the generated code and by the interpreter: they must agree to the last bit. */

const floatUnary: readonly UnaryOp[] =
  'neg abs sign reciprocal sqrt rsqrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid erf erfc erfinv lgamma digamma floor ceil round trunc'.split(
    ' ',
  ) as UnaryOp[];
const intUnary: readonly UnaryOp[] = ['neg', 'abs', 'sign', 'not', 'floor', 'trunc'];
const floatBinary: readonly BinaryOp[] =
  'add sub mul div floordiv truncdiv remainder fmod pow atan2 zeta min max'.split(' ') as BinaryOp[];
const intBinary: readonly BinaryOp[] =
  'add sub mul floordiv truncdiv remainder fmod gcd pow min max and or xor shl shr'.split(' ') as BinaryOp[];
const boolBinary: readonly BinaryOp[] = ['add', 'mul', 'min', 'max', 'and', 'or', 'xor'];
const compares: readonly CompareOp[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];

/** Decisions drawn from a list of random numbers, so that a failing program can be shrunk. */
class Tape {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  below(n: number): number {
    const x = this.numbers[this.at++ % this.numbers.length];
    return x % n;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

const literals = [0, 1, -1, 2, 3, 5, -7, 31, 0.5, -2.5, 100, 2 ** 31, -(2 ** 40), 2 ** 53 - 1, 1e-3];

function elementOf(tape: Tape, dtype: DType): Element {
  const x = tape.pick([...literals, Number.NaN, Infinity, -Infinity, -0, 1e20, 127, -128, 0.1]);
  if (dtype.isComplex) return [x, tape.pick(literals)];
  if (dtype.kind === 'float') return x;
  const whole = Number.isFinite(x) ? Math.trunc(x) : 9;
  if (dtype === int64) return tape.pick([BigInt(whole), 2n ** 62n + 12345n, -(2n ** 63n), 2n ** 63n - 1n]);
  return dtype === bool ? Number(whole > 0) : whole;
}

/** A random program; every instruction but the first few takes its arguments from earlier ones. */
function program(tape: Tape, inputs: readonly DType[]): Expr {
  const code: Short[] = inputs.map((dtype, k) => ['load', dtype, [], k]);
  code.push(['index', int64], ['param', float64, [], 0], ['param', int64, [], 1]);
  const length = code.length + 1 + tape.below(12);
  while (code.length < length) {
    const a = tape.below(code.length);
    const dtype = code[a][1];
    const same = code.flatMap(([, t], i) => (t === dtype ? [i] : []));
    const b = tape.pick(same);
    const isInt = dtype.kind === 'int';
    const isFloat = dtype.kind === 'float';
    const binary = isFloat
      ? floatBinary
      : isInt
        ? intBinary
        : dtype === bool
          ? boolBinary
          : (['add', 'mul'] as const);
    const unary = isFloat
      ? floatUnary
      : isInt
        ? intUnary
        : dtype === bool
          ? (['not', 'abs'] as const)
          : (['neg'] as const);
    const conditions = code.flatMap(([, t], i) => (t === bool ? [i] : []));
    switch (tape.below(8)) {
      case 0:
        code.push(['cast', tape.pick(dtypes), [a]]);
        break;
      case 1:
        code.push([tape.pick(unary), dtype, [a]]);
        break;
      case 2:
        code.push([tape.pick(dtype.isComplex ? (['eq', 'ne'] as const) : compares), bool, [a, b]]);
        break;
      case 3:
        if (conditions.length > 0) code.push(['where', dtype, [tape.pick(conditions), a, b]]);
        else code.push([tape.pick(['isnan', 'isinf'] as const), bool, [a]]);
        break;
      case 4: {
        const literal = tape.pick(literals);
        code.push([
          'const',
          dtype,
          [],
          dtype === bool ? Number(literal > 0) : isInt ? Math.trunc(literal) : literal,
        ]);
        break;
      }
      default:
        code.push([tape.pick(binary), dtype, [a, b]]);
    }
  }
  const outputs = [code.length - 1, tape.below(code.length)];
  return expr(inputs, code, outputs, 2);
}

const tapes = fc.array(fc.nat(1 << 20), { minLength: 40, maxLength: 80 });
const generated = reference({ codegen: true });
const interpreted = reference({ codegen: false });

describe('generated code and interpreter', () => {
  it('agree on maps of random programs, dense and strided', () => {
    fc.assert(
      fc.property(tapes, (numbers) => {
        const tape = new Tape(numbers);
        const inputs = Array.from({ length: 1 + tape.below(3) }, () => tape.pick(dtypes));
        const e = program(tape, inputs);
        const values = inputs.map((dtype) => Array.from({ length: 12 }, () => elementOf(tape, dtype)));
        const params = [tape.pick(literals), Math.trunc(tape.pick([...literals, 2 ** 62]))];
        // 2 × 3 points; rows backwards in every second operand, so that strides differ.
        const spec: KernelSpec = { family: 'map', rank: 2, key: e.key, expr: e, contiguous: false };
        const results = [generated, interpreted].map((backend) => {
          const outputs = e.outputTypes.map((t) => blank(backend, t, 6, [3, 1]));
          const operands = values.map((v, k) =>
            k % 2 === 0 ? place(backend, inputs[k], v, [2, 4]) : place(backend, inputs[k], v, [-3, 1], 5),
          );
          run(backend, spec, [2, 3], [...outputs, ...operands], params);
          return outputs.map((o) => elements(backend, o));
        });
        expect(results[0]).toEqual(results[1]);
      }),
      { seed: 5, numRuns: 1500 },
    );
  });

  it('agree on reductions of random programs', () => {
    const combines = ['sum', 'prod', 'min', 'max', 'argmin', 'argmax'] as const;
    fc.assert(
      fc.property(tapes, (numbers) => {
        const tape = new Tape(numbers);
        const input = tape.pick(dtypes.filter((t) => !t.isComplex));
        const accumulate = tape.pick([int64, float32, float64, dtypes[4], input]);
        const combine = accumulate === bool ? tape.pick(['any', 'all'] as const) : tape.pick(combines);
        const prologue = expr(
          [input],
          [
            ['load', input],
            ['cast', accumulate, [0]],
          ],
        );
        const arg = combine === 'argmin' || combine === 'argmax';
        const epilogue = arg
          ? expr(
              [accumulate, int64],
              [
                ['load', accumulate, [], 0],
                ['load', int64, [], 1],
              ],
              [0, 1],
            )
          : expr([accumulate], [['load', accumulate]]);
        const values = Array.from({ length: 24 }, () => elementOf(tape, input));
        const spec: KernelSpec = {
          family: 'reduce',
          rank: 3,
          kept: 1,
          prologue,
          combine,
          accumulate,
          epilogue,
          key: `${prologue.key}|${combine}|${epilogue.key}`,
        };
        const results = [generated, interpreted].map((backend) => {
          const outputs = epilogue.outputTypes.map((t) => blank(backend, t, 3, [1, 0, 0]));
          run(backend, spec, [3, 2, 4], [...outputs, place(backend, input, values, [4, 12, -1], 3)]);
          return outputs.map((o) => elements(backend, o));
        });
        expect(results[0]).toEqual(results[1]);
      }),
      { seed: 6, numRuns: 600 },
    );
  });
});
