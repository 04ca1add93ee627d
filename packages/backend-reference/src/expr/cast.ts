import { type DType, float32, float64 } from '@cresset/tensor/backend';
import { castCode, roundCode } from './emit.js';
import { condition, type Held } from './held.js';
import { approximate, bigOf, type Emit, halvesOf, type Long, longNumber, MAX64 } from './long.js';
import { wrapCode } from './names.js';

/** Rounds a float64 to a floating type. */
export function convertFloat(dtype: DType, code: string): string {
  if (dtype.name === 'float16') return `roundHalf(${code})`;
  if (dtype.name === 'bfloat16') return `roundBrain(${code})`;
  return roundCode(dtype, code);
}

/** The type of the two parts of a complex number. */
function partOf(dtype: DType): DType {
  return dtype.name === 'complex64' ? float32 : float64;
}

/** Converts a value. */
export function castHeld(from: DType, to: DType, a: Held, emit: Emit): Held {
  if (from.kind === 'complex') {
    if (to.kind === 'bool') return condition(`(${a.code}!==0||${a.imag}!==0)`, emit);
    if (to.kind !== 'complex') return castHeld(partOf(from), to, { code: a.code }, emit);
    if (to.name === 'complex128' || from === to) return a;
    return {
      code: emit.define('v', `Math.fround(${a.code})`),
      imag: emit.define('v', `Math.fround(${a.imag})`),
    };
  }
  if (to.kind === 'complex') {
    return { code: castHeld(from, partOf(to), a, emit).code, imag: '0' };
  }
  if (from.name === 'int64') return castLong(to, a.long!, emit);
  if (to.name === 'int64') {
    if (from.kind === 'float')
      return { code: '', long: longNumber(emit.define('v', `truncate64(${a.code})`), MAX64) };
    return { code: '', long: longNumber(a.code, from.kind === 'bool' ? 1 : 2 ** (8 * from.bytes)) };
  }
  const code = castCode(from, to, a.code);
  return code === a.code ? a : { code: emit.define('v', code) };
}

function castLong(to: DType, a: Long, emit: Emit): Held {
  if (to.name === 'int64') return { code: '', long: a };
  const memory = a.number === null && a.memory !== null && a.big === null;
  if (to.kind === 'float') {
    let code: string;
    if (to.name === 'float64') code = approximate(a, emit);
    else if (a.number !== null) code = `Math.fround(${a.number})`;
    else if (memory) code = `floatOfHalves(${halvesOf(a, emit).join(',')})`;
    else code = `floatOfBig(${bigOf(a, emit)})`;
    return { code: emit.define('v', to.bytes === 2 ? convertFloat(to, code) : code) };
  }
  if (to.kind === 'bool') {
    if (a.number !== null) return condition(`${a.number}!==0`, emit);
    if (memory) return condition(`(${halvesOf(a, emit).join('|')})!==0`, emit);
    return condition(`${bigOf(a, emit)}!==0n`, emit);
  }
  const low = a.number ?? (memory ? halvesOf(a, emit)[0] : `lowOfBig(${bigOf(a, emit)})`);
  return { code: emit.define('v', wrapCode(to, low)) };
}
