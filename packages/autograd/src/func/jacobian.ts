import { full, reshape, stack, type Tensor, zeros, zerosLike } from '@cresset/tensor';
import { grad as gradients } from '../grad.js';
import { pushforward } from './products.js';
import type { Fn, TransformOptions } from './transform.js';
import { likeArguments, released, traced, transformOptions } from './transform.js';
import { leavesOf, mapTree } from './tree.js';

/** A tensor that is 1 in one place. */
function basis(like: Tensor, at: number): Tensor {
  const flat = zeros([like.numel()], { dtype: like.dtype, device: like.device });
  flat.select(0, at).fill_(1);
  return reshape(flat, [...like.shape]);
}

const blockShape = (y: Tensor, x: Tensor): number[] => [...y.shape, ...x.shape];

/** Rows or columns as one tensor; of none, an empty one. */
function stacked(parts: readonly Tensor[], dim: number, shape: readonly number[], like: Tensor): Tensor {
  const { dtype, device } = like;
  return parts.length === 0
    ? full([...shape], 0, { dtype, device })
    : reshape(stack([...parts], dim), [...shape]);
}

/**
 * The function that gives the Jacobian of `f` by reverse mode, a row at a time (`torch.func.jacrev`): for more inputs
 * than outputs.
 *
 * @param options.argnums argument to differentiate by, or several (default 0)
 * @param options.hasAux the new function returns `[jacobian, aux]` (default false)
 * @returns for a tensor argument and a tensor result [...output, ...input]; otherwise the tree of the results, with the
 *   tree of the arguments at each leaf
 */
export function jacrev(f: Fn, options: TransformOptions = {}): (...args: unknown[]) => unknown {
  const o = transformOptions('jacrev', options);
  return (...args) =>
    traced('jacrev', f, args, o, (t) => {
      leavesOf('jacrev', t.output);
      const { createGraph, inputs } = t;
      const result = mapTree(t.output, (y) => {
        const rows: Tensor[][] = inputs.map(() => []);
        const flat = reshape(y, [-1]);
        for (let i = 0; i < flat.numel(); i++) {
          const gs = y.requiresGrad
            ? gradients(flat.select(0, i), inputs, { retainGraph: true, createGraph, materializeGrads: true })
            : inputs.map((x) => zerosLike(x));
          gs.forEach((g, k) => rows[k]!.push(g!));
        }
        const blocks = inputs.map((x, k) => stacked(rows[k]!, 0, blockShape(y, x), x));
        return likeArguments(args, o.argnums, blocks);
      });
      return o.hasAux ? [result, released(t.aux, createGraph)] : result;
    });
}

/**
 * The function that gives the Jacobian of `f` by forward mode, a column at a time (`torch.func.jacfwd`): for more
 * outputs than inputs. Forms of arguments and results are those of `jacrev`.
 */
export function jacfwd(f: Fn, options: TransformOptions = {}): (...args: unknown[]) => unknown {
  const o = transformOptions('jacfwd', options);
  return (...args) =>
    traced('jacfwd', f, args, o, (t) => {
      const outputs = leavesOf('jacfwd', t.output);
      const push = pushforward(t);
      /** columns[output][input] */
      const columns: Tensor[][][] = outputs.map(() => t.inputs.map(() => []));
      t.inputs.forEach((x, k) => {
        for (let i = 0; i < x.numel(); i++) {
          const tangents = t.inputs.map((other) => (other === x ? basis(x, i) : zerosLike(other)));
          push(tangents, t.createGraph).forEach((column, j) => columns[j]![k]!.push(column));
        }
      });
      const result = mapTree(t.output, (y, j) => {
        const blocks = t.inputs.map((x, k) => stacked(columns[j]![k]!, -1, blockShape(y, x), x));
        return likeArguments(args, o.argnums, blocks);
      });
      return o.hasAux ? [result, released(t.aux, t.createGraph)] : result;
    });
}

/**
 * The function that gives the Hessian of a function of one result: forward over reverse (`torch.func.hessian`).
 * @param options.argnums argument to differentiate by, or several (default 0)
 */
export function hessian(
  f: Fn,
  options: { argnums?: TransformOptions['argnums'] } = {},
): (...args: unknown[]) => unknown {
  return jacfwd(jacrev(f, options) as Fn, options);
}
