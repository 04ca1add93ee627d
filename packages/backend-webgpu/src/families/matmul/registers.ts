import type { Program } from '../../wgsl/frame.js';
import { type MatmulText, range } from './text.js';

export interface RegisterTile {
  /** Results of one invocation: rows × columns. */
  readonly rows: number;
  readonly columns: number;
  /** Terms added in one round of the loop. */
  readonly unroll: number;
  /** Lanes of a subgroup that share their rows: each loads some of them and hands them on. 1: none. */
  readonly lanes: number;
  readonly workgroup: number;
}

/**
 * Each invocation keeps a tile of results in registers and reads what it needs from memory, without barriers. What
 * lies beyond the edges repeats the last row, column and matrix, so that there is no branch and control flow is uniform.
 */
export function registers(t: MatmulText, tile: RegisterTile): Program {
  const { rows, columns, unroll, lanes, workgroup } = tile;
  const shared = lanes > 1;
  // Registers that one lane loads of the rows.
  const own = shared ? rows / lanes : rows;
  return {
    key: `matmul registers ${rows} ${columns} ${unroll} ${lanes} ${workgroup} ${t.spec.key}`,
    operands: t.operands,
    words: t.words,
    workgroup,
    ...(shared ? { subgroups: true } : {}),
    text: (f) => {
      const terms = t.size(f, t.k);
      const round = (u: number): string[] => [
        ...range(own).map((i) => `let h${u}_${i} = ${f.load(1, `at_a${i}`)}; at_a${i} += step_a;`),
        ...range(columns).map((j) => `let x${u}_${j} = ${f.load(2, `at_x${j}`)}; at_x${j} += step_x;`),
        ...range(rows).map(
          (i) =>
            `let a${u}_${i} = ${shared ? `subgroupBroadcast(h${u}_${Math.floor(i / lanes)}, ${i % lanes}u)` : `h${u}_${i}`};`,
        ),
        ...t.products(
          rows,
          columns,
          (i) => `a${u}_${i}`,
          (j) => `x${u}_${j}`,
        ),
      ];
      return {
        body: [
          // Tiles of neighbouring lanes lie side by side; lanes of a subgroup share the rows.
          `let unit = min((workgroup * ${workgroup} + i32(lane)) / ${lanes}, ${f.word(0)} - 1);`,
          `let across = (unit % ${f.word(t.tilesN)}) * ${lanes * columns};`,
          `let column = across${shared ? ` + i32(subgroup_lane) * ${columns}` : ''};`,
          `let row = ((unit / ${f.word(t.tilesN)}) % ${f.word(t.tilesM)}) * ${rows};`,
          `let matrix = unit / (${f.word(t.tilesN)} * ${f.word(t.tilesM)});`,
          ...t.locate(f, 'matrix'),
          ...range(own).map((i) => {
            const place = shared ? `row + ${i * lanes} + i32(subgroup_lane)` : `row + ${i}`;
            return `var at_a${i} = p1 + min(${place}, ${t.size(f, t.m)} - 1) * ${t.stride(f, 1, t.m)};`;
          }),
          ...range(columns).map(
            (j) => `var at_x${j} = p2 + min(column + ${j}, ${t.size(f, t.n)} - 1) * ${t.stride(f, 2, t.n)};`,
          ),
          `let step_a = ${t.stride(f, 1, t.k)};`,
          `let step_x = ${t.stride(f, 2, t.k)};`,
          ...t.sums(rows, columns),
          'var t = 0;',
          ...(unroll > 1
            ? [
                `for (; t + ${unroll} <= ${terms}; t += ${unroll}) {`,
                ...range(unroll).flatMap((u) => round(u)),
                '}',
              ]
            : []),
          `for (; t < ${terms}; t++) {`,
          ...round(0),
          '}',
          ...t.writeClamped(f, rows, columns),
        ].join('\n'),
      };
    },
  };
}
