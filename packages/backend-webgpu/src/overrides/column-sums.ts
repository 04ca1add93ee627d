import { float32 } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { DenseKernel, type Place } from './dense-kernel.js';
import type { Along } from './row-kernel.js';

const WORKGROUP = 64;
/** Rows that one invocation adds up. */
const CHUNK = 64;

const read = { dtype: float32, access: 'read' } as const;
const write = { dtype: float32, access: 'write' } as const;

/**
 * Sums down the columns of [rows, columns]: gradients of a norm's weight and bias. Neighbouring invocations read
 * neighbouring columns; many rows are added up in chunks, whose sums a second pass brings together.
 */
export class ColumnSums {
  private readonly chunks: DenseKernel<'rows' | 'columns' | 'count'>;
  private readonly total: DenseKernel<'columns' | 'chunks'>;

  /** @param values what each sum adds up, of the inputs */
  constructor(
    name: string,
    inputs: readonly Exclude<Along, 'term'>[],
    private readonly values: readonly ((x: readonly string[]) => string)[],
  ) {
    const n = values.length;
    const outputs = values.map(() => write);
    this.chunks = new DenseKernel({
      name,
      operands: [...outputs, ...inputs.map(() => read)],
      params: ['rows', 'columns', 'count'],
      workgroup: WORKGROUP,
      text: (t) => ({
        body: [
          `let task = workgroup * ${WORKGROUP} + i32(lane);`,
          `if (task >= ${t.int('count')}) { return; }`,
          `let column = task % ${t.int('columns')};`,
          `let chunk = task / ${t.int('columns')};`,
          `let end = min((chunk + 1) * ${CHUNK}, ${t.int('rows')});`,
          ...values.map((_, i) => `var sum${i} = 0.0f;`),
          `for (var row = chunk * ${CHUNK}; row < end; row++) {`,
          `let at = row * ${t.int('columns')} + column;`,
          ...inputs.map((along, j) => `let x${j} = ${t.load(n + j, along === 'row' ? 'row' : 'at')};`),
          ...values.map((value, i) => `sum${i} += ${value(inputs.map((_, j) => `x${j}`))};`),
          '}',
          ...values.map((_, i) => t.store(i, 'task', `sum${i}`)),
        ].join('\n'),
      }),
    });
    this.total = new DenseKernel({
      name: `column sums of chunks ${n}`,
      operands: [...outputs, ...values.map(() => read)],
      params: ['columns', 'chunks'],
      workgroup: WORKGROUP,
      text: (t) => ({
        body: [
          `let column = workgroup * ${WORKGROUP} + i32(lane);`,
          `if (column >= ${t.int('columns')}) { return; }`,
          ...values.map((_, i) => `var sum${i} = 0.0f;`),
          `for (var chunk = 0; chunk < ${t.int('chunks')}; chunk++) {`,
          `let at = chunk * ${t.int('columns')} + column;`,
          ...values.map((_, i) => `sum${i} += ${t.load(n + i, 'at')};`),
          '}',
          ...values.map((_, i) => t.store(i, 'column', `sum${i}`)),
        ].join('\n'),
      }),
    });
  }

  /** @param operands sums, then inputs */
  run(runner: Runner, operands: readonly Place[], rows: number, columns: number): void {
    const n = this.values.length;
    const chunks = Math.ceil(rows / CHUNK);
    const count = chunks * columns;
    const params = { rows, columns, count };
    if (chunks === 1) {
      this.chunks.run(runner, operands, params, Math.ceil(count / WORKGROUP));
      return;
    }
    const partial = this.values.map(() => ({ buffer: runner.scratch(count * 4), offset: 0 }));
    this.chunks.run(runner, [...partial, ...operands.slice(n)], params, Math.ceil(count / WORKGROUP));
    this.total.run(
      runner,
      [...operands.slice(0, n), ...partial],
      { columns, chunks },
      Math.ceil(columns / WORKGROUP),
    );
    for (const p of partial) runner.release(p.buffer);
  }
}
