import { DTypeError, GradientError } from '../../errors.js';
import { gradState } from '../../grad/mode.js';
import type { ElementwiseOperand, OptionValue } from '../../op/define-elementwise.js';
import { Tensor } from '../../tensor.js';

const isBool = (o: ElementwiseOperand): boolean =>
  o instanceof Tensor ? o.dtype.kind === 'bool' : typeof o === 'boolean';

/** @throws DTypeError when any operand is bool */
export function refuseBool(op: string, operands: readonly ElementwiseOperand[], remedy: string): void {
  if (operands.some(isBool)) throw new DTypeError(`${op}: bool tensors are not accepted; ${remedy}`);
}

/** @throws DTypeError when the operands promote to bool */
export function refuseAllBool(op: string, operands: readonly ElementwiseOperand[]): void {
  if (operands.every(isBool))
    throw new DTypeError(`${op}: has no rule for bool (it takes integer or floating-point tensors)`);
}

/** @throws DTypeError when an operand is no integer or bool */
export function refuseFloats(op: string, operands: readonly ElementwiseOperand[]): void {
  for (const o of operands) {
    const type = o instanceof Tensor ? o.dtype.name : Number.isInteger(Number(o)) ? 'int64' : 'float32';
    const kind = o instanceof Tensor ? o.dtype.kind : type === 'int64' ? 'int' : 'float';
    if (kind === 'float')
      throw new DTypeError(`${op}: has no rule for ${type} (it takes integer or bool tensors)`);
  }
}

/** PyTorch's rule for factors such as `alpha`: they may not turn integers into floats. */
export function checkAlpha(
  op: string,
  name: string,
  operands: readonly ElementwiseOperand[],
  options: Readonly<Record<string, OptionValue>>,
): void {
  const factor = options[name];
  if (typeof factor !== 'number' || Number.isInteger(factor)) return;
  const floating = operands.some((o) =>
    o instanceof Tensor ? o.dtype.isDifferentiable : !Number.isInteger(Number(o)),
  );
  if (!floating) throw new DTypeError(`${op}: ${name} must be an integer for integer tensors, got ${factor}`);
}

/** @throws GradientError when a gradient is recorded for an operand that has none, instead of leaving it out in silence */
export function refuseGradient(op: string, name: string, operand: ElementwiseOperand): void {
  if (operand instanceof Tensor && operand.requiresGradFlag && gradState.enabled) {
    throw new GradientError(`${op}: there is no gradient for '${name}'; detach() it first`);
  }
}
