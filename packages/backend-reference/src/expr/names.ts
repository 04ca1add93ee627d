import type { DType } from '@cresset/tensor/backend';
import * as half from '../numeric/half.js';
import * as int64 from '../numeric/int64.js';
import * as integer from '../numeric/integer.js';
import * as random from '../numeric/random.js';
import * as real from '../numeric/real.js';

const unary = Object.fromEntries(Object.entries(real.unary).map(([name, f]) => [`u_${name}`, f]));

/** Functions that generated code may call, by the names it calls them. */
export const helpers: Readonly<Record<string, unknown>> = {
  ...half,
  ...int64,
  ...random,
  ...unary,
  r_pow: real.binary.pow,
  r_zeta: real.binary.zeta,
  r_remainder: real.remainder,
  r_floordiv: real.floordiv,
  r_floordiv32: real.floordiv32,
  i_floordiv: integer.floordiv,
  i_truncdiv: integer.truncdiv,
  i_remainder: integer.remainder,
  i_fmod: integer.fmod,
  i_gcd: integer.gcd,
  i_pow: integer.pow,
  i_shl: integer.shl,
  i_shr: integer.shr,
};

/** A Number as source text; negative ones in parentheses. */
export function literal(x: number): string {
  if (Object.is(x, -0)) return '(-0)';
  if (x === Number.POSITIVE_INFINITY) return 'Infinity';
  return x < 0 ? `(${String(x)})` : String(x);
}

/** Source that brings the Number `code` into an integer type or bool. */
export function wrapCode(dtype: DType, code: string): string {
  switch (dtype.name) {
    case 'bool':
      return `(${code}!==0?1:0)`;
    case 'uint8':
      return `(${code}&255)`;
    case 'int8':
      return `(${code}<<24>>24)`;
    case 'int16':
      return `(${code}<<16>>16)`;
    default:
      return `(${code}|0)`;
  }
}
