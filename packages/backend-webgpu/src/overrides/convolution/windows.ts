import { float32 } from '@cresset/tensor/backend';
import type { OperandUse } from '../../wgsl/frame.js';
import { DenseKernel, type KernelText } from '../dense-kernel.js';

/**
 * A convolution and both its gradients are one matrix product, out[m, n] = Σ_k a[m, k] · b[k, n], whose operand b is
 * never built: columns n and terms k are each a leading index and one place a spatial dimension, and b is read at
 *
 *     x_d = n_d · u_d + k_d · v_d + w_d        (for the gradient by the input: divided by the stride, where it divides)
 *
 * or is 0 outside. The numbers below say which of the three it is.
 */
export interface WindowProduct {
  readonly groups: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Elements of a from one leading term, row, group to the next. Within a leading term it is dense. */
  readonly a: { readonly lead: number; readonly row: number; readonly group: number };
  /** Elements of b from one leading term, leading column, group to the next. */
  readonly b: { readonly leadK: number; readonly leadN: number; readonly group: number };
  /** Elements of the result from one row, leading column, group to the next. Within a leading column it is dense. */
  readonly out: { readonly row: number; readonly lead: number; readonly group: number };
  /** By spatial dimension. */
  readonly dims: readonly {
    readonly k: number;
    readonly n: number;
    /** Size of what is read. */
    readonly size: number;
    readonly u: number;
    readonly v: number;
    readonly w: number;
    /** What x is divided by. */
    readonly by: number;
  }[];
}

/** What is written: the result, the result with a bias a row, or sums of a chunk of the terms. */
export type Target = 'result' | 'biased' | 'partial';

export interface WindowForm {
  readonly rank: number;
  /** Whether any `by` may differ from 1. */
  readonly divides: boolean;
  readonly target: Target;
}

const SHARED = [
  'groups',
  'm',
  'n',
  'k',
  'aLead',
  'aRow',
  'aGroup',
  'bLeadK',
  'bLeadN',
  'bGroup',
  'outRow',
  'outLead',
  'outGroup',
  'restK',
  'restN',
  'across',
  'down',
  'chunk',
  'chunks',
] as const;
const EACH = ['k', 'n', 'size', 'u', 'v', 'w', 'by'] as const;

export const paramsOf = (rank: number): string[] => [
  ...SHARED,
  ...Array.from({ length: rank }, (_, d) => EACH.map((e) => `${e}${d}`)).flat(),
];

export interface Tiling {
  readonly across: number;
  readonly down: number;
  readonly chunk: number;
  readonly chunks: number;
}

export function paramValues(p: WindowProduct, tiling: Tiling): Record<string, number> {
  const values: Record<string, number> = {
    groups: p.groups,
    m: p.m,
    n: p.n,
    k: p.k,
    aLead: p.a.lead,
    aRow: p.a.row,
    aGroup: p.a.group,
    bLeadK: p.b.leadK,
    bLeadN: p.b.leadN,
    bGroup: p.b.group,
    outRow: p.out.row,
    outLead: p.out.lead,
    outGroup: p.out.group,
    restK: p.dims.reduce((n, d) => n * d.k, 1),
    restN: p.dims.reduce((n, d) => n * d.n, 1),
    ...tiling,
  };
  p.dims.forEach((dim, d) => {
    for (const e of EACH) values[`${e}${d}`] = dim[e];
  });
  return values;
}

export const operandsOf = ({ target }: WindowForm): OperandUse[] => [
  target === 'partial' ? { dtype: null, access: 'write' } : { dtype: float32, access: 'write' },
  { dtype: float32, access: 'read' },
  { dtype: float32, access: 'read' },
  ...(target === 'biased' ? [{ dtype: float32, access: 'read' } as const] : []),
];

/** Text of the parts that all variants share. */
export class WindowText {
  constructor(
    readonly t: KernelText,
    readonly form: WindowForm,
  ) {}

  private each(text: (d: number) => string): string[] {
    return Array.from({ length: this.form.rank }, (_, d) => text(d));
  }

  /** Declares `{name}_lead` and `{name}_0` … from the flat index `from`, over the sizes of k or n. */
  split(name: string, from: string, sizes: 'k' | 'n', keyword: 'let' | 'var' = 'let'): string[] {
    const lines = [`var ${name}_rest = ${from};`];
    for (let d = this.form.rank - 1; d >= 0; d--) {
      const size = this.t.int(`${sizes}${d}`);
      lines.push(`${keyword} ${name}_${d} = ${name}_rest % ${size}; ${name}_rest /= ${size};`);
    }
    lines.push(`${keyword} ${name}_lead = ${name}_rest;`);
    return lines;
  }

  /** Counts the places `{name}_0` … and `{name}_lead` on by one, as `split` declared them. */
  count(name: string, sizes: 'k' | 'n'): string {
    let text = `${name}_lead++;`;
    for (let d = 0; d < this.form.rank; d++) {
      text = `${name}_${d}++; if (${name}_${d} == ${this.t.int(`${sizes}${d}`)}) { ${name}_${d} = 0; ${text} }`;
    }
    return text;
  }

  /** Declares the parts of x that depend on the column alone. */
  column(name: string): string[] {
    const { t } = this;
    return [
      ...this.each((d) => `let ${name}_x${d} = ${name}_${d} * ${t.int(`u${d}`)} + ${t.int(`w${d}`)};`),
      `let ${name}_b = member * ${t.int('bGroup')} + ${name}_lead * ${t.int('bLeadN')};`,
    ];
  }

  /** Declares `value`, b at the term and column of these names; `and` is a further condition. */
  value(value: string, term: string, column: string, and = 'true'): string[] {
    const { t, form } = this;
    const lines = [`var ${value}_at = 0;`, `var ${value}_in = ${and};`];
    for (let d = 0; d < form.rank; d++) {
      const x = `${value}_x${d}`;
      lines.push(`let ${x}_whole = ${column}_x${d} + ${term}_${d} * ${t.int(`v${d}`)};`);
      if (form.divides) {
        lines.push(
          `let ${x} = ${x}_whole / ${t.int(`by${d}`)};`,
          `${value}_in = ${value}_in && ${x}_whole >= 0 && ${x} * ${t.int(`by${d}`)} == ${x}_whole && ${x} < ${t.int(`size${d}`)};`,
        );
      } else {
        lines.push(
          `let ${x} = ${x}_whole;`,
          `${value}_in = ${value}_in && ${x} >= 0 && ${x} < ${t.int(`size${d}`)};`,
        );
      }
      lines.push(`${value}_at = ${value}_at * ${t.int(`size${d}`)} + ${x};`);
    }
    // Where it is outside, the address stays that of an element that exists.
    lines.push(
      `${value}_at = select(0, ${column}_b + ${term}_lead * ${t.int('bLeadK')} + ${value}_at, ${value}_in);`,
      `let ${value} = select(0.0f, ${t.load(2, `${value}_at`)}, ${value}_in);`,
    );
    return lines;
  }

  /** Declares `{name}`, where the results of a column lie, for `store`: divisions are dear, so it is done once. */
  place(name: string, column: string): string {
    const { t, form } = this;
    return `let ${name} = ${form.target === 'partial' ? column : columnPlace(t, column)};`;
  }

  /** Statement that writes the sum of a row, in a column whose `place` is declared. */
  store(row: string, place: string, sum: string): string {
    const { t, form } = this;
    if (form.target === 'partial') {
      const first = `((chunk * ${t.int('groups')} + member) * ${t.int('m')} + ${row}) * ${t.int('n')}`;
      return t.raw.storeRaw(0, `${first} + ${place}`, `bitcast<u32>(${sum})`);
    }
    const value =
      form.target === 'biased' ? `(${sum} + ${t.load(3, `(member * ${t.int('m')} + ${row})`)})` : sum;
    return `{ let to = ${rowPlace(t, row)} + ${place}; ${t.store(0, 'to', value)} }`;
  }
}

const rowPlace = (t: KernelText, row: string): string =>
  `member * ${t.int('outGroup')} + ${row} * ${t.int('outRow')}`;

const columnPlace = (t: KernelText, column: string): string =>
  `(${column} / ${t.int('restN')}) * ${t.int('outLead')} + ${column} % ${t.int('restN')}`;

export const ADD_WORKGROUP = 64;

/** Adds up the sums of the chunks. Operands: result, sums. */
export function addChunks(rank: number): DenseKernel<string> {
  return new DenseKernel({
    name: `convolution chunks ${rank}`,
    operands: [
      { dtype: float32, access: 'write' },
      { dtype: null, access: 'read' },
    ],
    params: paramsOf(rank),
    workgroup: ADD_WORKGROUP,
    text: (t) => ({
      body: [
        `let i = workgroup * ${ADD_WORKGROUP} + i32(lane);`,
        `let results = ${t.int('groups')} * ${t.int('m')} * ${t.int('n')};`,
        'if (i >= results) { return; }',
        `let column = i % ${t.int('n')};`,
        `let row = (i / ${t.int('n')}) % ${t.int('m')};`,
        `let member = i / (${t.int('n')} * ${t.int('m')});`,
        'var sum = 0.0f;',
        `for (var c = 0; c < ${t.int('chunks')}; c++) { sum += bitcast<f32>(${t.raw.raw(1, 'c * results + i')}); }`,
        `let to = ${rowPlace(t, 'row')} + ${columnPlace(t, 'column')};`,
        t.store(0, 'to', 'sum'),
      ].join('\n'),
    }),
  });
}
