import { GradientError } from '../../errors.js';
import { gradState } from '../../grad/mode.js';
import type { ScatterMode } from '../../kernel/families.js';
import { runScatter } from '../../kernel/families.js';
import { composed } from '../../op/composed.js';
import { Primitive } from '../../op/define.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyInto } from '../movement/dense.js';
import { reshape } from '../movement/reshape.js';
import { zerosOf } from '../movement/strided.js';
import { gatherAlong, stridesWithout } from './gather.js';
import { checkIndex, checkIndexShape, checkSameType, cutTo, writeInPlace } from './index-tensors.js';

interface ScatterAttributes {
  readonly dim: number;
  readonly mode: ScatterMode;
  readonly [name: string]: unknown;
}

function write(target: Tensor, index: Tensor, src: Tensor, { dim, mode }: ScatterAttributes): void {
  const where = [{ index, size: target.shape[dim]!, step: target.strides[dim]! }];
  runScatter(mode, target, stridesWithout(target, dim), src, where, index.shape);
}

/** Inputs: target, index, source. */
const primitive: Primitive<ScatterAttributes> = new Primitive<ScatterAttributes>({
  kind: 'kernel',
  name: 'scatter',
  saves: [1],
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input, index, src], [out], attributes) => {
    copyInto(out!, input!);
    write(out!, index!, src!, attributes);
  },
  gradient: (c, [g]) => {
    const { dim, mode } = c.attributes as ScatterAttributes;
    const index = c.input(1);
    // Where the source was written, nothing of the old value is left.
    const rest = (): Tensor =>
      mode === 'add'
        ? g!
        : primitive.call([g!, index, zerosOf([], g!.dtype, g!.device)], { dim, mode: 'set' })[0]!;
    return [c.needs(0) ? rest() : null, null, c.needs(2) ? gatherAlong(g!, dim, index) : null];
  },
});

/** The common course of `scatter` and `scatterAdd`: `src` is a tensor of at least the index's sizes, or 0-dim. */
export const scatterAlong = composed(
  (
    op: string,
    input: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor,
    mode: ScatterMode,
    inPlace: boolean,
  ): Tensor => {
    checkIndex(op, index);
    const d = normalizeDim(op, dim, input.ndim);
    checkIndexShape(op, index, input, 'input', d);
    checkSameType(op, input, 'src', src);
    const fill = src.ndim === 0 && input.ndim > 0;
    if (!fill) checkIndexShape(op, index, src, 'src', null);
    if (mode === 'mul' && gradState.enabled && (input.requiresGradFlag || src.requiresGradFlag)) {
      throw new GradientError(`${op}: reduce 'multiply' has no gradient; use it inside noGrad(…)`);
    }
    const attributes = { dim: d, mode };
    if (input.ndim === 0) {
      const out = primitive.call(
        [reshape(input, [1]), reshape(index, [1]), reshape(src, [1])],
        attributes,
      )[0]!;
      if (!inPlace) return reshape(out, []);
      return writeInPlace(primitive, [input, index, src], attributes, ([t]) =>
        copyInto(t!, reshape(out, [])),
      );
    }
    const part = fill ? src : cutTo(src, index.shape);
    if (!inPlace) return primitive.call([input, index, part], attributes)[0]!;
    return writeInPlace(primitive, [input, index, part], attributes, ([t, i, s]) =>
      write(t!, i!, s!, attributes),
    );
  },
);
