import type { FunctionOp } from '../../op/info.js';
import type { AtLeast } from './atleast.js';
import { defineAtLeast } from './atleast.js';

/** Views with at least three dimensions: [n] becomes [1, n, 1], [n, m] becomes [n, m, 1]. Several give an array. */
export const atleast3d: FunctionOp<AtLeast> = defineAtLeast(3, ([n, m]) =>
  m === undefined ? [1, n ?? 1, 1] : [n!, m, 1],
);
