import type { DType } from '../dtype.js';
import { InternalError } from '../errors.js';
import type { ComplexOp, Expr, Instruction, ScalarOp } from './instructions.js';
import type { Scalar } from './scalar.js';
import { load } from './scalar.js';

/**
 * Puts a DAG of scalars into linear form, dead code removed.
 *
 * @param outputs one scalar an output operand
 * @param inputs dtypes of the input operands, in the order of their `load` positions
 * @param params number of run-time scalars
 */
export function buildExpr(outputs: readonly Scalar[], inputs: readonly DType[], params = 0): Expr {
  const code: Instruction[] = [];
  const position = new Map<Scalar, number>();
  const visit = (node: Scalar): number => {
    const known = position.get(node);
    if (known !== undefined) return known;
    const args = node.args.map(visit);
    if (isComplexOp(node.op)) throw new InternalError(`scalar expression: '${node.op}' was not lowered`);
    code.push({ op: node.op, dtype: node.dtype, args, value: node.value });
    position.set(node, code.length - 1);
    return code.length - 1;
  };
  const results = outputs.map(visit);
  const outputTypes = outputs.map((o) => o.dtype);
  const body = code.map((c) => `${c.op}.${c.dtype.id}(${c.args.join(' ')})${shown(c.value)}`).join(';');
  const key = `${inputs.map((t) => t.id).join(',')}|${params}|${body}|${results.join(',')}`;
  return { inputs, params, code, outputs: results, outputTypes, key };
}

const complexOps: Readonly<Record<ComplexOp, true>> = {
  real: true,
  imag: true,
  conj: true,
  angle: true,
  pair: true,
};
const isComplexOp = (op: ScalarOp | ComplexOp): op is ComplexOp => op in complexOps;

/** −0 and 0 are different literals; nothing stands for 0, which most instructions have. */
const shown = (value: number): string =>
  Object.is(value, 0) ? '' : Object.is(value, -0) ? '-0' : String(value);

/** The expression that passes its inputs through. */
export function identityExpr(...types: DType[]): Expr {
  return buildExpr(
    types.map((t, i) => load(i, t)),
    types,
  );
}
