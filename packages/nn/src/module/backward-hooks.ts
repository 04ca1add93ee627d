import { customFunction, isGradEnabled } from '@cresset/autograd';
import { ArgumentError, Tensor } from '@cresset/tensor';
import type { BackwardHook, BackwardPreHook, Grads } from './hooks.js';
import type { Module } from './module.js';

/**
 * Backward hooks of one forward call. The arguments and the output each pass through an identity whose backward gets
 * all their gradients at once: leaving the module backwards, and entering it.
 */
export class BackwardPass {
  #gradOutput: Grads | null = null;
  #inputs = 0;
  #inputPositions: readonly number[] = [];
  #entered = false;

  constructor(
    private readonly module: Module,
    private readonly pre: readonly BackwardPreHook[],
    private readonly post: readonly BackwardHook[],
  ) {}

  /** @returns the arguments, those that want a gradient replaced by twins */
  enter(args: unknown[]): unknown[] {
    this.#inputs = args.length;
    const found = positionsOfGrads(args);
    if (!isGradEnabled() || found.length === 0) return args;
    this.#entered = true;
    this.#inputPositions = found;
    const twins = identity('backwardHook', pick(args, found), (grads) => this.#arriveAtInputs(grads));
    return replace(args, found, twins);
  }

  leave(output: unknown): unknown {
    const list: unknown[] = Array.isArray(output) ? output : [output];
    const found = positionsOfGrads(list);
    if (!isGradEnabled() || found.length === 0) return output;
    const twins = identity('backwardHook', pick(list, found), (grads) =>
      this.#arriveAtOutputs(list.length, found, grads),
    );
    const replaced = replace(list, found, twins);
    return Array.isArray(output) ? replaced : replaced[0];
  }

  #arriveAtOutputs(count: number, positions: readonly number[], grads: Grads): Grads {
    let gradOutput: Grads = spread(count, positions, grads);
    for (const hook of this.pre)
      gradOutput = changed('pre', gradOutput, hook(this.module, gradOutput) ?? undefined);
    this.#gradOutput = gradOutput;
    if (!this.#entered) this.#tell(new Array<Tensor | null>(this.#inputs).fill(null));
    return pick(gradOutput, positions);
  }

  #arriveAtInputs(grads: Grads): Grads {
    const positions = this.#inputPositions;
    const told = this.#tell(spread(this.#inputs, positions, grads));
    return pick(told, positions);
  }

  #tell(gradInput: Grads): Grads {
    let result = gradInput;
    for (const hook of this.post)
      result = changed('', result, hook(this.module, result, this.#gradOutput ?? []) ?? undefined);
    return result;
  }
}

function identity(name: string, tensors: Tensor[], arrive: (grads: Grads) => Grads): readonly Tensor[] {
  const pass = customFunction({
    name,
    forward: (_context, ...inputs: Tensor[]): readonly Tensor[] => inputs.map((t) => t.detach()),
    backward: (_context, ...grads): Grads => arrive(grads),
  });
  return pass(...tensors);
}

const positionsOfGrads = (values: readonly unknown[]): number[] =>
  values.flatMap((v, i) => (v instanceof Tensor && v.requiresGrad ? [i] : []));

function pick<T>(values: readonly unknown[], positions: readonly number[]): T[] {
  return positions.map((i) => values[i] as T);
}

function replace(
  values: readonly unknown[],
  positions: readonly number[],
  by: readonly unknown[],
): unknown[] {
  const result = [...values];
  positions.forEach((p, i) => {
    result[p] = by[i];
  });
  return result;
}

function spread(count: number, positions: readonly number[], grads: Grads): (Tensor | null)[] {
  const result = new Array<Tensor | null>(count).fill(null);
  positions.forEach((p, i) => {
    result[p] = grads[i] ?? null;
  });
  return result;
}

function changed(kind: 'pre' | '', before: Grads, returned: Grads | Tensor | undefined): Grads {
  if (returned === undefined) return before;
  const list: Grads = Array.isArray(returned) ? (returned as Grads) : [returned as Tensor];
  if (list.length !== before.length) {
    throw new ArgumentError(
      `backward ${kind === 'pre' ? 'pre-hook' : 'hook'}: returned ${list.length} gradients where ${before.length} were given`,
    );
  }
  return list;
}
