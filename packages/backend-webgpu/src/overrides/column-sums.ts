import { float32 } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { DenseKernel, type Place } from './dense-kernel.js';

const WORKGROUP = 64;
/** Rows that one invocation adds up. */
const CHUNK = 64;

const read = { dtype: float32, access: 'read' } as const;
const write = { dtype: float32, access: 'write' } as const;

/**
 * Gradients of a layer norm's weight and bias: Σ g·x̂ and Σ g down the columns of [rows, columns]. Neighbouring
 * invocations read neighbouring columns; many rows are added up in chunks, whose sums a second pass brings together.
 */
export class ColumnSums {
  private readonly chunks = new DenseKernel({
    name: 'column sums',
    operands: [write, write, read, read, read, read],
    params: ['rows', 'columns', 'count'],
    workgroup: WORKGROUP,
    text: (t) => ({
      body: [
        `let task = workgroup * ${WORKGROUP} + i32(lane);`,
        `if (task >= ${t.int('count')}) { return; }`,
        `let column = task % ${t.int('columns')};`,
        `let chunk = task / ${t.int('columns')};`,
        `let end = min((chunk + 1) * ${CHUNK}, ${t.int('rows')});`,
        'var dot = 0.0f;',
        'var sum = 0.0f;',
        `for (var row = chunk * ${CHUNK}; row < end; row++) {`,
        `let at = row * ${t.int('columns')} + column;`,
        `let g = ${t.load(2, 'at')};`,
        `dot += g * ((${t.load(3, 'at')} - ${t.load(4, 'row')}) * ${t.load(5, 'row')});`,
        'sum += g;',
        '}',
        t.store(0, 'task', 'dot'),
        t.store(1, 'task', 'sum'),
      ].join('\n'),
    }),
  });

  private readonly total = new DenseKernel({
    name: 'column sums of chunks',
    operands: [write, write, read, read],
    params: ['columns', 'chunks'],
    workgroup: WORKGROUP,
    text: (t) => ({
      body: [
        `let column = workgroup * ${WORKGROUP} + i32(lane);`,
        `if (column >= ${t.int('columns')}) { return; }`,
        'var dot = 0.0f;',
        'var sum = 0.0f;',
        `for (var chunk = 0; chunk < ${t.int('chunks')}; chunk++) {`,
        `let at = chunk * ${t.int('columns')} + column;`,
        `dot += ${t.load(2, 'at')};`,
        `sum += ${t.load(3, 'at')};`,
        '}',
        t.store(0, 'column', 'dot'),
        t.store(1, 'column', 'sum'),
      ].join('\n'),
    }),
  });

  /** @param operands dw, db, g, x, mean, 1/σ */
  run(runner: Runner, operands: readonly Place[], rows: number, columns: number): void {
    const chunks = Math.ceil(rows / CHUNK);
    const count = chunks * columns;
    const params = { rows, columns, count };
    if (chunks === 1) {
      this.chunks.run(runner, operands, params, Math.ceil(count / WORKGROUP));
      return;
    }
    const [dw, db, ...stats] = operands;
    const partial = [0, 1].map(() => ({ buffer: runner.scratch(count * 4), offset: 0 }));
    this.chunks.run(runner, [...partial, ...stats], params, Math.ceil(count / WORKGROUP));
    this.total.run(runner, [dw, db, ...partial], { columns, chunks }, Math.ceil(columns / WORKGROUP));
    for (const p of partial) runner.release(p.buffer);
  }
}
