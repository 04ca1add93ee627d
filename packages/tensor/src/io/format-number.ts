/**
 * Python's number formats, digit for digit. JavaScript's `toFixed` and `toExponential` differ from them only for exact
 * ties (JavaScript rounds them away from zero, Python to the even digit), for −0, and in the width of exponents.
 */

/** As many decimals as JavaScript prints, exactly. A tie has one digit more than those asked for, and only zeros behind. */
const ALL = 100;

/** Whether `exact`, a number with all its decimals, lies halfway between two of `digits` decimals, the even one below. */
function roundsDownAtTie(exact: string, digits: number): boolean {
  const rest = exact.slice(exact.length - (ALL - digits));
  if (rest[0] !== '5' || /[1-9]/.test(rest.slice(1))) return false;
  const kept = exact.slice(0, exact.length - (ALL - digits)).replace('.', '');
  return Number(kept[kept.length - 1]) % 2 === 0;
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return null;
}

/** Python's `f'{value:.{digits}f}'`. */
export function formatFixed(value: number, digits: number): string {
  const word = special(value);
  if (word !== null) return word;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  // From 1e21 on, toFixed switches to exponents; all such numbers are integers.
  if (size >= 1e21) return `${sign}${BigInt(size)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const exact = size.toFixed(ALL);
  if (!roundsDownAtTie(exact, digits)) return sign + size.toFixed(digits);
  const cut = exact.slice(0, exact.length - (ALL - digits));
  return sign + (digits === 0 ? cut.replace('.', '') : cut);
}

/** Python's `f'{value:.{digits}e}'`. */
export function formatExponential(value: number, digits: number): string {
  const word = special(value);
  if (word !== null) return word;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const [exact, power] = size.toExponential(ALL).split('e') as [string, string];
  let mantissa: string;
  let exponent = power;
  if (roundsDownAtTie(exact, digits)) {
    mantissa = exact.slice(0, exact.length - (ALL - digits)).replace(/\.$/, '');
  } else {
    [mantissa, exponent] = size.toExponential(digits).split('e') as [string, string];
  }
  const n = Number(exponent);
  return `${sign}${mantissa}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`;
}
