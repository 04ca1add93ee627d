import { defaultDevice } from '../device.js';
import { bool, complex64, float32, int64 } from '../dtype.js';
import { numel } from '../shape.js';
import type { Tensor } from '../tensor.js';
import type { TypedArray } from './elements.js';
import { formatExponential, formatFixed } from './format-number.js';
import { printOptions } from './print-options.js';
import { readDataSync } from './read.js';

/** How the numbers of one tensor are written: all alike and of one width. */
interface Formatter {
  readonly width: number;
  format(value: number | bigint): string;
}

function wordFormatter(values: readonly (number | bigint)[], isBool: boolean): Formatter {
  const text = (v: number | bigint): string => (isBool ? (v ? 'True' : 'False') : String(v));
  let width = 1;
  for (const v of values) width = Math.max(width, text(v).length);
  return { width, format: (v) => text(v).padStart(width) };
}

function floatFormatter(values: readonly number[]): Formatter {
  const { precision, sciMode } = printOptions;
  const shown = values.filter((v) => Number.isFinite(v) && v !== 0);
  let low = Infinity;
  let high = 0;
  for (const v of shown) {
    low = Math.min(low, Math.abs(v));
    high = Math.max(high, Math.abs(v));
  }
  const integers = shown.every((v) => Number.isInteger(v));
  const scientific = shown.length > 0 && (sciMode ?? (high / low > 1000 || high > 1e8 || low < 1e-4));
  let format: (v: number) => string;
  if (scientific) format = (v) => formatExponential(v, precision);
  else if (integers) format = (v) => formatFixed(v, 0) + (Number.isFinite(v) ? '.' : '');
  else format = (v) => formatFixed(v, precision);
  let width = 1;
  for (const v of shown) width = Math.max(width, format(v).length);
  return { width, format: (v) => format(v as number).padStart(width) };
}

/** The elements on the host, and how one is written. */
interface Printed {
  readonly shape: readonly number[];
  readonly summarize: boolean;
  readonly width: number;
  /** Text of the element with row-major index `i`. */
  element(i: number): string;
}

/** Row-major indices of the elements that a summary shows: the edges of every dimension. */
function edges(shape: readonly number[]): number[] {
  const { edgeitems } = printOptions;
  let indices = [0];
  for (const n of shape) {
    const all = [...Array(n).keys()];
    const kept = n > 2 * edgeitems ? [...all.slice(0, edgeitems), ...all.slice(n - edgeitems)] : all;
    indices = indices.flatMap((i) => kept.map((k) => i * n + k));
  }
  return indices;
}

function printed(t: Tensor, data: TypedArray): Printed {
  const { shape, dtype } = t;
  const summarize = t.length > printOptions.threshold;
  const indices = summarize ? edges(shape) : [...Array(t.length).keys()];
  if (dtype.kind === 'complex') {
    const real = floatFormatter(indices.map((i) => data[2 * i] as number));
    const imaginary = floatFormatter(indices.map((i) => data[2 * i + 1] as number));
    const element = (i: number): string => {
      const part = `${imaginary.format(data[2 * i + 1]!)}j`.trimStart();
      return real.format(data[2 * i]!) + (/^[+-]/.test(part) ? part : `+${part}`);
    };
    // One for the j; the sign shares the place of the padding, as in PyTorch.
    return { shape, summarize, width: real.width + imaginary.width + 1, element };
  }
  const values = indices.map((i) => data[i]!);
  const formatter =
    dtype.kind === 'float'
      ? floatFormatter(values as number[])
      : wordFormatter(values, dtype.kind === 'bool');
  return { shape, summarize, width: formatter.width, element: (i) => formatter.format(data[i]!) };
}

/** Positions along a dimension, null standing for the dots. */
function positions(n: number, summarize: boolean): (number | null)[] {
  const { edgeitems } = printOptions;
  const all = [...Array(n).keys()];
  if (!summarize || n <= 2 * edgeitems) return all;
  return [...all.slice(0, edgeitems), null, ...all.slice(n - edgeitems)];
}

function printVector(p: Printed, first: number, indent: number): string {
  const perLine = Math.max(1, Math.floor((printOptions.linewidth - indent) / (p.width + 2)));
  const noEdges = p.summarize && printOptions.edgeitems === 0;
  const items = noEdges
    ? ['...']
    : positions(p.shape[p.shape.length - 1]!, p.summarize).map((i) =>
        i === null ? ' ...' : p.element(first + i),
      );
  const lines: string[] = [];
  for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(', '));
  return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}

function printFrom(p: Printed, dim: number, first: number, indent: number): string {
  const rank = p.shape.length - dim;
  if (rank === 0) return p.element(first);
  if (rank === 1) return printVector(p, first, indent);
  const step = numel(p.shape.slice(dim + 1));
  const slices = positions(p.shape[dim]!, p.summarize).map((i) =>
    i === null ? '...' : printFrom(p, dim + 1, first + i * step, indent + 1),
  );
  return `[${slices.join(`,${'\n'.repeat(rank - 1)}${' '.repeat(indent + 1)}`)}]`;
}

/** Puts what follows the elements on the last line, or on lines of their own where it is full. */
function withSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  let result = text;
  // PyTorch counts one too many here (its `rfind` excludes the newline); the line breaks are to be the same.
  let length = text.length - text.lastIndexOf('\n') + 1;
  for (const s of suffixes) {
    if (length + s.length + 2 > printOptions.linewidth) {
      result += `,\n${' '.repeat(indent)}${s}`;
      length = indent + s.length;
    } else {
      result += `, ${s}`;
      length += s.length + 2;
    }
  }
  return `${result})`;
}

const sizes = (shape: readonly number[]): string =>
  `size=(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

const PREFIX = 'tensor(';

/**
 * A tensor as PyTorch prints it, character for character. Elements on a device that can't block stand as dots, with the
 * shape behind them.
 */
export function printTensor(t: Tensor): string {
  if (t.disposed) return `${PREFIX}<disposed>, ${sizes(t.shape)})`;
  const suffixes: string[] = [];
  if (t.device !== defaultDevice()) suffixes.push(`device='${t.device.name}'`);
  const readable = t.device.backend.downloadSync !== undefined;
  const named = [float32, int64, bool, complex64].includes(t.dtype);
  let text: string;
  if (!readable) {
    text = '...';
    suffixes.push(sizes(t.shape));
    if (t.dtype !== float32) suffixes.push(`dtype=torch.${t.dtype}`);
  } else if (t.length === 0) {
    text = '[]';
    if (t.ndim !== 1) suffixes.push(sizes(t.shape));
    // Without an element there is nothing to tell the type from.
    if (t.dtype !== float32) suffixes.push(`dtype=torch.${t.dtype}`);
  } else {
    text = printFrom(printed(t, readDataSync(t)), 0, 0, PREFIX.length);
    if (printOptions.edgeitems === 0) suffixes.push(sizes(t.shape));
    if (!named) suffixes.push(`dtype=torch.${t.dtype}`);
  }
  if (t.gradFn !== null) suffixes.push(`grad_fn=<${t.gradFn.name}>`);
  else if (t.requiresGrad) suffixes.push('requires_grad=True');
  return withSuffixes(PREFIX + text, suffixes, PREFIX.length);
}
