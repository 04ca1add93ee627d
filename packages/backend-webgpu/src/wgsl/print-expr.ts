import {
  type BinaryOp,
  type CompareOp,
  compareOps,
  type DType,
  type Expr,
  type TestOp,
  type UnaryOp,
} from '@cresset/tensor/backend';
import { declareLiteral, longWords } from './literal.js';
import { binaryCode, castCode, compareCode, testCode, unaryCode } from './operations.js';
import { slotKey } from './params.js';
import { requireRegister, unsupported } from './unsupported.js';

/** Where an expression's leaves come from. All are text of WGSL expressions without side effects. */
export interface Leaves {
  load(operand: number, dtype: DType): string;
  /** The slot with this key (see `paramSlots`). */
  param(key: string, dtype: DType): string;
  /** The linear index, as vec2<u32>. */
  index(): string;
}

export interface Printed {
  /** Statements, one an instruction. */
  readonly lines: readonly string[];
  /** Name of the value of each output. */
  readonly results: readonly string[];
}

/**
 * Prints an expression as WGSL statements that define `{prefix}0`, `{prefix}1`, …
 * @throws UnsupportedError for an instruction or dtype that the device doesn't have
 */
export function printExpr(expr: Expr, leaves: Leaves, prefix = 'v'): Printed {
  const lines: string[] = [];
  const names: string[] = [];
  expr.code.forEach(({ op, dtype, args, value }, at) => {
    const name = `${prefix}${at}`;
    const [a, b, c] = args.map((i) => names[i]);
    names.push(name);
    if (dtype.name === 'float64') {
      // Only as the seed and offset of `uniform`: integers, which two words hold.
      if (op === 'param') lines.push(`let ${name} = ${leaves.param(slotKey(value, dtype), dtype)};`);
      else if (op === 'const') {
        const [low, high] = longWords(value);
        lines.push(`var ${name} = vec2<u32>(${low}u, ${high}u);`);
      } else throw unsupported(op, dtype);
      return;
    }
    const register = requireRegister(op, dtype);
    const define = (code: string): void => {
      lines.push(`let ${name}: ${register} = ${code};`);
    };
    const operand = args.length > 0 ? expr.code[args[0]].dtype : dtype;
    if (operand.name === 'float64' && op !== 'uniform') throw unsupported(op, operand);
    switch (op) {
      case 'load':
        define(leaves.load(value, dtype));
        break;
      case 'param':
        define(leaves.param(slotKey(value, dtype), dtype));
        break;
      case 'const':
        lines.push(declareLiteral(name, dtype, value));
        break;
      case 'index':
        define(register === 'vec2<u32>' ? leaves.index() : `${register}(${leaves.index()}.x)`);
        break;
      case 'where':
        define(`select(${c}, ${b}, ${a})`);
        break;
      case 'cast':
        define(castCode(operand, dtype, a));
        break;
      case 'uniform':
        if (register !== 'f32') throw unsupported(op, dtype);
        define(`uniform_f(${a}, ${b}, ${c})`);
        break;
      case 'isnan':
      case 'isinf':
        define(testCode(op as TestOp, operand, a));
        break;
      default:
        if (compareOps.has(op)) define(compareCode(op as CompareOp, operand, a, b));
        else if (args.length === 1) define(unaryCode(op as UnaryOp, dtype, a));
        else define(binaryCode(op as BinaryOp, dtype, a, b));
    }
  });
  return { lines, results: expr.outputs.map((at) => names[at]) };
}
