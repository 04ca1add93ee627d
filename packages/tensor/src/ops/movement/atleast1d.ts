import type { FunctionOp } from '../../op/info.js';
import type { AtLeast } from './atleast.js';
import { defineAtLeast } from './atleast.js';

/** Views with at least one dimension: 0-dim tensors become [1]. Several tensors give an array. */
export const atleast1d: FunctionOp<AtLeast> = defineAtLeast(1, () => [1]);
