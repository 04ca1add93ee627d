/** Scalar functions in JavaScript's numbers: `a` and `b` are the arguments, `t` their dtype. */
const formulas = `
neg -a; abs Math.abs(a); sign Math.sign(a); not t.name === 'bool' ? 1 - a : ~a; reciprocal 1 / a; sqrt Math.sqrt(a);
rsqrt 1 / Math.sqrt(a); exp Math.exp(a); exp2 2 ** a; expm1 Math.expm1(a); log Math.log(a); log2 Math.log2(a);
log10 Math.log10(a); log1p Math.log1p(a); sin Math.sin(a); cos Math.cos(a); tan Math.tan(a); asin Math.asin(a);
acos Math.acos(a); atan Math.atan(a); sinh Math.sinh(a); cosh Math.cosh(a); tanh Math.tanh(a); asinh Math.asinh(a);
acosh Math.acosh(a); atanh Math.atanh(a); sigmoid 1 / (1 + Math.exp(-a)); floor Math.floor(a); ceil Math.ceil(a);
round Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a); trunc Math.trunc(a); cast a;
isnan +(a !== a); isinf +(Math.abs(a) === Infinity); add a + b; sub a - b; div a / b; atan2 Math.atan2(a, b);
mul t.name === 'int32' ? Math.imul(a, b) : a * b; and a & b; or a | b; xor a ^ b; shl a * 2 ** b;
shr Math.floor(a / 2 ** b); floordiv zero ? 0 : t.isFloatingPoint ? (a - mod(a, b)) / b : Math.floor(a / b);
truncdiv zero ? 0 : Math.trunc(a / b); remainder zero ? 0 : mod(a, b); fmod zero ? 0 : a % b; gcd gcd(a, b);
pow t.isFloatingPoint ? (a === 1 || b === 0 ? 1 : a === -1 && Math.abs(b) === Infinity ? 1 : a ** b) : power(a, b, t);
min Math.min(a, b); max Math.max(a, b); eq +(a === b); ne +(a !== b); lt +(a < b); le +(a <= b); gt +(a > b);
ge +(a >= b); erf erf(a); erfc erfc(a); erfinv erfinv(a); lgamma lgamma(a); digamma digamma(a); zeta zeta(a, b)`;

type Binary = (a: number, b: number, t: { name: string; isFloatingPoint: boolean }) => number;
const helpers = { erf, erfc, erfinv, lgamma, digamma, gcd, mod, power, zeta };

export const functions: Readonly<Record<string, Binary>> = Object.fromEntries(
  formulas.split(';').map((line) => {
    const [, name, formula] = /^\s*(\w+) (.*)$/s.exec(line)!;
    const body = `return (a, b, t) => { const zero = b === 0 && !t.isFloatingPoint; return ${formula}; }`;
    return [name!, new Function(...Object.keys(helpers), body)(...Object.values(helpers)) as Binary];
  }),
);

/** Python's %: the sign is that of the divisor. */
function mod(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

/** Hurwitz's, by the Euler–Maclaurin formula from the 30th term on. */
function zeta(s: number, q: number): number {
  if (!(s >= 1)) return Number.NaN;
  if (s === 1 || (q <= 0 && q % 1 === 0)) return Infinity;
  let sum = 0;
  for (let k = 0; k < 30; k++) sum += (q + k) ** -s;
  const w = q + 30;
  return sum + w ** -s * (w / (s - 1) + 0.5 + (s / 12 - (s * (s + 1) * (s + 2)) / (720 * w * w)) / w);
}

/** Integer power; the result wraps like repeated multiplication. */
function power(base: number, exponent: number, t: { name: string }): number {
  if (exponent < 0) return base === 1 ? 1 : base === -1 ? (exponent % 2 === 0 ? 1 : -1) : 0;
  const p = BigInt(base) ** BigInt(exponent);
  return Number(t.name === 'uint8' ? BigInt.asUintN(8, p) : BigInt.asIntN(t.name === 'int32' ? 32 : 64, p));
}

/** Maclaurin's series near 0, else 1 − erfc. */
function erf(x: number): number {
  if (Math.abs(x) > 2) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  let sum = x;
  let term = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Laplace's continued fraction for large x. */
function erfc(x: number): number {
  if (!(x > 2)) return 1 - erf(x);
  let f = 0;
  for (let n = 80; n > 0; n--) f = n / 2 / (x + f);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + f);
}

/** Newton's method on erf, from Winitzki's approximation. */
function erfinv(y: number): number {
  if (!(Math.abs(y) < 1)) return Math.abs(y) === 1 ? y * Number.POSITIVE_INFINITY : Number.NaN;
  const l = Math.log(1 - y * y);
  const a = 2 / (Math.PI * 0.147) + l / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(a * a - l / 0.147) - a);
  for (let i = 0; i < 4; i++) x -= ((erf(x) - y) * Math.sqrt(Math.PI)) / 2 / Math.exp(-x * x);
  return x;
}

const evaluateAt = (coefficients: readonly number[], y: number) =>
  coefficients.reduce((s, c, i) => s + c * y ** i, 0);

/** ln |Γ(x)|: recurrence up to 12, then Stirling's series; reflection below 1/2. */
function lgamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x);
  if (x < 12) return lgamma(x + 1) - Math.log(x);
  const series = evaluateAt([1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360], x ** -2) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** Γ′(x)/Γ(x): recurrence up to 12, then the asymptotic series. */
function digamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return x === 0 ? -1 / x : Number.NaN;
  if (x < 0.5) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  if (x < 12) return digamma(x + 1) - 1 / x;
  return (
    Math.log(x) -
    0.5 / x -
    evaluateAt([1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760], x ** -2) / x ** 2
  );
}
