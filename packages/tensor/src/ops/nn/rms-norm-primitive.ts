import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { accumulationType } from '../reduction/reduction.js';
import { count, type LayerNormAttributes, leading, statsShape, trailing } from './layer-norm-primitive.js';
import {
  dotRooted,
  dotRootedWeighted,
  inverseRoot,
  rootInput,
  rootScale,
  throughRoot,
} from './normalization.js';

type BackwardAttributes = Omit<LayerNormAttributes, 'eps'>;

/** Inputs: [*, *D], weight [*D] or null. Outputs: result, and 1/√(mean(x²) + eps), [*, 1…]. */
export const rmsNormStats: Primitive<LayerNormAttributes> = new Primitive<LayerNormAttributes>({
  kind: 'composite',
  name: 'rmsNormStats',
  saves: [0, 1],
  savesOutputs: [1],
  infer: ([input], { dims }) => [
    { shape: input!.shape, dtype: input!.dtype },
    { shape: statsShape(input!.shape, dims), dtype: accumulationType(input!.dtype) },
  ],
  body: ([input, weight], { dims, eps }) => {
    const scale = 1 / count(input!.shape, dims);
    const options = { keepdim: true, params: [scale, eps] };
    const rrms = inverseRoot.call([input!], trailing(input!.ndim, dims), options);
    return [rootScale.call([input!, rrms], weight!, null), rrms];
  },
  gradient: (c, [g, gRoot]) => {
    const input = c.input(0);
    const rrms = c.output(1);
    const { dims } = c.attributes as LayerNormAttributes;
    let [dx, dw]: readonly (Tensor | null)[] = [null, null];
    if (g !== null) [dx, dw] = rmsNormBackward.call([g!, input, c.optional(1), rrms], { dims });
    if (gRoot) {
      const extra = throughRoot.call([input, gRoot, rrms], [1 / count(input.shape, dims)]);
      dx = dx == null ? extra : add(dx, extra);
    }
    return [dx ?? null, c.needs(1) ? (dw ?? null) : null];
  },
});

/** Inputs: gradient, input, weight or null, 1/√(mean(x²) + eps). Outputs: gradients of input and weight. */
export const rmsNormBackward: Primitive<BackwardAttributes> = new Primitive<BackwardAttributes>({
  kind: 'composite',
  name: 'rmsNormBackward',
  infer: ([grad, input], { dims }) => [
    { shape: input!.shape, dtype: grad!.dtype },
    { shape: input!.shape.slice(input!.ndim - (dims as number)), dtype: grad!.dtype },
  ],
  body: ([grad, input, weight, rrms], { dims }) => {
    const n = dims as number;
    const axes = trailing(input!.ndim, n);
    const scale = 1 / count(input!.shape, n);
    const operands = [grad!, input!, rrms!];
    const dot = weight
      ? dotRootedWeighted.call([...operands, weight], axes, { keepdim: true })
      : dotRooted.call(operands, axes, { keepdim: true });
    const dx = weight
      ? rootInput[1].call([...operands, dot, weight], [scale])
      : rootInput[0].call([...operands, dot], [scale]);
    return [dx, dotRooted.call(operands, leading(input!.ndim, n))];
  },
});
