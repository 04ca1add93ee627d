import {
  type BinaryOp,
  type CompareOp,
  compareOps,
  type DType,
  type Expr,
  type Instruction,
  InternalError,
  type UnaryOp,
} from '@cresset/tensor/backend';
import { uniform32, uniform64 } from '../numeric/random.js';
import { binaryOf, castOf, compareOf, fromNumber, unaryOf, type Value } from './semantics.js';

/** Evaluates an expression element by element, where no code may be generated. */
export interface Interpreter {
  /**
   * @param inputs values of the input operands
   * @param params the parameter words
   * @param index linear index of the element
   * @param results receives one value an output
   */
  run(inputs: readonly Value[], params: readonly number[], index: number, results: Value[]): void;
}

interface Frame {
  readonly values: Value[];
  inputs: readonly Value[];
  params: readonly number[];
  index: number;
}

type Step = (frame: Frame) => Value;

function stepOf(code: readonly Instruction[], at: number): Step {
  const { op, dtype, args, value } = code[at];
  const [a, b, c] = args;
  switch (op) {
    case 'load':
      return (f) => f.inputs[value];
    case 'param':
      return (f) => fromNumber(f.params[value], dtype);
    case 'const': {
      const literal = fromNumber(value, dtype);
      return () => literal;
    }
    case 'index':
      return (f) => fromNumber(f.index, dtype);
    case 'where':
      return (f) => (f.values[a] ? f.values[b] : f.values[c]);
    case 'cast': {
      const cast = castOf(code[a].dtype, dtype);
      return (f) => cast(f.values[a]);
    }
    case 'uniform': {
      const uniform = dtype.name === 'float64' ? uniform64 : uniform32;
      return (f) => uniform(f.values[a] as number, f.values[b] as number, Number(f.values[c]));
    }
    case 'isnan':
      return isSpecial(code[a].dtype, Number.isNaN, a);
    case 'isinf':
      return isSpecial(
        code[a].dtype,
        (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY,
        a,
      );
    default: {
      if (compareOps.has(op)) {
        const compare = compareOf(op as CompareOp, code[a].dtype);
        return (f) => compare(f.values[a], f.values[b]);
      }
      if (args.length === 1) {
        const unary = unaryOf(op as UnaryOp, dtype);
        return (f) => unary(f.values[a]);
      }
      const binary = binaryOf(op as BinaryOp, dtype);
      return (f) => binary(f.values[a], f.values[b]);
    }
  }
}

function isSpecial(dtype: DType, test: (x: number) => boolean, a: number): Step {
  if (dtype.kind === 'float') return (f) => (test(f.values[a] as number) ? 1 : 0);
  if (dtype.kind !== 'complex') return () => 0;
  return (f) => ((f.values[a] as readonly [number, number]).some(test) ? 1 : 0);
}

/** @throws UnsupportedError for an instruction that the dtype has no rule for */
export function interpreter(expr: Expr): Interpreter {
  const steps = expr.code.map((instruction, at) => {
    if (instruction.args.some((a) => !(a < at))) {
      throw new InternalError(`reference: instruction ${at} (${instruction.op}) uses a later one`);
    }
    return stepOf(expr.code, at);
  });
  const frame: Frame = { values: new Array<Value>(steps.length), inputs: [], params: [], index: 0 };
  return {
    run(inputs, params, index, results) {
      frame.inputs = inputs;
      frame.params = params;
      frame.index = index;
      for (let k = 0; k < steps.length; k++) frame.values[k] = steps[k](frame);
      for (let k = 0; k < expr.outputs.length; k++) results[k] = frame.values[expr.outputs[k]];
    },
  };
}
