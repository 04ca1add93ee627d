import type { MatmulSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product } from '../command.js';
import type { Frame, OperandUse, Program } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { binaryCode } from '../wgsl/operations.js';
import { requireRegister } from '../wgsl/unsupported.js';

/** Register tile of one invocation: TILE × TILE results. */
const TILE = 4;
/** That of large products where loads are dear: half as many loads a product. */
const LARGE_TILE = 8;
/** Results from which on the large tiles leave enough invocations. */
const LARGE = 128 * 128;
/** Lanes of a workgroup: LANES_M × LANES_N tiles. */
const LANES_M = 16;
const LANES_N = 16;
/** Terms that are brought into workgroup memory at once. */
const TK = 16;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const zero = (register: string): string =>
  register === 'bool' ? 'false' : register === 'vec2<u32>' ? 'vec2<u32>(0u, 0u)' : `${register}(0)`;

/**
 * Batched, strided matrix products. Two variants: on a GPU, tiles go through workgroup memory; on an adapter that is a
 * processor, where a barrier costs more than the memory it saves, each invocation reads what its registers need.
 */
export function prepareMatmul(spec: MatmulSpec): Executable {
  const { rank, dtype } = spec;
  const register = requireRegister('matmul', dtype);
  const g = new Geometry(rank, 3);
  const batch = rank - 3;
  const operands: OperandUse[] = [
    { dtype, access: 'write' },
    { dtype, access: 'read' },
    { dtype, access: 'read' },
  ];
  // Words after the geometry: tiles along m and n.
  const [TILES_M, TILES_N] = [g.end, g.end + 1];
  const step = (i: number, j: number): string =>
    register === 'f32'
      ? `c${i}${j} = fma(a${i}, x${j}, c${i}${j});`
      : `c${i}${j} = ${binaryCode('add', dtype, `c${i}${j}`, binaryCode('mul', dtype, `a${i}`, `x${j}`))};`;
  const each = (tile: number, text: (i: number, j: number) => string): string[] =>
    range(tile).flatMap((i) => range(tile).map((j) => text(i, j)));
  const products = (tile: number): string[] => each(tile, step);
  const sums = (tile: number): string[] => each(tile, (i, j) => `var c${i}${j} = ${zero(register)};`);
  const [m, n, k] = [batch, batch + 1, batch + 2];
  const size = (f: Frame, d: number): string => f.word(g.dim(d));

  const write = (f: Frame, tile: number): string[] =>
    range(tile).map(
      (i) =>
        `if (row + ${i} < ${size(f, m)}) {\n${range(tile)
          .map(
            (j) =>
              `if (column + ${j} < ${size(f, n)}) { let to = p0 + (row + ${i}) * ${f.word(g.stride(0, m))} + (column + ${j}) * ${f.word(g.stride(0, n))}; ${f.store(0, 'to', `c${i}${j}`)} }`,
          )
          .join('\n')}\n}`,
    );

  const registers = (tile: number): Program => ({
    key: `matmul registers ${tile} ${spec.key}`,
    operands,
    words: g.end + 2,
    workgroup: 64,
    text: (f) => ({
      body: [
        'let task = workgroup * 64 + i32(lane);',
        `if (task >= ${f.word(0)}) { return; }`,
        `let column = (task % ${f.word(TILES_N)}) * ${tile};`,
        `let row = ((task / ${f.word(TILES_N)}) % ${f.word(TILES_M)}) * ${tile};`,
        `let matrix = task / (${f.word(TILES_N)} * ${f.word(TILES_M)});`,
        ...g.start(f, 'p', [0, 1, 2]),
        ...g.locate(f, 'matrix', 'p', [0, 1, 2], 0, batch),
        // Rows and columns beyond the edge repeat the last one; they aren't written.
        ...range(tile).map(
          (i) => `var at_a${i} = p1 + min(row + ${i}, ${size(f, m)} - 1) * ${f.word(g.stride(1, m))};`,
        ),
        ...range(tile).map(
          (j) => `var at_x${j} = p2 + min(column + ${j}, ${size(f, n)} - 1) * ${f.word(g.stride(2, n))};`,
        ),
        `let step_a = ${f.word(g.stride(1, k))};`,
        `let step_x = ${f.word(g.stride(2, k))};`,
        ...sums(tile),
        `for (var t = 0; t < ${size(f, k)}; t++) {`,
        ...range(tile).map((i) => `let a${i} = ${f.load(1, `at_a${i}`)}; at_a${i} += step_a;`),
        ...range(tile).map((j) => `let x${j} = ${f.load(2, `at_x${j}`)}; at_x${j} += step_x;`),
        ...products(tile),
        '}',
        ...write(f, tile),
      ].join('\n'),
    }),
  });
  const small = registers(TILE);
  const large = registers(LARGE_TILE);

  const [tileM, tileN] = [LANES_M * TILE, LANES_N * TILE];
  const lanes = LANES_M * LANES_N;
  const tiled: Program = {
    key: `matmul tiled ${spec.key}`,
    operands,
    words: g.end + 2,
    workgroup: lanes,
    text: (f) => {
      const fetch = (operand: 1 | 2, name: string, width: number, outer: number): string[] => [
        `for (var e = i32(lane); e < ${width * TK}; e += ${lanes}) {`,
        // Neighbouring lanes go along the dimension that is dense.
        `let along = ${f.word(g.stride(operand, k))} == 1;`,
        `let kk = select(e / ${width}, e % ${TK}, along);`,
        `let o = select(e % ${width}, e / ${TK}, along);`,
        `let inner = t + kk;`,
        `let place = ${operand === 1 ? 'row_tile' : 'column_tile'} + o;`,
        `var value = ${zero(register)};`,
        `if (inner < ${size(f, k)} && place < ${size(f, outer)}) {`,
        `let at = p${operand} + place * ${f.word(g.stride(operand, outer))} + inner * ${f.word(g.stride(operand, k))};`,
        `value = ${f.load(operand, 'at')};`,
        '}',
        `${name}[kk * ${width} + o] = value;`,
        '}',
      ];
      return {
        declarations: `var<workgroup> tile_a: array<${register}, ${tileM * TK}>;
var<workgroup> tile_x: array<${register}, ${tileN * TK}>;
`,
        body: [
          `let column_tile = (workgroup % ${f.word(TILES_N)}) * ${tileN};`,
          `let row_tile = ((workgroup / ${f.word(TILES_N)}) % ${f.word(TILES_M)}) * ${tileM};`,
          `let matrix = workgroup / (${f.word(TILES_N)} * ${f.word(TILES_M)});`,
          `if (workgroup >= ${f.word(0)}) { return; }`,
          ...g.start(f, 'p', [0, 1, 2]),
          ...g.locate(f, 'matrix', 'p', [0, 1, 2], 0, batch),
          `let row_in = i32(lane / ${LANES_N}u) * ${TILE};`,
          `let column_in = i32(lane % ${LANES_N}u) * ${TILE};`,
          ...sums(TILE),
          `for (var t = 0; t < ${size(f, k)}; t += ${TK}) {`,
          ...fetch(1, 'tile_a', tileM, m),
          ...fetch(2, 'tile_x', tileN, n),
          'workgroupBarrier();',
          `for (var kk = 0; kk < ${TK}; kk++) {`,
          ...range(TILE).map((i) => `let a${i} = tile_a[kk * ${tileM} + row_in + ${i}];`),
          ...range(TILE).map((j) => `let x${j} = tile_x[kk * ${tileN} + column_in + ${j}];`),
          ...products(TILE),
          '}',
          'workgroupBarrier();',
          '}',
          'let row = row_tile + row_in;',
          'let column = column_tile + column_in;',
          ...write(f, TILE),
        ].join('\n'),
      };
    },
  };

  return {
    rank,
    operands: 3,
    params: 0,
    run(c, runner) {
      const matrices = product(c.dims.slice(0, batch));
      const [rows, columns] = [c.dims[m], c.dims[n]];
      if (matrices * rows * columns === 0) return;
      const byRegisters = runner.software || rows * columns < tileM * tileN;
      const tile = runner.software && rows * columns >= LARGE ? LARGE_TILE : TILE;
      const [tm, tn] = byRegisters ? [tile, tile] : [tileM, tileN];
      const tiles: [number, number] = [Math.ceil(rows / tm), Math.ceil(columns / tn)];
      const tasks = matrices * tiles[0] * tiles[1];
      const words = [...geometryWords(c, tasks), ...tiles];
      if (!byRegisters) runner.dispatch(tiled, c.buffers, words, tasks);
      else runner.dispatch(tile === TILE ? small : large, c.buffers, words, Math.ceil(tasks / 64));
    },
  };
}
