import { getDefaultDtype, toDType } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { allocateTensor } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import { checkOperands } from '../../op/elementwise-call.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import { checkNumber, describe, parseOptions } from '../../op/options.js';
import { promoteTypes } from '../../promote.js';
import type { Generator } from '../../random/generator.js';
import { broadcastShapes } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { overwrite } from '../conversion/overwrite.js';
import { fullOf, type Size, toShape } from '../creation/creation.js';
import {
  drawInto,
  drawn,
  floatingType,
  gaussian,
  gaussianOf,
  type RandomOptions,
  randomDefaults,
} from './random.js';

interface NormalOptions extends RandomOptions {
  mean?: number;
  std?: number;
}

interface Normal {
  /** A new tensor with the shape of `mean` and `std`. */
  (mean: Tensor, std: Tensor | number, options?: { generator?: Generator | null }): Tensor;
  (mean: number, std: Tensor, options?: { generator?: Generator | null }): Tensor;
  /** A new tensor of the given sizes. */
  (mean: number, std: number, size: Size, options?: RandomOptions): Tensor;
}

function checkStd(std: number): number {
  if (!(std >= 0)) throw new ArgumentError(`normal: std must be ≥ 0, got ${std}`);
  return std;
}

/** A number among the parameters as a 0-dim tensor beside the other one. */
function asTensorLike(v: Tensor | number, other: Tensor | number): Tensor {
  if (v instanceof Tensor) return v;
  const model = other as Tensor;
  return fullOf(Object.freeze([]), v, floatingType('normal', model.dtype), { device: model.device });
}

/**
 * Numbers from normal distributions. As the method `x.normal_(mean = 0, std = 1)`, written into the tensor.
 *
 * @param mean tensor of means, or one for all
 * @param std tensor of standard deviations, or one for all
 * @param size sizes, when mean and std are numbers
 * @param options.generator stream to draw from (default: the default one)
 */
export const normal: InplaceOnlyOp<Normal> & {
  readonly inplaceForm: (
    target: Tensor,
    mean?: number | NormalOptions,
    std?: number | NormalOptions,
    options?: NormalOptions,
  ) => Tensor;
} = defineOp(
  {
    name: 'normal',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      { args: [0, -1, [2]], error: ArgumentError, message: 'normal: std must be ≥ 0, got -1' },
      { args: [make.integers([2], 0, 5), 1], error: DTypeError, message: 'normal: has no rule for int64' },
    ],
    inplace: (target: Tensor, ...args: never[]) => {
      const list = (args as unknown[]).filter((v) => v !== undefined);
      const last = list[list.length - 1];
      const hasOptions = typeof last === 'object' && last !== null;
      const o = parseOptions('normal', hasOptions ? last : undefined, {
        mean: 0,
        std: 1,
        generator: null as Generator | null,
      });
      const numbers = hasOptions ? list.slice(0, -1) : list;
      if (numbers.length > 2) throw new ArgumentError(`normal: too many arguments (${describe(numbers[2])})`);
      const mean = checkNumber('normal', 'mean', numbers[0] ?? o.mean);
      const std = checkStd(checkNumber('normal', 'std', numbers[1] ?? o.std));
      floatingType('normal', target.dtype);
      return overwrite('normal', target, () => drawInto(target, gaussian, [mean, std], o.generator));
    },
  },
  (mean: unknown, given: unknown, third?: unknown, fourth?: unknown) => {
    // `normal(mean, { std })`: with a mean that is a tensor, std has a default.
    const named = mean instanceof Tensor && !(given instanceof Tensor) && typeof given !== 'number';
    const o1 = named ? parseOptions('normal', given, { std: 1, generator: null as Generator | null }) : null;
    const std: unknown = o1 === null ? given : o1.std;
    if (o1 !== null) third = { generator: o1.generator };
    for (const [name, v] of [
      ['mean', mean],
      ['std', std],
    ] as const) {
      if (!(v instanceof Tensor)) checkNumber('normal', name, v);
    }
    if (typeof std === 'number') checkStd(std);
    if (mean instanceof Tensor || std instanceof Tensor) {
      const o = parseOptions('normal', third, { generator: null as Generator | null });
      checkOperands(
        'normal',
        [mean, std].map((v) => (v instanceof Tensor ? v : null)),
      );
      const m = asTensorLike(mean as Tensor | number, std as Tensor | number);
      const s = asTensorLike(std as Tensor | number, mean as Tensor | number);
      const dtype = floatingType('normal', m.ndim >= s.ndim ? m.dtype : promoteTypes(m.dtype, s.dtype));
      const out = allocateTensor(broadcastShapes('normal', [m.shape, s.shape]), dtype, m.device);
      return drawInto(out, gaussianOf, [], o.generator, [m, s]);
    }
    const o = parseOptions('normal', fourth, randomDefaults);
    const dtype = floatingType('normal', o.dtype === null ? getDefaultDtype() : toDType(o.dtype));
    return drawn(toShape('normal', third as Size), dtype, gaussian, [mean as number, std as number], o);
  },
);
