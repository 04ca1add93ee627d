import { bool, int64 } from '../../dtype.js';
import { SyncReadError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { constant, index, load, param } from '../../expr/scalar.js';
import { mapKernel, runMap, runScan, runScatter } from '../../kernel/families.js';
import { inLanes, refuseLanes } from '../../lanes/lanes.js';
import { allocateTensor, makeView } from '../../memory/make.js';
import type { Shape } from '../../shape.js';
import { contiguousStrides } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { fillWith } from '../creation/creation.js';
import { contiguousOf } from '../movement/dense.js';

/** Place of each true element among the true ones; the others go to the place after the last. */
const placeExpr = buildExpr(
  [load(0, bool).where(load(1, int64).sub(1).min(param(0, int64)), param(0, int64))],
  [bool, int64],
  1,
);
const iotaExpr = buildExpr([index()], []);
const coordinateExpr = buildExpr(
  [
    load(0, int64)
      .lt(0)
      .where(constant(-1, int64), load(0, int64).floordiv(param(0, int64)).remainder(param(1, int64))),
  ],
  [int64],
  2,
);

/** Number of true elements. @throws SyncReadError where the device can't block */
function countOf(op: string, sums: Tensor): number {
  if (sums.length === 0) return 0;
  refuseLanes(op, sums);
  if (sums.device.backend.downloadSync === undefined) {
    throw new SyncReadError(
      `${op}: device '${sums.device.name}' can't block to learn the size of the result; pass it as { size: await mask.sum().item() }`,
    );
  }
  const last = makeView(sums, [], [], sums.offset + sums.length - 1);
  try {
    return Number(last.itemSync());
  } finally {
    last.dispose();
  }
}

/**
 * Row-major positions of the true elements of a mask, [count], int64, ascending. A running sum gives each true element
 * its place in the result. The temporaries belong to the caller's scope.
 *
 * @param size number of true elements, if it is known; where there are fewer, the rest is −1
 */
export function truePositions(op: string, given: Tensor, size: number | null): Tensor {
  const mask = contiguousOf(given.dtype === bool ? given : castTo(given, bool));
  const n = mask.length;
  const { device } = mask;
  const flat = makeView(mask, Object.freeze([n]), [1], mask.offset);
  const sums = allocateTensor(Object.freeze([n]), int64, device);
  runScan('sum', sums, flat, 0);
  const count = size ?? countOf(op, sums);
  const places = allocateTensor(Object.freeze([n]), int64, device);
  runMap(mapKernel(placeExpr), [places], [flat, sums], [count]);
  const iota = inLanes(null, () => allocateTensor(Object.freeze([n]), int64, device));
  runMap(mapKernel(iotaExpr), [iota], []);
  const all = allocateTensor(Object.freeze([count + 1]), int64, device);
  if (size !== null) fillWith(all, -1);
  runScatter('set', all, [0], iota, [{ index: places, size: count + 1, step: 1 }], [n]);
  return makeView(all, Object.freeze([count]), [1], all.offset);
}

/** Coordinates of row-major positions within `shape`: one column [count] a dimension. */
export function coordinates(flat: Tensor, shape: Shape): Tensor[] {
  const steps = contiguousStrides(shape);
  return shape.map((n, i) => {
    const column = allocateTensor(flat.shape, int64, flat.device);
    runMap(mapKernel(coordinateExpr), [column], [flat], [steps[i]!, Math.max(n, 1)]);
    return column;
  });
}
