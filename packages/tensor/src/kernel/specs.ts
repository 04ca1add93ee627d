import type { Combine, MapSpec, ReduceSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import type { Expr } from '../expr/instructions.js';

/** A reduction without its layout. */
export interface ReduceKernel {
  readonly prologue: Expr;
  readonly combine: Combine;
  readonly accumulate: DType;
  readonly epilogue: Expr;
}

export const reduceKey = (r: ReduceKernel): string =>
  `reduce ${r.combine} ${r.accumulate.id} ${r.prologue.key} => ${r.epilogue.key}`;

/** Number of a map kernel's layout. */
export const mapVariant = (rank: number, contiguous: boolean): number => rank * 2 + (contiguous ? 1 : 0);

export function mapSpec(expr: Expr, variant: number): MapSpec {
  const rank = variant >> 1;
  const contiguous = (variant & 1) === 1;
  return { family: 'map', expr, rank, contiguous, key: `map ${expr.key} ${rank} ${contiguous}` };
}

/** Number of a reduction's layout. */
export const reduceVariant = (rank: number, kept: number): number => rank * 32 + kept;

/** @param key that of `reduceKey`, which costs more than a small kernel to build */
export function reduceSpec(r: ReduceKernel, variant: number, key = reduceKey(r)): ReduceSpec {
  return { family: 'reduce', ...r, rank: variant >> 5, kept: variant & 31, key: `${key} ${variant}` };
}
