import { float32, type Operand } from '@cresset/tensor/backend';
import { product, type Runner } from '../command.js';
import { type Across, across, acrossCall, maxAcross, sumAcross } from '../wgsl/across.js';
import type { OperandUse } from '../wgsl/frame.js';
import { DenseKernel, type KernelText, type Place } from './dense-kernel.js';
import { variants } from './operands.js';

/** How an operand is indexed: by row and term, by term, or by row. */
export type Along = 'element' | 'term' | 'row';

/** Where the terms of a row lie. */
export type Layout =
  /** [outer, terms, inner]: a row is one place of the outer and inner dimensions. */
  | 'inner'
  /** [outer, rows, inner]: a row is a channel, its terms are all places of the others. */
  | 'channels';

export interface RowKernelDefinition {
  readonly name: string;
  readonly layout: Layout;
  readonly inputs: readonly Along[];
  /**
   * Reductions over the terms of a row, in order. `value` gets the inputs and the results so far, and `finish` turns the
   * combined value into the result. All are WGSL expressions in f32.
   */
  readonly passes: readonly {
    readonly combine: 'sum' | 'max';
    readonly value: (x: readonly string[], r: readonly string[]) => string;
    readonly finish?: (combined: string, t: KernelText) => string;
  }[];
  readonly outputs: readonly {
    readonly along: Exclude<Along, 'term'>;
    readonly value: (x: readonly string[], r: readonly string[], t: KernelText) => string;
  }[];
}

const LANES = 256;
const SERIAL = 64;
/** On a processor, fewer lanes leave more workgroups for its threads. */
const FEW = 16;
/** Up to so many terms, one invocation goes through a row by itself. */
const SERIAL_TERMS = 32;
/** Rows that keep a device busy, though one invocation goes through each. */
const MANY_ROWS = 4096;

/** An invocation a row, or a workgroup. */
type Form = 'alone' | 'tree' | 'subgroups';

const combines: Readonly<Record<'sum' | 'max', Across>> = { sum: sumAcross('f32'), max: maxAcross };

const PARAMS = ['rows', 'terms', 'inner', 'scale', 'eps'] as const;
type Param = (typeof PARAMS)[number];

/**
 * Several reductions over a row and what is computed from them, in one kernel: softmax, normalizations and their
 * gradients. A workgroup goes through a row together, or, where rows are short or many, each invocation through its own.
 * Values are read once a pass; after the first they come from a cache.
 */
export class RowKernel {
  private readonly kernel = variants((form: Form, workgroup: number) => this.make(form, workgroup));

  constructor(private readonly d: RowKernelDefinition) {}

  private make(form: Form, workgroup: number): DenseKernel<Param> {
    const together = form !== 'alone';
    const subgroups = form === 'subgroups';
    const { d } = this;
    const operands: OperandUse[] = [
      ...d.outputs.map(() => ({ dtype: float32, access: 'write' as const })),
      ...d.inputs.map(() => ({ dtype: float32, access: 'read' as const })),
    ];
    return new DenseKernel({
      name: `${d.name} ${d.layout} ${form} ${workgroup}`,
      operands,
      params: PARAMS,
      workgroup,
      subgroups,
      text: (t) => ({
        declarations: together ? this.functions(subgroups) : '',
        body: [
          together ? 'let row = workgroup;' : `let row = workgroup * ${workgroup} + i32(lane);`,
          `if (row >= ${t.int('rows')}) { return; }`,
          d.layout === 'inner'
            ? `let base = (row / ${t.int('inner')}) * ${t.int('terms')} * ${t.int('inner')} + row % ${t.int('inner')};`
            : `let base = row * ${t.int('inner')};`,
          ...this.passes(t, form),
          ...this.results(t, together),
        ].join('\n'),
      }),
    });
  }

  /** Functions that combine what the lanes found. */
  private functions(subgroups: boolean): string {
    const needed = new Set(this.d.passes.map((p) => combines[p.combine]));
    return [...needed].map((c) => across(c, LANES, subgroups)).join('');
  }

  /** Where term `k` of the row lies. */
  private at(t: KernelText, k: string): string {
    const inner = t.int('inner');
    return this.d.layout === 'inner'
      ? `base + ${k} * ${inner}`
      : `base + (${k} / ${inner}) * ${t.int('rows')} * ${inner} + ${k} % ${inner}`;
  }

  private loop(t: KernelText, together: boolean, body: readonly string[]): string {
    return [
      `for (var k = ${together ? 'i32(lane)' : '0'}; k < ${t.int('terms')}; k += ${together ? LANES : 1}) {`,
      `let at = ${this.at(t, 'k')};`,
      ...body,
      '}',
    ].join('\n');
  }

  /** The same, two terms after each other; `pairs` are halves that it stores. */
  private loopOverPairs(
    t: KernelText,
    together: boolean,
    pairs: readonly number[],
    body: readonly string[],
  ): string {
    const terms = t.int('terms');
    return [
      `for (var pair = ${together ? '2 * i32(lane)' : '0'}; pair < ${terms}; pair += ${together ? 2 * LANES : 2}) {`,
      ...pairs.map((o) => t.pairOf(o)),
      `for (var k = pair; k < min(pair + 2, ${terms}); k++) {`,
      `let at = ${this.at(t, 'k')};`,
      `let first = k == pair && k + 1 < ${terms} && ${this.at(t, '(k + 1)')} == at + 1;`,
      ...body,
      '}',
      '}',
    ].join('\n');
  }

  private loads(t: KernelText): string[] {
    const first = this.d.outputs.length;
    const where = { element: 'at', term: 'k', row: 'row' };
    return this.d.inputs.map((along, j) => t.load(first + j, where[along]));
  }

  private passes(t: KernelText, form: Form): string[] {
    const together = form !== 'alone';
    const x = this.loads(t);
    return this.d.passes.flatMap(({ combine, value, finish }, p) => {
      const known = Array.from({ length: p }, (_, i) => `r${i}`);
      const next = value(x, known);
      const sum = combine === 'sum';
      const combined = together ? acrossCall(combine, `acc${p}`, form === 'subgroups') : `acc${p}`;
      return [
        `var acc${p} = ${sum ? '0.0f' : '-inf_f()'};`,
        this.loop(t, together, [`acc${p} = ${sum ? `acc${p} + (${next})` : `max_f(acc${p}, ${next})`};`]),
        `let combined${p} = ${combined};`,
        `let r${p} = ${finish === undefined ? `combined${p}` : finish(`combined${p}`, t)};`,
      ];
    });
  }

  private results(t: KernelText, together: boolean): string[] {
    const x = this.loads(t);
    const known = this.d.passes.map((_, i) => `r${i}`);
    const lines = this.d.outputs.map(({ along, value }, o) => {
      const paired = along === 'element' && t.isHalf(o);
      const at = along === 'row' ? 'row' : 'at';
      const store = paired ? t.storePaired(o, at, `y${o}`, 'first') : t.store(o, at, `y${o}`);
      return { o, along, paired, text: `let y${o} = ${value(x, known, t)};\n${store}` };
    });
    const elements = lines.filter((l) => l.along === 'element').map((l) => l.text);
    const pairs = lines.filter((l) => l.paired).map((l) => l.o);
    const rows = lines.filter((l) => l.along === 'row').map((l) => l.text);
    return [
      ...(pairs.length > 0
        ? [this.loopOverPairs(t, together, pairs, elements)]
        : elements.length > 0
          ? [this.loop(t, together, elements)]
          : []),
      ...(rows.length === 0 ? [] : together ? ['if (lane == 0u) {', ...rows, '}'] : rows),
    ];
  }

  /** @param operands outputs, then inputs */
  run(
    runner: Runner,
    operands: readonly Place[],
    size: { readonly rows: number; readonly terms: number; readonly inner: number },
    scale = 0,
    eps = 0,
  ): void {
    const { rows, terms } = size;
    const params = { ...size, scale, eps };
    if (runner.software) this.kernel('alone', FEW).run(runner, operands, params, Math.ceil(rows / FEW));
    else if (terms <= SERIAL_TERMS || (this.d.layout === 'inner' && size.inner > 1 && rows >= MANY_ROWS))
      this.kernel('alone', SERIAL).run(runner, operands, params, Math.ceil(rows / SERIAL));
    else this.kernel(runner.subgroups ? 'subgroups' : 'tree', LANES).run(runner, operands, params, rows);
  }
}

/** On a processor one invocation goes through a row: rows must be enough, and not too long for the sum of one after another. */
export const suitsRows = (runner: Runner, rows: number, terms: number): boolean =>
  !runner.software || (terms <= 4096 && (rows >= 16 || rows * terms <= 4096));

/** The last `dims` dimensions are the terms of a row. */
export function layerSize({ shape }: Operand, dims: number) {
  const kept = shape.length - dims;
  return { rows: product(shape.slice(0, kept)), terms: product(shape.slice(kept)), inner: 1 };
}
