import type { Tensor } from '@cresset/tensor';
import { DeviceError, GradientError } from '@cresset/tensor';
import type { GradRule } from '@cresset/tensor/engine';
import { gradState, withoutGrad } from '@cresset/tensor/engine';
import { describe } from '@cresset/tensor/toolkit';
import { revive } from './node.js';
import { record } from './record.js';

/** What a custom function's forward hands to its backward. */
export interface FunctionContext {
  /** Keeps tensors for backward; changes in place are detected there. */
  saveForBackward(...tensors: Tensor[]): void;
  /** What was kept. @throws GradientError when one was changed in place since */
  readonly savedTensors: readonly Tensor[];
  /** Which tensor arguments want a gradient, by position among the arguments. */
  readonly needsInputGrad: readonly boolean[];
  /** Whatever else backward needs. */
  [name: string]: unknown;
}

export interface CustomFunction<A extends readonly unknown[], R extends Tensor | readonly Tensor[]> {
  readonly name: string;
  /** Computes the result; nothing in it is recorded. */
  forward(context: FunctionContext, ...args: A): R;
  /**
   * What it makes is released when it returns, and so are `grads`: mark by `keep()` what you want to look at later.
   *
   * @param grads gradient of each output; null where none arrived
   * @returns gradient of each argument, null for arguments that aren't tensors or need none
   */
  backward(context: FunctionContext, ...grads: (Tensor | null)[]): Tensor | null | readonly (Tensor | null)[];
}

class Context implements FunctionContext {
  [name: string]: unknown;
  #saved: { tensor: Tensor; version: number }[] = [];

  constructor(
    readonly functionName: string,
    readonly needsInputGrad: readonly boolean[],
  ) {}

  saveForBackward(...tensors: Tensor[]): void {
    this.#saved = tensors.map((tensor) => {
      // Whatever happens to the user's handle; the memory goes with this context, by garbage collection.
      tensor.storage.retain();
      return { tensor, version: tensor.version };
    });
  }

  get savedTensors(): readonly Tensor[] {
    return this.#saved.map(({ tensor, version }) => {
      if (tensor.version !== version) {
        throw new GradientError(
          `${this.functionName}: a saved tensor was changed in place since forward; clone it first`,
        );
      }
      return tensor.disposed ? revive(tensor) : tensor;
    });
  }
}

const isTensor = (v: unknown): v is Tensor => typeof v === 'object' && v !== null && 'requiresGradFlag' in v;

/**
 * Makes an op of a forward and a backward (`torch.autograd.Function`).
 *
 * ```ts
 * const square = customFunction({
 *   name: 'square',
 *   forward(ctx, x: Tensor) { ctx.saveForBackward(x); return x.mul(x); },
 *   backward(ctx, g) { return g!.mul(ctx.savedTensors[0]!.mul(2)); },
 * });
 * ```
 */
export function customFunction<A extends readonly unknown[], R extends Tensor | readonly Tensor[]>(
  f: CustomFunction<A, R>,
): (...args: A) => R {
  return (...args: A): R => {
    const tensors = args.map((a) => (isTensor(a) ? a : null));
    const needs = tensors.map((t) => t?.requiresGradFlag === true);
    const context = new Context(f.name, needs);
    const result = withoutGrad(() => f.forward(context, ...args));
    if (!gradState.enabled || !needs.includes(true)) return result;
    const outputs = (Array.isArray(result) ? result : [result]) as readonly Tensor[];
    outputs.forEach((o, i) => {
      if (!isTensor(o)) {
        throw new GradientError(`${f.name}: forward must return tensors, got ${describe(o)}`);
      }
      if (tensors.includes(o)) {
        throw new GradientError(`${f.name}: forward returned one of its arguments; return a clone of it`);
      }
      // It has a place in the graph already, and would lose it.
      if (o.requiresGradFlag || outputs.indexOf(o) !== i) {
        throw new GradientError(
          `${f.name}: forward returned a tensor ${o.requiresGradFlag ? 'that is part of a graph already' : 'twice'}; return a clone of it`,
        );
      }
    });
    const rule: GradRule = {
      name: f.name,
      usesMetadata: false,
      saved: () => ({ inputs: [], outputs: [] }),
      gradient: (_c, grads) => {
        const given = f.backward(context, ...grads);
        const results = (Array.isArray(given) ? given : [given]) as readonly (Tensor | null)[];
        if (results.length > args.length) {
          throw new GradientError(
            `${f.name}: backward returned ${results.length} gradients for ${args.length} arguments`,
          );
        }
        results.forEach((g, i) => {
          if (g === null || g === undefined) return;
          if (!isTensor(g)) {
            throw new GradientError(
              `${f.name}: backward must return a tensor or null for each argument, got ${describe(g)} for argument ${i}`,
            );
          }
          const input = tensors[i];
          if (input !== null && input !== undefined && input.device !== g.device) {
            throw new DeviceError(
              `${f.name}: backward returned a gradient on '${g.device.name}' for argument ${i}, which is on '${input.device.name}'`,
            );
          }
        });
        return args.map((_, i) => results[i] ?? null);
      },
    };
    record(rule, tensors, {}, outputs);
    return result;
  };
}
