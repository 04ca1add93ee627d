import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { select } from '../movement/select.js';
import { asReal, checkOperand } from './parts-views.js';

const realPart = composed((input: Tensor) => select(asReal.call([input], {})[0]!, -1, 0));

/** The real part of a complex tensor, as a view; a real tensor itself. */
export const real: FunctionOp<Unary> = defineOp(
  {
    name: 'real',
    kind: 'view',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])]],
  },
  (input: Tensor) => {
    checkOperand('real', input);
    return input.dtype.kind === 'complex' ? realPart(input) : input;
  },
);
