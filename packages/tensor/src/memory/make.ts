import type { Device } from '../device.js';
import type { DType } from '../dtype.js';
import { denseLanes, laneCount, laneState } from '../lanes/lanes.js';
import type { Shape } from '../shape.js';
import { contiguousStrides, isContiguous, numel } from '../shape.js';
import { Tensor } from '../tensor.js';

/** Uninitialised dense tensor. @internal */
export function allocateTensor(shape: Shape, dtype: DType, device: Device): Tensor {
  const length = numel(shape);
  const lanes = laneState.current;
  const storage = device.memory.allocate(length * laneCount(lanes) * dtype.bytes);
  const t = new Tensor(
    storage,
    shape,
    contiguousStrides(shape),
    storage.byteOffset / dtype.bytes,
    dtype,
    device,
    length,
    // With lanes a tensor is never taken for dense, though each lane is: the short ways would see one lane only.
    lanes === null,
  );
  if (lanes !== null) t.lanes = denseLanes(lanes, length);
  return t;
}

/** Another window on the memory of `t`; `offset` in elements from the start of the buffer. @internal */
export function makeView(t: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  t.storage.retain();
  const view = new Tensor(
    t.storage,
    shape,
    strides,
    offset,
    t.dtype,
    t.device,
    numel(shape),
    t.lanes === null && isContiguous(shape, strides),
  );
  view.lanes = t.lanes;
  view.base = t.base ?? t;
  view.baseNode = view.base.node;
  return view;
}

/** A handle of its own on the same memory, outside the graph. Also revives what a saved disposed handle refers to. @internal */
export function aliasOf(t: Tensor): Tensor {
  t.storage.retain();
  const alias = new Tensor(
    t.storage,
    t.shape,
    t.strides,
    t.offset,
    t.dtype,
    t.device,
    t.length,
    t.contiguousFlag,
  );
  alias.lanes = t.lanes;
  return alias;
}
