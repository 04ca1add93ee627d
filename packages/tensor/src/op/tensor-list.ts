import { ArgumentError } from '../errors.js';
import { Tensor } from '../tensor.js';
import { describe } from './options.js';

/** Tensors one after the other, or in an array. */
export type TensorList = readonly Tensor[] | readonly [readonly Tensor[]];

/**
 * The tensors of a function that takes any number of them: `f(x, y)` or `f([x, y])`, as PyTorch takes both.
 *
 * @throws ArgumentError for anything else among them
 */
export function tensorList(op: string, args: readonly unknown[]): readonly Tensor[] {
  const list = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  list.forEach((t, i) => {
    if (!(t instanceof Tensor))
      throw new ArgumentError(`${op}: argument ${i + 1} must be a tensor, got ${describe(t)}`);
  });
  return list as readonly Tensor[];
}
