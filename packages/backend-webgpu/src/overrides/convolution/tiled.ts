import { DenseKernel } from '../dense-kernel.js';
import { operandsOf, paramsOf, type WindowForm, WindowText } from './windows.js';

/** Results of one invocation: TILE × TILE. */
const TILE = 4;
const LANES = 256;
/** Rows and columns of a workgroup, and terms that are brought into workgroup memory at once. */
export const SIDE = 64;
const TERMS = 16;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** For GPUs: a tile of a and the windows of a tile of columns go through workgroup memory. */
export function tiledWindows(form: WindowForm): DenseKernel<string> {
  return new DenseKernel({
    name: `convolution tiled ${form.rank} ${form.divides} ${form.target}`,
    operands: operandsOf(form),
    params: paramsOf(form.rank),
    workgroup: LANES,
    text: (t) => {
      const w = new WindowText(t, form);
      const tiles = `(${t.int('across')} * ${t.int('down')})`;
      const sums = range(TILE).flatMap((i) => range(TILE).map((j) => `c${i}_${j}`));
      return {
        declarations: `var<workgroup> tile_a: array<f32, ${SIDE * TERMS}>;
var<workgroup> tile_b: array<f32, ${SIDE * TERMS}>;
`,
        body: [
          `if (workgroup >= ${tiles} * ${t.int('groups')} * ${t.int('chunks')}) { return; }`,
          `let column_tile = (workgroup % ${t.int('across')}) * ${SIDE};`,
          `let row_tile = ((workgroup / ${t.int('across')}) % ${t.int('down')}) * ${SIDE};`,
          `let part = workgroup / ${tiles};`,
          `let member = part % ${t.int('groups')};`,
          `let chunk = part / ${t.int('groups')};`,
          `let end = min((chunk + 1) * ${t.int('chunk')}, ${t.int('k')});`,
          // A lane fetches one column of b, and one term of each tile of a, all along.
          `let mine = column_tile + i32(lane) % ${SIDE};`,
          `let mine_in = mine < ${t.int('n')};`,
          ...w.split('n', `min(mine, ${t.int('n')} - 1)`, 'n'),
          ...w.column('n'),
          `let row_in = (i32(lane) / ${SIDE / TILE}) * ${TILE};`,
          `let column_in = (i32(lane) % ${SIDE / TILE}) * ${TILE};`,
          ...sums.map((c) => `var ${c} = 0.0f;`),
          `for (var t = chunk * ${t.int('chunk')}; t < end; t += ${TERMS}) {`,
          `let a_term = t + i32(lane) % ${TERMS};`,
          `let a_at = member * ${t.int('aGroup')} + (a_term / ${t.int('restK')}) * ${t.int('aLead')} + a_term % ${t.int('restK')};`,
          `for (var e = i32(lane) / ${TERMS}; e < ${SIDE}; e += ${LANES / TERMS}) {`,
          `let a_row = row_tile + e;`,
          `let a_in = a_term < end && a_row < ${t.int('m')};`,
          `let a_place = select(0, a_at + a_row * ${t.int('aRow')}, a_in);`,
          `tile_a[(i32(lane) % ${TERMS}) * ${SIDE} + e] = select(0.0f, ${t.load(1, 'a_place')}, a_in);`,
          '}',
          `for (var e = i32(lane) / ${SIDE}; e < ${TERMS}; e += ${LANES / SIDE}) {`,
          'let term = t + e;',
          ...w.split('k', 'term', 'k'),
          ...w.value('b', 'k', 'n', 'mine_in && term < end'),
          `tile_b[e * ${SIDE} + i32(lane) % ${SIDE}] = b;`,
          '}',
          'workgroupBarrier();',
          `for (var kk = 0; kk < ${TERMS}; kk++) {`,
          ...range(TILE).map((i) => `let a${i} = tile_a[kk * ${SIDE} + row_in + ${i}];`),
          ...range(TILE).map((j) => `let x${j} = tile_b[kk * ${SIDE} + column_in + ${j}];`),
          ...range(TILE).flatMap((i) =>
            range(TILE).map((j) => `c${i}_${j} = fma(a${i}, x${j}, c${i}_${j});`),
          ),
          '}',
          'workgroupBarrier();',
          '}',
          ...range(TILE).flatMap((j) => [
            `let column${j} = column_tile + column_in + ${j};`,
            w.place(`place${j}`, `column${j}`),
          ]),
          ...range(TILE).flatMap((i) => [
            `let row${i} = row_tile + row_in + ${i};`,
            `if (row${i} < ${t.int('m')}) {`,
            ...range(TILE).map(
              (j) => `if (column${j} < ${t.int('n')}) { ${w.store(`row${i}`, `place${j}`, `c${i}_${j}`)} }`,
            ),
            '}',
          ]),
        ].join('\n'),
      };
    },
  });
}
