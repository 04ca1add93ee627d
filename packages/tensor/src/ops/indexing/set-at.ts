import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import type { GradContext, GradRule, Saved } from '../../grad/mode.js';
import { withoutGrad } from '../../grad/mode.js';
import { makeView } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, describe, parseOptions } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { numel, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { castTo, copyOf } from '../conversion/cast.js';
import { fillWith } from '../creation/creation.js';
import { copyInto } from '../movement/dense.js';
import { expand } from '../movement/expand.js';
import { addInto, zerosOf } from '../movement/strided.js';
import { at } from './at.js';
import { indexedShape, writeIndexed } from './index-kernel.js';
import { writeInPlace } from './index-tensors.js';
import { parseItems } from './items.js';
import type { Index } from './slice.js';
import { slice } from './slice.js';

/** Where in an index the k-th tensor input belongs. */
type Template = readonly (Index | { readonly input: number })[];

/**
 * Inputs: target, value, then the index's tensors. Of the target's gradient nothing is left where the value was
 * written; the value gets the gradient from there.
 */
class SetAtRule implements GradRule {
  readonly name = 'setAt';
  readonly usesMetadata = true;

  constructor(
    private readonly template: Template,
    private readonly tensors: number,
    private readonly accumulate: boolean,
  ) {}

  saved(): Saved {
    return { inputs: Array.from({ length: this.tensors }, (_, k) => k + 2), outputs: [] };
  }

  gradient(context: GradContext, [g]: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
    const items = this.template.map((i) =>
      typeof i === 'object' && i !== null && 'input' in i ? context.input(i.input) : i,
    );
    let ofTarget: Tensor | null = null;
    if (context.needs(0)) ofTarget = this.accumulate ? g! : setAt(copyOf(g!), items, 0);
    let ofValue: Tensor | null = null;
    if (context.needs(1)) {
      ofValue = at(g!, ...items);
      // The value may have more dims of size 1 in front than the place that it was written to.
      const lead = context.shape(1).length - ofValue.ndim;
      if (lead > 0) ofValue = expand(ofValue, [...new Array<number>(lead).fill(1), ...ofValue.shape]);
    }
    return [ofTarget, ofValue];
  }
}

/** The value as a tensor that broadcasts to the place: without leading dims of size 1 that the place doesn't have. */
function fitted(value: Tensor, shape: Shape): Tensor {
  const lead = Math.max(0, value.ndim - shape.length);
  const own = value.shape.slice(lead);
  const from = shape.length - own.length;
  const fits =
    value.shape.slice(0, lead).every((n) => n === 1) && own.every((n, i) => n === 1 || n === shape[from + i]);
  if (!fits) {
    throw new ShapeError(
      `setAt: value ${showShape(value.shape)} doesn't broadcast to the place ${showShape(shape)}`,
    );
  }
  return lead === 0 ? value : makeView(value, own, value.strides.slice(lead), value.offset);
}

/** Writes the value to the place. Below autograd. */
function write(target: Tensor, value: Tensor, items: readonly Index[], accumulate: boolean): void {
  const { view, indices, dims, place } = parseItems('setAt', target, items);
  if (indices.length === 0) {
    const source = fitted(value, view.shape);
    if (view.length === 0) return;
    if (accumulate) addInto(view, expand(castTo(source, view.dtype), view.shape));
    else copyInto(view, source);
    return;
  }
  if (value.dtype !== target.dtype && value.ndim > 0) {
    throw new DTypeError(
      `setAt: the tensor is ${target.dtype}, but the value ${value.dtype}; cast it with .to(…)`,
    );
  }
  const shape = indexedShape(view.shape, indices, { dims, place });
  const source = fitted(value.dtype === target.dtype ? value : castTo(value, target.dtype), shape);
  if (numel(shape) > 0) writeIndexed(view, source, indices, { dims, place }, accumulate ? 'add' : 'set');
}

/**
 * Python's `input[…] = value`, in place: `x.setAt([0, slice(1, 5)], 7)`. Items are those of `at`. When an index names
 * a place repeatedly, it isn't defined which value stays, unless they accumulate.
 *
 * @param items one for each dimension from the first on
 * @param value number, or tensor that broadcasts to the place
 * @param options.accumulate add to what is there (default false)
 * @returns the tensor itself
 * @throws ShapeError when the value doesn't broadcast to the place
 */
export const setAt: Op<
  (
    input: Tensor,
    items: readonly Index[],
    value: Tensor | number | boolean,
    options?: { accumulate?: boolean },
  ) => Tensor
> = defineOp(
  {
    name: 'setAt',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    torch: null,
    // It is, but it writes into its first argument, which samples may not do. See test/set-at.test.ts.
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), [slice(0, 2), 1], make.tensor([3])],
        error: ShapeError,
        message: "setAt: value [3] doesn't broadcast to the place [2]",
      },
      { args: [make.tensor([2]), [2], 1], error: IndexError, message: 'setAt: index 2 is out of range' },
      { args: [make.tensor([2]), 0, 1], error: ArgumentError, message: 'setAt: items must be an array' },
      {
        args: [make.tensor([2]), [0], 'x'],
        error: ArgumentError,
        message: 'setAt: value must be a tensor or a number',
      },
    ],
  },
  composed((input: Tensor, items: readonly Index[], value: Tensor | number | boolean, options?: unknown) => {
    if (!Array.isArray(items))
      throw new ArgumentError(`setAt: items must be an array, got ${describe(items)}`);
    const accumulate = checkBoolean(
      'setAt',
      'accumulate',
      parseOptions('setAt', options, { accumulate: false }).accumulate,
    );
    let source: Tensor;
    if (value instanceof Tensor) source = value;
    else if (typeof value === 'number' || typeof value === 'boolean') {
      source = zerosOf([], input.dtype, input.device);
      fillWith(source, Number(value));
    } else throw new ArgumentError(`setAt: value must be a tensor or a number, got ${describe(value)}`);
    const tensors = items.filter((i) => i instanceof Tensor);
    let next = 2;
    const template = items.map((i: Index) => (i instanceof Tensor ? { input: next++ } : i));
    const rule = new SetAtRule(template, tensors.length, accumulate);
    return writeInPlace(rule, [input, source, ...tensors], {}, ([t, v, ...index]) => {
      let k = 0;
      const safe = items.map((i: Index) => (i instanceof Tensor ? index[k++]! : i));
      withoutGrad(() => write(t!, v!, safe, accumulate));
    });
  }),
);
