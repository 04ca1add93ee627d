import { DTypeError, ShapeError } from '../../errors.js';
import { checkInteger, checkIntegers, parseOptions } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { adaptiveAvgPool, adaptiveMaxPool } from './adaptive-pool.js';
import { batched } from './pooling.js';

/** Size of the result: a number for all dimensions, or one for each; null keeps a dimension's size. */
export type OutputSize = number | null | readonly (number | null)[];

function outputSizes(op: string, input: Tensor, rank: number, v: unknown): number[] {
  const own = input.shape.slice(2);
  const list = Array.isArray(v) ? v : new Array(rank).fill(v);
  if (list.length !== rank) checkIntegers(op, 'outputSize', list, rank);
  const size = list.map((n: unknown, i) => (n === null ? own[i]! : checkInteger(op, 'outputSize', n, 0)));
  if (own.some((n) => n === 0)) {
    throw new ShapeError(`${op}: input ${showShape(input.shape)} has an empty spatial dimension`);
  }
  return size;
}

export function adaptiveAvgPoolNd(op: string, rank: number, input: Tensor, outputSize: unknown): Tensor {
  if (input.dtype.kind !== 'float') throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  const { input: batch, restore } = batched(op, input, rank);
  return restore(adaptiveAvgPool.call([batch], { outputSize: outputSizes(op, batch, rank, outputSize) })[0]!);
}

export function adaptiveMaxPoolNd(
  op: string,
  rank: number,
  input: Tensor,
  outputSize: unknown,
  options: unknown,
): Tensor | ValuesIndices {
  const o = parseOptions(op, options, { returnIndices: false });
  const { input: batch, restore } = batched(op, input, rank);
  const attributes = { outputSize: outputSizes(op, batch, rank, outputSize) };
  const [values, positions] = adaptiveMaxPool.call([batch], attributes);
  return o.returnIndices ? valuesIndices(restore(values!), restore(positions!)) : restore(values!);
}
