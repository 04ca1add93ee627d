import type { DType } from '../../dtype.js';
import { buildExpr } from '../../expr/build.js';
import type { Expr } from '../../expr/instructions.js';
import { load } from '../../expr/scalar.js';
import { runCopy } from '../../kernel/families.js';
import { laneState } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import { setCopy } from '../../op/elementwise-call.js';
import type { Tensor } from '../../tensor.js';

const castExpr = (from: DType, to: DType): Expr => buildExpr([load(0, from).to(to)], [from]);

/** Writes `source` into `target`, broadcast and cast. Nothing is checked or recorded. @internal */
export function copyInto(target: Tensor, source: Tensor): void {
  runCopy(target, source, castExpr);
}

/** A dense copy of another dtype or the same, outside the graph. @internal */
export function denseCopy(t: Tensor, dtype: DType = t.dtype): Tensor {
  const before = laneState.current;
  laneState.current = t.lanes;
  try {
    const out = allocateTensor(t.shape, dtype, t.device);
    copyInto(out, t);
    return out;
  } finally {
    laneState.current = before;
  }
}

/** `t` itself when it is dense, else a dense copy, outside the graph. @internal */
export function contiguousOf(t: Tensor): Tensor {
  return t.contiguousFlag ? t : denseCopy(t);
}

setCopy(denseCopy);

/** Makes a window on a temporary the owner of its memory: the temporary is about to go. @internal */
export function owned(t: Tensor): Tensor {
  t.base = null;
  t.baseNode = null;
  return t;
}
