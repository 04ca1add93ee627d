import type { FunctionOp } from '../../op/info.js';
import type { AtLeast } from './atleast.js';
import { defineAtLeast } from './atleast.js';

/** Views with at least two dimensions: new ones stand in front. Several tensors give an array. */
export const atleast2d: FunctionOp<AtLeast> = defineAtLeast(2, ([n]) => [1, n ?? 1]);
