import type { DTypeKind } from '../../../dtype.js';
import { DTypeError } from '../../../errors.js';
import type { ElementwiseOperand } from '../../../op/define-elementwise.js';
import { checkBoolean } from '../../../op/options.js';
import { Tensor } from '../../../tensor.js';

interface Declared {
  (input: Tensor, ...args: unknown[]): Tensor;
  readonly op: { readonly name: string };
  readonly inplace: (target: Tensor, ...args: unknown[]) => Tensor;
}

/**
 * Adds PyTorch's option `inplace` to an activation: with it the result is written over the input.
 *
 * @param inplace the form that writes in place, when its gradient has to be another (computed from the result)
 */
export function withInplaceOption<O>(op: O, inplace: unknown = op): O {
  const f = op as unknown as Declared;
  const write = (inplace as Declared).inplace;
  const wrapped = (input: Tensor, ...args: unknown[]): Tensor => {
    const last = args[args.length - 1];
    if (last === undefined || last === null || typeof last !== 'object' || !('inplace' in last)) {
      return f(input, ...args);
    }
    const { inplace: wanted, ...rest } = last as Record<string, unknown>;
    const others = Object.keys(rest).length === 0 ? args.slice(0, -1) : [...args.slice(0, -1), rest];
    return checkBoolean(f.op.name, 'inplace', wanted ?? false)
      ? write(input, ...others)
      : f(input, ...others);
  };
  return Object.assign(wrapped, { op: f.op, inplace: write }) as unknown as O;
}

/** The check of activations that PyTorch defines for floating-point tensors only, or for complex ones too. */
export const floatingOnly =
  (name: string, complex = false) =>
  ([input]: readonly ElementwiseOperand[]): void => {
    const accepted = (kind: DTypeKind): boolean => kind === 'float' || (complex && kind === 'complex');
    if (input instanceof Tensor && !accepted(input.dtype.kind)) {
      throw new DTypeError(`${name}: has no rule for ${input.dtype} (it takes floating-point tensors)`);
    }
  };
