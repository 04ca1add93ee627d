import type { Attributes } from '../backend/contract.js';
import type { DType } from '../dtype.js';
import { GradientError } from '../errors.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';

/** What a gradient rule may look at: the saved operands, and shapes and dtypes of all inputs. */
export interface GradContext {
  /** Saved input `i`; InternalError when the rule didn't declare it in `saves`. */
  input(i: number): Tensor;
  /** Saved input `i`, or null where an optional input was absent. */
  optional(i: number): Tensor | null;
  /** Saved output `i`. */
  output(i: number): Tensor;
  shape(i: number): Shape;
  dtype(i: number): DType;
  /** Whether input `i` wants a gradient. */
  needs(i: number): boolean;
  readonly attributes: Attributes;
}

/** Positions of the operands that a call keeps for its backward. */
export interface Saved {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** How the gradient of an op's outputs becomes that of its inputs. Written in ordinary ops, so it differentiates. */
export interface GradRule {
  readonly name: string;
  /** Whether the rule asks for `shape(i)` and `dtype(i)`; elementwise rules don't, and save the bookkeeping. */
  readonly usesMetadata: boolean;
  /** Which operands the rule reads when the inputs in the bit mask `needs` want a gradient. */
  saved(needs: number): Saved;
  /**
   * @param grads one an output; null where nothing arrived
   * @returns one an input; null for none. Broadcast dimensions and casts are undone by the engine.
   */
  gradient(context: GradContext, grads: readonly (Tensor | null)[]): readonly (Tensor | null)[];
}

export interface BackwardOptions {
  /** Gradient of this tensor; defaults to 1 for a tensor of one element. */
  gradient?: Tensor | null;
  /** Keep the graph for another backward (default: the value of `createGraph`). */
  retainGraph?: boolean;
  /** Record the backward pass itself, for second-order gradients (default false). */
  createGraph?: boolean;
}

/** The place of a tensor in the graph; made by the autograd package. */
export interface GradNode {
  readonly name: string;
}

/** What autograd plugs in with `use(autograd())`. */
export interface AutogradEngine {
  record(
    rule: GradRule,
    inputs: readonly (Tensor | null)[],
    attributes: Attributes,
    outputs: readonly Tensor[],
  ): void;
  backward(root: Tensor, options: BackwardOptions): void;
  /**
   * Called after an op wrote into `target`, which takes the graph position of the op's result. A view's base, and with
   * it all its other views, move on too.
   */
  recordInPlace(
    rule: GradRule,
    target: Tensor,
    inputs: readonly (Tensor | null)[],
    attributes: Attributes,
  ): void;
  /** Gives a view whose base has moved on in the graph its new place there. @throws GradientError where it has none */
  refresh(view: Tensor): void;
  retainGrad(t: Tensor): void;
  /** Whether `retainGrad` was called for this non-leaf. */
  retainsGrad(t: Tensor): boolean;
  registerHook(t: Tensor, hook: (grad: Tensor) => Tensor | void): { remove(): void };
}

/**
 * The state that the hot path of `call` reads.
 * @internal
 */
export const gradState: { enabled: boolean; inference: boolean; engine: AutogradEngine | null } = {
  enabled: true,
  inference: false,
  engine: null,
};

export function engine(): AutogradEngine {
  if (gradState.engine === null) {
    throw new GradientError(
      "no autograd engine is registered: import { autograd } from '@cresset/autograd' and call use(autograd())",
    );
  }
  return gradState.engine;
}

/** Runs `body` without recording. @internal */
export function withoutGrad<R>(body: () => R): R {
  const before = gradState.enabled;
  gradState.enabled = false;
  try {
    return body();
  } finally {
    gradState.enabled = before;
  }
}
