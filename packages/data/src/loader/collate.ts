import {
  ArgumentError,
  bool,
  type DType,
  defaultDevice,
  float32,
  int32,
  int64,
  ShapeError,
  stack,
  Tensor,
  tensor,
} from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** What a batch of samples of type T is, when `defaultCollate` made it. */
export type Collated<T> = T extends Tensor
  ? Tensor
  : T extends number | bigint | boolean
    ? Tensor
    : T extends string
      ? string[]
      : T extends ArrayBufferView
        ? Tensor
        : T extends readonly unknown[]
          ? { -readonly [K in keyof T]: Collated<T[K]> }
          : T extends object
            ? { [K in keyof T]: Collated<T[K]> }
            : never;

/**
 * Joins samples into a batch, by kind:
 * - tensors are stacked along a new first dimension; typed arrays become tensors first;
 * - numbers become one tensor: int64 when all are integers (class labels; int32 on devices without int64), float32
 *   otherwise; bigints int64; booleans bool;
 * - strings stay a list;
 * - arrays are taken as tuples: `[[x1, y1], [x2, y2]]` gives `[stacked x, stacked y]`; objects alike, by key.
 *
 * @throws ShapeError when tensors or tuples differ in size, ArgumentError for what it has no rule for
 */
export function defaultCollate<T>(samples: readonly T[]): Collated<T> {
  return collate(samples, 'sample') as Collated<T>;
}

/** The type of labels and positions on the default device. */
function indexType(): DType {
  const support = defaultDevice().backend.limits.support(int64);
  return support === 'none' || support === 'storage' ? int32 : int64;
}

function collate(samples: readonly unknown[], where: string): unknown {
  const [first] = samples;
  if (first instanceof Tensor) {
    checkAll(samples, where, (s) => s instanceof Tensor, 'a tensor');
    return stackAll(samples as readonly Tensor[], where);
  }
  switch (typeof first) {
    case 'number': {
      checkAll(samples, where, (s) => typeof s === 'number', 'a number');
      const whole = samples.every(Number.isInteger);
      return tensor(samples as number[], { dtype: whole ? indexType() : float32 });
    }
    case 'bigint':
      checkAll(samples, where, (s) => typeof s === 'bigint', 'a bigint');
      return tensor(samples as bigint[] as never, { dtype: int64 });
    case 'boolean':
      checkAll(samples, where, (s) => typeof s === 'boolean', 'a boolean');
      return tensor(samples as boolean[], { dtype: bool });
    case 'string':
      checkAll(samples, where, (s) => typeof s === 'string', 'a string');
      return [...samples];
  }
  if (ArrayBuffer.isView(first)) {
    checkAll(samples, where, ArrayBuffer.isView, 'a typed array');
    return stackAll(
      samples.map((s) => tensor(s as Float32Array)),
      where,
    );
  }
  if (Array.isArray(first)) {
    checkAll(samples, where, (s) => Array.isArray(s), 'an array');
    const tuples = samples as readonly (readonly unknown[])[];
    const odd = tuples.findIndex((t) => t.length !== first.length);
    if (odd >= 0) {
      throw new ShapeError(
        `collate: ${where} ${odd} has ${tuples[odd]!.length} parts, the first has ${first.length}`,
      );
    }
    return first.map((_, k) =>
      collate(
        tuples.map((t) => t[k]),
        `part ${k} of ${where}`,
      ),
    );
  }
  if (typeof first === 'object' && first !== null && Object.getPrototypeOf(first) === Object.prototype) {
    checkAll(samples, where, (s) => typeof s === 'object' && s !== null, 'an object');
    const records = samples as readonly Record<string, unknown>[];
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        collate(
          records.map((r) => r[key]),
          `'${key}' of ${where}`,
        ),
      ]),
    );
  }
  throw new ArgumentError(
    `collate: there is no rule for ${where} 0, ${describe(first)}; give the loader a collateFn of its own`,
  );
}

function checkAll(
  samples: readonly unknown[],
  where: string,
  test: (s: unknown) => boolean,
  wanted: string,
): void {
  const odd = samples.findIndex((s) => !test(s));
  if (odd >= 0) {
    throw new ArgumentError(`collate: ${where} ${odd} is ${describe(samples[odd])}, the first is ${wanted}`);
  }
}

function stackAll(tensors: readonly Tensor[], where: string): Tensor {
  const shape = tensors[0]!.shape.join(', ');
  const odd = tensors.findIndex((t) => t.shape.join(', ') !== shape);
  if (odd >= 0) {
    throw new ShapeError(
      `collate: ${where} ${odd} has shape [${tensors[odd]!.shape.join(', ')}], the first [${shape}]; samples of a batch must have one shape: crop, pad or resize them, or give the loader a collateFn`,
    );
  }
  return stack(tensors);
}
