import type { DType } from '@cresset/tensor/backend';
import { requireRegister } from './unsupported.js';

const view = new DataView(new ArrayBuffer(8));

export const floatBits = (x: number): number => {
  view.setFloat32(0, x);
  return view.getUint32(0);
};

/** The two words of an integer below 2⁶³. */
export const longWords = (x: number): readonly [number, number] => {
  const whole = BigInt.asUintN(64, BigInt(Math.trunc(Number.isFinite(x) ? x : 0)));
  return [Number(whole & 0xffffffffn), Number(whole >> 32n)];
};

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, '0')}u`;

/**
 * A literal as a declaration named `name`. A `var`, not a `let`: WGSL evaluates constant expressions when it compiles
 * and refuses shaders in which one overflows, which `exp(100)` written by a user would do.
 */
export function declareLiteral(name: string, dtype: DType, x: number): string {
  switch (requireRegister('const', dtype)) {
    case 'bool':
      return `var ${name} = ${x !== 0};`;
    case 'i32':
      return x === -2147483648 ? `var ${name} = i32(-2147483647 - 1);` : `var ${name} = ${x | 0}i;`;
    case 'vec2<u32>': {
      const [low, high] = longWords(x);
      return `var ${name} = vec2<u32>(${low}u, ${high}u);`;
    }
    case 'f32': {
      const bits = floatBits(x);
      if (!Number.isFinite(Math.fround(x))) {
        return `var ${name}_bits = ${hex(Number.isNaN(x) ? 0x7fc00000 : bits)}; let ${name} = bitcast<f32>(${name}_bits);`;
      }
      const single = Math.fround(x);
      // Subnormal literals and −0 keep their bits this way.
      if ((single !== 0 && Math.abs(single) < 1.1754943508222875e-38) || Object.is(single, -0)) {
        return `var ${name}_bits = ${hex(bits)}; let ${name} = bitcast<f32>(${name}_bits);`;
      }
      return `var ${name} = ${Number.isInteger(single) && Math.abs(single) < 1e15 ? single.toFixed(1) : String(single)}f;`;
    }
  }
}
