import type { DType } from '@cresset/tensor/backend';
import { moveView, viewOf } from '../buffer.js';
import type { Held } from './held.js';
import { bigOf, type Emit, halvesOf, MAX64 } from './long.js';

/**
 * Source text that reads and writes operands. Operand k is reached through `A{k}` (its view), for int64 `A{k}w` (32-bit
 * halves) and `A{k}l` (BigInts), for moves `A{k}m`.
 */
export function loadCode(dtype: DType, k: number, at: string, emit: Emit): Held {
  if (dtype.name === 'int64') {
    return {
      code: '',
      long: {
        number: null,
        bound: MAX64,
        big: null,
        halves: null,
        memory: { halves: `A${k}w`, bigs: `A${k}l`, at },
      },
    };
  }
  if (dtype.kind === 'complex') {
    return { code: emit.define('r', `A${k}[2*${at}]`), imag: emit.define('i', `A${k}[2*${at}+1]`) };
  }
  if (dtype.name === 'float16') return { code: emit.define('x', `halfWords[A${k}[${at}]]`) };
  if (dtype.name === 'bfloat16') return { code: emit.define('x', `brainWords[A${k}[${at}]]`) };
  return { code: emit.define('x', `A${k}[${at}]`) };
}

/**
 * Computes what is to be stored, and gives the statement that stores it. Two steps, because an output may be the memory
 * of an input: all results must be there before the first is written.
 */
export function storeCode(dtype: DType, k: number, at: string, held: Held, emit: Emit): string {
  if (dtype.name === 'int64') {
    const long = held.long!;
    if (long.number !== null) {
      return `A${k}w[2*${at}]=${long.number};A${k}w[2*${at}+1]=Math.floor(${long.number}/4294967296);`;
    }
    if (long.big === null && long.memory !== null) {
      const [low, high] = halvesOf(long, emit);
      return `A${k}w[2*${at}]=${low};A${k}w[2*${at}+1]=${high};`;
    }
    return `A${k}l[${at}]=${bigOf(long, emit)};`;
  }
  if (dtype.kind === 'complex') return `A${k}[2*${at}]=${held.code};A${k}[2*${at}+1]=${held.imag};`;
  if (dtype.name === 'float16') return `A${k}[${at}]=toHalf(${held.code});`;
  if (dtype.name === 'bfloat16') return `A${k}[${at}]=toBrain(${held.code});`;
  return `A${k}[${at}]=${held.code};`;
}

/** Statements that copy one element bit by bit: NaNs keep their payload, and int64 needs no BigInt. */
export function moveCode(dtype: DType, to: number, toAt: string, from: number, fromAt: string): string {
  const { words } = moveView(dtype);
  if (words === 1) return `A${to}m[${toAt}]=A${from}m[${fromAt}];`;
  const one = (i: number) => `A${to}m[${words}*${toAt}+${i}]=A${from}m[${words}*${fromAt}+${i}];`;
  return Array.from({ length: words }, (_, i) => one(i)).join('');
}

/** Declarations of the views that `source` uses. `dtypes`: those of the operands. */
export function declareViews(dtypes: readonly DType[], source: string): string {
  let text = '';
  dtypes.forEach((dtype, k) => {
    if (source.includes(`A${k}[`)) text += `const A${k}=B[q+${k}].${viewOf(dtype)};`;
    if (source.includes(`A${k}w[`)) text += `const A${k}w=B[q+${k}].i32;`;
    if (source.includes(`A${k}l[`)) text += `const A${k}l=B[q+${k}].i64;`;
    if (source.includes(`A${k}m`)) text += `const A${k}m=B[q+${k}].${moveView(dtype).view};`;
  });
  if (source.includes('halfWords[')) text += 'const halfWords=R.halfTable();';
  if (source.includes('brainWords[')) text += 'const brainWords=R.brainTable();';
  return text;
}
