import type { Attributes } from '../../backend/contract.js';
import { DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { Primitive } from '../../op/define.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyInto } from './dense.js';
import { zerosOf } from './strided.js';

/**
 * The inverse of a view: a copy of the input in which a window is replaced. Inputs: input, source.
 *
 * @param view the window, by the public op, which also refuses wrong arguments
 */
export function viewScatter<A extends Attributes>(
  name: string,
  view: (t: Tensor, attributes: A) => Tensor,
): Primitive<A> {
  const window = (t: Tensor, attributes: A): Tensor => withoutGrad(() => view(t, attributes));
  const self: Primitive<A> = new Primitive<A>({
    kind: 'kernel',
    name,
    infer: ([input, src], attributes) => {
      const place = window(input!, attributes);
      const { shape } = place;
      place.dispose();
      if (!sameShape(shape, src!.shape)) {
        throw new ShapeError(`${name}: src is ${showShape(src!.shape)}, but the window ${showShape(shape)}`);
      }
      if (src!.dtype !== input!.dtype) {
        throw new DTypeError(
          `${name}: input is ${input!.dtype}, but src ${src!.dtype}; cast one with .to(…)`,
        );
      }
      return [{ shape: input!.shape, dtype: input!.dtype }];
    },
    run: ([input, src], [out], attributes) => {
      copyInto(out!, input!);
      const place = window(out!, attributes);
      copyInto(place, src!);
      place.dispose();
    },
    gradient: (c, [g]) => {
      const attributes = c.attributes as A;
      return [
        c.needs(0) ? self.call([g!, zerosOf(c.shape(1), g!.dtype, g!.device)], attributes)[0]! : null,
        c.needs(1) ? view(g!, attributes) : null,
      ];
    },
  });
  return self;
}
