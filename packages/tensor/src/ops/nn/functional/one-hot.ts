import { int64 } from '../../../dtype.js';
import { ArgumentError, IndexError, SyncReadError } from '../../../errors.js';
import { runScatter } from '../../../kernel/families.js';
import { allocateTensor } from '../../../memory/make.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../../op/options.js';
import { checkShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { fillWith } from '../../creation/creation.js';
import { checkIndex } from '../../indexing/index-tensors.js';
import { max } from '../../reduction/max.js';
import { Fused } from '../fused.js';

/** Negative classes, which a scatter would count from the end, leave the range. */
const checked = new Fused('oneHotClasses', 1, ([t], [classes]) => [
  t!.lt(0).where(classes!.to(t!.dtype), t!),
]);

/**
 * Classes as rows of zeros with a one: out[…, input[…]] = 1.
 *
 * @param input classes, int64 or int32, [*]
 * @param numClasses number of classes; −1 (default) is the largest one plus 1, which has to be read back from the device
 * @returns int64, [*, numClasses]
 * @throws IndexError for classes out of range, where the device can check
 * @throws SyncReadError without numClasses on devices that can't block
 */
export const oneHot: FunctionOp<(input: Tensor, numClasses?: number | { numClasses?: number }) => Tensor> =
  defineOp(
    {
      name: 'oneHot',
      kind: 'kernel',
      method: false,
      differentiable: false,
      dtypes: 'integral',
      tolerance: 'exact',
      torch: 'torch.nn.functional.one_hot',
      samples: (make) => [
        [make.integers([2, 3], 0, 4), 4],
        [make.integers([5], 0, 3), { numClasses: 6 }],
        [make.integers([], 0, 3), 3],
        [make.integers([4], 0, 3)],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2], { dtype: 'float32' }), 3],
          error: IndexError,
          message: 'oneHot: index must be an int64 or int32 tensor',
        },
        { args: [make.integers([2], 3, 4), 3], error: IndexError, message: 'out of range' },
        { args: [make.integers([2], -2, -1), 3], error: IndexError, message: 'out of range' },
        {
          args: [make.integers([0], 0, 1)],
          error: ArgumentError,
          message: 'oneHot: numClasses is needed for an input',
        },
      ],
    },
    composed((input: Tensor, numClasses?: unknown) => {
      const o = positionalOrNamed('oneHot', 'numClasses', numClasses, undefined, { numClasses: -1 });
      checkIndex('oneHot', input);
      let classes = checkInteger('oneHot', 'numClasses', o.numClasses, -1);
      if (classes === -1) {
        if (input.length === 0)
          throw new ArgumentError('oneHot: numClasses is needed for an input without elements');
        if (input.device.backend.downloadSync === undefined) {
          throw new SyncReadError(
            `oneHot: device '${input.device.name}' can't block to find the largest class; pass { numClasses }`,
          );
        }
        const largest = Number(max(input).itemSync());
        if (largest < 0)
          throw new IndexError(`oneHot: class ${largest} is out of range; classes are numbers ≥ 0`);
        classes = largest + 1;
      }
      const out = allocateTensor(checkShape('oneHot', [...input.shape, classes]), int64, input.device);
      fillWith(out, 0);
      const one = allocateTensor(Object.freeze([]), int64, input.device);
      fillWith(one, 1);
      const where = { index: checked.call([input], [classes]), size: classes, step: 1 };
      runScatter('set', out, out.strides.slice(0, -1), one, [where], input.shape);
      return out;
    }),
  );
