import type { Frame, Program } from '../../wgsl/frame.js';
import { type MatmulText, range } from './text.js';

/** Results of one invocation: TILE × TILE. */
const TILE = 4;
/** Lanes of a workgroup: LANES_M × LANES_N tiles. */
const LANES_M = 16;
const LANES_N = 16;
/** Terms that are brought into workgroup memory at once. */
const TERMS = 16;

const LANES = LANES_M * LANES_N;
/** Rows and columns of a workgroup. */
export const TILE_M = LANES_M * TILE;
export const TILE_N = LANES_N * TILE;

/**
 * Tiles of both matrices go through workgroup memory, and from there into registers.
 *
 * @param partial several workgroups share the terms of a tile; each writes its sum to scratch memory, laid out
 *   [chunk, matrix, m, n], which stands in for the output
 */
export function tiled(t: MatmulText, partial: boolean): Program {
  const fetch = (f: Frame, operand: 1 | 2, name: string, width: number, outer: number): string[] => [
    `for (var e = i32(lane); e < ${width * TERMS}; e += ${LANES}) {`,
    // Neighbouring lanes go along the dimension that is dense.
    `let along = ${t.stride(f, operand, t.k)} == 1;`,
    `let kk = select(e / ${width}, e % ${TERMS}, along);`,
    `let o = select(e % ${width}, e / ${TERMS}, along);`,
    'let inner = t + kk;',
    `let place = ${operand === 1 ? 'row_tile' : 'column_tile'} + o;`,
    `var value = ${t.zero};`,
    `if (inner < end && place < ${t.size(f, outer)}) {`,
    `let at = p${operand} + place * ${t.stride(f, operand, outer)} + inner * ${t.stride(f, operand, t.k)};`,
    `value = ${f.load(operand, 'at')};`,
    '}',
    `${name}[kk * ${width} + o] = value;`,
    '}',
  ];
  const store = (f: Frame) => (row: string, column: string, value: string) =>
    partial
      ? f.storeRaw(
          0,
          `((chunk * ${f.word(t.matrices)} + matrix) * ${t.size(f, t.m)} + ${row}) * ${t.size(f, t.n)} + ${column}`,
          `bitcast<u32>(${value})`,
        )
      : `let to = p0 + ${row} * ${t.stride(f, 0, t.m)} + ${column} * ${t.stride(f, 0, t.n)}; ${f.store(0, 'to', value)}`;
  return {
    key: `matmul tiled ${partial ? 'partial ' : ''}${t.spec.key}`,
    operands: partial ? [{ dtype: null, access: 'write' }, ...t.operands.slice(1)] : t.operands,
    words: t.words,
    workgroup: LANES,
    text: (f) => ({
      declarations: `var<workgroup> tile_a: array<${t.register}, ${TILE_M * TERMS}>;
var<workgroup> tile_x: array<${t.register}, ${TILE_N * TERMS}>;
`,
      body: [
        `if (workgroup >= ${f.word(0)}) { return; }`,
        `let column_tile = (workgroup % ${f.word(t.tilesN)}) * ${TILE_N};`,
        `let row_tile = ((workgroup / ${f.word(t.tilesN)}) % ${f.word(t.tilesM)}) * ${TILE_M};`,
        `let product = workgroup / (${f.word(t.tilesN)} * ${f.word(t.tilesM)});`,
        `let matrix = product % ${f.word(t.matrices)};`,
        `let chunk = product / ${f.word(t.matrices)};`,
        ...t.locate(f, 'matrix', partial ? [1, 2] : [0, 1, 2]),
        `let row_in = i32(lane / ${LANES_N}u) * ${TILE};`,
        `let column_in = i32(lane % ${LANES_N}u) * ${TILE};`,
        ...t.sums(TILE, TILE),
        `let begin = chunk * ${f.word(t.chunk)};`,
        `let end = min(begin + ${f.word(t.chunk)}, ${t.size(f, t.k)});`,
        `for (var t = begin; t < end; t += ${TERMS}) {`,
        ...fetch(f, 1, 'tile_a', TILE_M, t.m),
        ...fetch(f, 2, 'tile_x', TILE_N, t.n),
        'workgroupBarrier();',
        `for (var kk = 0; kk < ${TERMS}; kk++) {`,
        ...range(TILE).map((i) => `let a${i} = tile_a[kk * ${TILE_M} + row_in + ${i}];`),
        ...range(TILE).map((j) => `let x${j} = tile_x[kk * ${TILE_N} + column_in + ${j}];`),
        ...t.products(TILE, TILE),
        '}',
        'workgroupBarrier();',
        '}',
        'let row = row_tile + row_in;',
        'let column = column_tile + column_in;',
        ...t.writeInside(f, TILE, TILE, store(f)),
      ].join('\n'),
    }),
  };
}

const WORKGROUP = 64;

/** Adds up what `tiled` left of each chunk. Words as there; tilesM has the number of chunks. */
export function addChunks(t: MatmulText): Program {
  return {
    key: `matmul chunks ${t.spec.key}`,
    operands: [t.operands[0], { dtype: null, access: 'read' }],
    words: t.words,
    workgroup: WORKGROUP,
    text: (f) => {
      const [m, n] = [t.size(f, t.m), t.size(f, t.n)];
      return {
        body: [
          `let i = workgroup * ${WORKGROUP} + i32(lane);`,
          `let results = ${f.word(t.matrices)} * ${m} * ${n};`,
          'if (i >= results) { return; }',
          `let matrix = i / (${m} * ${n});`,
          ...t.locate(f, 'matrix', [0]),
          'var sum = 0.0f;',
          `for (var chunk = 0; chunk < ${f.word(t.tilesM)}; chunk++) { sum += bitcast<f32>(${f.raw(1, 'chunk * results + i')}); }`,
          `let to = p0 + ((i / ${n}) % ${m}) * ${t.stride(f, 0, t.m)} + (i % ${n}) * ${t.stride(f, 0, t.n)};`,
          f.store(0, 'to', 'sum'),
        ].join('\n'),
      };
    },
  };
}

export const ADD_WORKGROUP = WORKGROUP;
