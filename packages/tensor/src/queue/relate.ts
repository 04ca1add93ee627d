/**
 * How a reader's iteration space runs over the memory that a writer's space has filled: what fusion needs to know to
 * compute an element where it is read.
 *
 * A writer with dims n_k and strides t_k gives each address one set of digits d_k, as a mixed-radix number. A dim of the
 * reader with stride s moves the digit k with the largest t_k ≤ s by s / t_k; a dim that carries into the next digit is
 * split at the border. So reshaped, transposed, sliced, stepped, flipped and broadcast reads are all one case.
 */
export interface Relation {
  /** The reader's dims, split where they cross a border of the writer's. */
  readonly dims: number[];
  /** For each of them: the reader's dim it is a part of, and how many of its steps it goes at once. */
  readonly source: number[];
  readonly steps: number[];
  /** The writer's dim that it moves along, or −1, and by how much a step does. */
  readonly digit: number[];
  readonly ratio: number[];
  /** The writer's position at the reader's first element. */
  readonly base: number[];
  /** Every element of the writer's space is visited exactly once. */
  readonly bijective: boolean;
  /** And in the writer's order. */
  readonly ordered: boolean;
}

/** Whether different positions have different addresses, as far as strides tell at once. */
export function isInjective(
  dims: readonly number[],
  strides: readonly number[],
  rank = dims.length,
): boolean {
  if (rank === 1) return strides[0] !== 0 || dims[0]! <= 1;
  const order: number[] = [];
  for (let d = 0; d < rank; d++) if (dims[d]! > 1) order.push(d);
  order.sort((a, b) => Math.abs(strides[a]!) - Math.abs(strides[b]!));
  let reach = 0;
  for (const d of order) {
    const s = Math.abs(strides[d]!);
    if (s <= reach) return false;
    reach += s * (dims[d]! - 1);
  }
  return true;
}

/** Null where the reads can't be followed, or leave what was written. */
export function relate(
  dims: readonly number[],
  strides: readonly number[],
  offset: number,
  writerDims: readonly number[],
  writerStrides: readonly number[],
  writerOffset: number,
): Relation | null {
  // Digits from the most significant on.
  const digits: number[] = [];
  for (let k = 0; k < writerDims.length; k++) if (writerDims[k]! > 1) digits.push(k);
  for (const k of digits) if (writerStrides[k]! <= 0) return null;
  digits.sort((a, b) => writerStrides[b]! - writerStrides[a]!);
  if (!isInjective(writerDims, writerStrides)) return null;

  const base = new Array<number>(writerDims.length).fill(0);
  let rest = offset - writerOffset;
  for (const k of digits) {
    const at = Math.floor(rest / writerStrides[k]!);
    if (at < 0 || at >= writerDims[k]!) return null;
    base[k] = at;
    rest -= at * writerStrides[k]!;
  }
  if (rest !== 0) return null;

  const r = { dims: [] as number[], source: [] as number[], steps: [] as number[] };
  const digit: number[] = [];
  const ratio: number[] = [];
  for (let j = 0; j < dims.length; j++) {
    if (!follow(j, dims[j]!, strides[j]!, digits, writerDims, writerStrides, base, r, digit, ratio))
      return null;
  }

  // Where the range of every digit holds, the digits of an address are these and no others.
  const low = base.slice();
  const high = base.slice();
  for (let j = 0; j < r.dims.length; j++) {
    const k = digit[j]!;
    if (k < 0) continue;
    const way = (r.dims[j]! - 1) * ratio[j]!;
    if (way > 0) high[k]! += way;
    else low[k]! += way;
  }
  for (const k of digits) if (low[k]! < 0 || high[k]! >= writerDims[k]!) return null;

  const bijective =
    product(dims) === product(writerDims) && digit.every((k) => k >= 0) && isInjective(dims, strides);
  return {
    ...r,
    digit,
    ratio,
    base,
    bijective,
    ordered: bijective && inOrder(r.dims, digit, ratio, writerDims),
  };
}

/** Adds dim `j` of the reader, in as many parts as the digits it runs through, outermost first. */
function follow(
  j: number,
  size: number,
  stride: number,
  digits: readonly number[],
  writerDims: readonly number[],
  writerStrides: readonly number[],
  base: readonly number[],
  r: { dims: number[]; source: number[]; steps: number[] },
  digit: number[],
  ratio: number[],
): boolean {
  const parts: [size: number, steps: number, digit: number, ratio: number][] = [];
  if (stride === 0 || size === 1) parts.push([size, 1, -1, 0]);
  else {
    const s = Math.abs(stride);
    let at = digits.length - 1;
    while (at > 0 && writerStrides[digits[at - 1]!]! <= s) at--;
    let left = size;
    let steps = 1;
    for (; at >= 0; at--) {
      const k = digits[at]!;
      const t = writerStrides[k]!;
      const n = writerDims[k]!;
      if ((s * steps) % t !== 0) return false;
      const q = (s * steps) / t;
      if (stride < 0 || base[k]! + (left - 1) * q < n) {
        parts.push([left, steps, k, Math.sign(stride) * q]);
        left = 1;
        break;
      }
      // The dim carries: it must fill this digit exactly and go on in the next, which must lie next to it.
      if (n % q !== 0 || at === 0 || writerStrides[digits[at - 1]!] !== t * n) return false;
      const inner = n / q;
      if (inner < 2 || left % inner !== 0) return false;
      parts.push([inner, steps, k, q]);
      left /= inner;
      steps *= inner;
    }
    if (left !== 1) return false;
  }
  for (let i = parts.length - 1; i >= 0; i--) {
    const [n, steps, k, q] = parts[i]!;
    r.dims.push(n);
    r.source.push(j);
    r.steps.push(steps);
    digit.push(k);
    ratio.push(q);
  }
  return true;
}

/** Whether a step along each dim goes as far in the writer's row-major order as in the reader's. */
function inOrder(
  dims: readonly number[],
  digit: readonly number[],
  ratio: readonly number[],
  writerDims: readonly number[],
): boolean {
  const weights = new Array<number>(writerDims.length);
  let weight = 1;
  for (let k = writerDims.length - 1; k >= 0; k--) {
    weights[k] = weight;
    weight *= writerDims[k]!;
  }
  weight = 1;
  for (let j = dims.length - 1; j >= 0; j--) {
    if (dims[j]! > 1 && weights[digit[j]!]! * ratio[j]! !== weight) return false;
    weight *= dims[j]!;
  }
  return true;
}

export const product = (sizes: readonly number[]): number => {
  let n = 1;
  for (let i = 0; i < sizes.length; i++) n *= sizes[i]!;
  return n;
};

/** Strides of an operand of the reader in the split space. */
export function readerStrides(r: Relation, strides: readonly number[]): number[] {
  return r.source.map((j, i) => strides[j]! * r.steps[i]!);
}

/** Strides of an operand of the writer in the reader's split space. */
export function writerStridesIn(r: Relation, strides: readonly number[]): number[] {
  return r.digit.map((k, i) => (k < 0 ? 0 : strides[k]! * r.ratio[i]!));
}

/** Offset of an operand of the writer at the reader's first element. */
export function writerOffsetIn(r: Relation, offset: number, strides: readonly number[]): number {
  let at = offset;
  for (let k = 0; k < r.base.length; k++) at += r.base[k]! * strides[k]!;
  return at;
}
