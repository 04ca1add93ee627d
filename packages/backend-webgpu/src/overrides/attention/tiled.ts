import type { KernelText } from '../dense-kernel.js';
import { KEY, LSE, OUT, type Param, QUERY, range, score, steps, type Text, VALUE } from './steps.js';

/** A workgroup of a GPU: so many queries and, at once, keys; components of their vectors; keys of a tile of values. */
export const LANES = 256;
export const QUERIES = 64;
const KEYS = 32;
const COMPONENTS = 16;
const VALUES = 8;
/** Lanes side by side in a tile, each with 4 queries; and those that share a row of scores. */
export const ACROSS = 16;
const SHARERS = LANES / QUERIES;
/** Rows of tiles that lanes read side by side are this long, so that they lie in different banks. */
const KEY_ROW = COMPONENTS + 1;
const SCORE_ROW = KEYS + 1;

const shared = (name: string, length: number): string => `var<workgroup> ${name}: array<f32, ${length}>;\n`;

/**
 * For GPUs: a workgroup goes through the keys with a block of queries. Tiles of queries, keys and values and the scores
 * of one block of keys are in workgroup memory, 16,000 bytes in all; each lane has sums of 4 queries × `width` columns.
 */
export function tiled(masked: boolean, width: number): Text {
  return (t) => {
    const [rows, columns, pair] = [range(4), range(width), range(KEYS / ACROSS)];
    const each = (text: (i: number, j: number) => string, over: readonly number[]): string[] =>
      rows.flatMap((i) => over.map((j) => text(i, j)));
    return {
      declarations: `${steps}${shared('tile', QUERIES * COMPONENTS)}${shared('tile_k', KEYS * KEY_ROW)}${shared('scores', QUERIES * SCORE_ROW)}${shared('parts', LANES)}${shared('factors', QUERIES)}`,
      body: [
        `let blocks = (${t.int('l')} + ${QUERIES - 1}) / ${QUERIES};`,
        `if (workgroup >= blocks * ${t.int('batch')}) { return; }`,
        'let me = i32(lane);',
        'let item = workgroup / blocks;',
        `let first = (workgroup % blocks) * ${QUERIES};`,
        `let row = (me / ${ACROSS}) * 4;`,
        `let column = me % ${ACROSS};`,
        `let own = (me / ${SHARERS}) * ${SCORE_ROW} + (me % ${SHARERS}) * ${KEYS / SHARERS};`,
        `let sharers = me - me % ${SHARERS};`,
        'var most = -inf_f();',
        'var sum = 0.0f;',
        ...each((i, j) => `var acc${i}_${j} = 0.0f;`, columns),
        `let end = select(${t.int('s')}, min(${t.int('s')}, first + ${QUERIES}), ${t.int('causal')} != 0);`,
        `for (var k = 0; k < end; k += ${KEYS}) {`,
        ...each((i, j) => `var c${i}_${j} = 0.0f;`, pair),
        `for (var d = 0; d < ${t.int('e')}; d += ${COMPONENTS}) {`,
        ...fetch(t, QUERY, 'tile', COMPONENTS, { rows: QUERIES, of: 'l', from: 'first' }, 'd'),
        ...fetch(t, KEY, 'tile_k', KEY_ROW, { rows: KEYS, of: 's', from: 'k' }, 'd'),
        'workgroupBarrier();',
        `for (var x = 0; x < ${COMPONENTS}; x++) {`,
        ...rows.map((i) => `let q${i} = tile[(row + ${i}) * ${COMPONENTS} + x];`),
        ...pair.map((j) => `let k${j} = tile_k[(column + ${j * ACROSS}) * ${KEY_ROW} + x];`),
        ...each((i, j) => `c${i}_${j} = fma(q${i}, k${j}, c${i}_${j});`, pair),
        '}',
        'workgroupBarrier();',
        '}',
        ...each((i, j) => {
          const [query, key] = [`(first + row + ${i})`, `(k + column + ${j * ACROSS})`];
          const there = `(${query} < ${t.int('l')} && ${key} < ${t.int('s')})`;
          return `scores[(row + ${i}) * ${SCORE_ROW} + column + ${j * ACROSS}] = ${score(t, masked, `c${i}_${j}`, query, key, there)};`;
        }, pair),
        'workgroupBarrier();',
        'var part = -inf_f();',
        `for (var x = 0; x < ${KEYS / SHARERS}; x++) { part = max_f(part, scores[own + x]); }`,
        'parts[me] = part;',
        'workgroupBarrier();',
        'var now = most;',
        `for (var x = 0; x < ${SHARERS}; x++) { now = max_f(now, parts[sharers + x]); }`,
        'let factor = rescale(most, now);',
        'most = now;',
        'sum *= factor;',
        `for (var x = 0; x < ${KEYS / SHARERS}; x++) {`,
        'let weight = rescale(scores[own + x], now);',
        'scores[own + x] = weight;',
        'sum += weight;',
        '}',
        `if (me == sharers) { factors[me / ${SHARERS}] = factor; }`,
        'workgroupBarrier();',
        ...rows.map((i) => `let factor${i} = factors[row + ${i}];`),
        ...each((i, j) => `acc${i}_${j} *= factor${i};`, columns),
        `for (var u = 0; u < ${KEYS}; u += ${VALUES}) {`,
        ...fetch(t, VALUE, 'tile', width * ACROSS, { rows: VALUES, of: 's', from: 'k + u' }),
        'workgroupBarrier();',
        `for (var x = 0; x < ${VALUES}; x++) {`,
        ...rows.map((i) => `let w${i} = scores[(row + ${i}) * ${SCORE_ROW} + u + x];`),
        ...columns.map((j) => `let v${j} = tile[x * ${width * ACROSS} + column + ${j * ACROSS}];`),
        ...each((i, j) => `acc${i}_${j} = fma(w${i}, v${j}, acc${i}_${j});`, columns),
        '}',
        'workgroupBarrier();',
        '}',
        '}',
        'parts[me] = sum;',
        'workgroupBarrier();',
        ...rows.map(
          (i) =>
            `let sum${i} = ${range(SHARERS)
              .map((x) => `parts[(row + ${i}) * ${SHARERS} + ${x}]`)
              .join(' + ')};`,
        ),
        ...rows.flatMap((i) => [
          `if (first + row + ${i} < ${t.int('l')}) {`,
          `let at = item * ${t.int('l')} + first + row + ${i};`,
          ...columns.map((j) => {
            const at = `at * ${t.int('ev')} + column + ${j * ACROSS}`;
            return `if (column + ${j * ACROSS} < ${t.int('ev')}) { ${t.store(OUT, at, `mean_of(acc${i}_${j}, sum${i})`)} }`;
          }),
          '}',
        ]),
        `let query = first + me / ${SHARERS};`,
        `if (me == sharers && query < ${t.int('l')}) {`,
        `let total = ${range(SHARERS)
          .map((x) => `parts[sharers + ${x}]`)
          .join(' + ')};`,
        t.store(LSE, `item * ${t.int('l')} + query`, 'log_sum(most, total)'),
        '}',
      ].join('\n'),
    };
  };
}

/** Brings rows of an operand, `COMPONENTS` of their components from `d` on or all of them, into a tile; 0 outside. */
function fetch(
  t: KernelText,
  operand: number,
  tile: string,
  rowLength: number,
  { rows, of, from }: { readonly rows: number; readonly of: Param; readonly from: string },
  d?: string,
): string[] {
  const across = d === undefined ? rowLength : COMPONENTS;
  const length = t.int(operand === VALUE ? 'ev' : 'e');
  const at = `(item * ${t.int(of)} + fetch_row) * ${length} + component`;
  return [
    `for (var x = me; x < ${rows * across}; x += ${LANES}) {`,
    `let fetch_row = ${from} + x / ${across};`,
    `let component = ${d === undefined ? '' : `${d} + `}x % ${across};`,
    `let there = fetch_row < ${t.int(of)} && component < ${length};`,
    `let at = select(0, ${at}, there);`,
    `${tile}[(x / ${across}) * ${rowLength} + x % ${across}] = select(0.0f, ${t.load(operand, 'at')}, there);`,
    '}',
  ];
}
