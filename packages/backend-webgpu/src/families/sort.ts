import { type DType, int32, type SortSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product } from '../command.js';
import { convert, type Program } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { requireRegister } from '../wgsl/unsupported.js';

const WORKGROUP = 64;
/** Neighbours that one invocation sorts by insertion before the merging starts. */
const RUN = 16;

/** A key whose unsigned order is that of the values, NaN the largest; two words for int64, high one first. */
function keyText(dtype: DType, value: string): readonly string[] {
  switch (requireRegister('sort', dtype)) {
    case 'bool':
      return [`u32(${value})`];
    case 'i32':
      return [`(bitcast<u32>(${value}) ^ 0x80000000u)`];
    case 'vec2<u32>':
      return [`(${value}.y ^ 0x80000000u)`, `${value}.x`];
    case 'f32':
      return [`float_key(${value})`];
  }
}

const floatKey = `fn float_key(x: f32) -> u32 {
  if (isnan_f(x)) { return 0xffffffffu; }
  let b = bitcast<u32>(select(x, 0.0, x == 0.0));
  return select(b | 0x80000000u, ~b, (b & 0x80000000u) != 0u);
}
`;

/**
 * Stable sort along the last dim: keys and positions are laid out in scratch memory, sorted in short runs, and merged
 * pass by pass: each element finds its place by a binary search in the run beside its own, so that a pass needs neither
 * barriers nor a limit on the length.
 */
export function prepareSort(spec: SortSpec): Executable {
  const { rank, dtype, indexType, descending } = spec;
  const g = new Geometry(rank, 3);
  const last = rank - 1;
  const keys = keyText(dtype, 'value').length;
  const size = keys + 1;
  const less =
    keys === 1
      ? 'fn less(a: Item, b: Item) -> bool { return a.k0 < b.k0; }'
      : 'fn less(a: Item, b: Item) -> bool { if (a.k0 != b.k0) { return a.k0 < b.k0; } return a.k1 < b.k1; }';
  const item = `struct Item { ${keys === 1 ? 'k0: u32' : 'k0: u32, k1: u32'}, at: u32 }\n${less}\n`;
  const fields = keys === 1 ? ['k0', 'at'] : ['k0', 'k1', 'at'];
  const inputs = { dtype, access: 'read' as const };

  const fill: Program = {
    key: `sort fill ${spec.key}`,
    operands: [{ dtype: null, access: 'write' }, { dtype: null, access: 'write' }, inputs],
    words: g.end + 1,
    workgroup: WORKGROUP,
    text(f) {
      const n = f.word(g.dim(last));
      const key = keyText(dtype, 'value').map((k) => (descending ? `~${k}` : k));
      const write = (at: string, from: string): string =>
        fields.map((name, w) => f.storeRaw(0, `(${at}) * ${size} + ${w}`, `${from}.${name}`)).join(' ');
      return {
        declarations: item + (dtype.kind === 'float' ? floatKey : ''),
        body: [
          `let runs = (${n} + ${RUN - 1}) / ${RUN};`,
          `let task = workgroup * ${WORKGROUP} + i32(lane);`,
          'let row = task / runs;',
          `if (row >= ${f.word(0)}) { return; }`,
          ...g.start(f, 'p', [2]),
          ...g.locate(f, 'row', 'p', [2], 0, last),
          `let begin = (task % runs) * ${RUN};`,
          `let count = min(${RUN}, ${n} - begin);`,
          `var items: array<Item, ${RUN}>;`,
          'for (var i = 0; i < count; i++) {',
          `let at = p2 + (begin + i) * ${f.word(g.stride(2, last))};`,
          `let value = ${f.load(2, 'at')};`,
          `let mine = Item(${key.join(', ')}, u32(begin + i));`,
          'var j = i;',
          'while (j > 0) {',
          'if (!less(mine, items[j - 1])) { break; }',
          'items[j] = items[j - 1];',
          'j--;',
          '}',
          'items[j] = mine;',
          '}',
          'for (var i = 0; i < count; i++) {',
          'let one = items[i];',
          write(`row * ${n} + begin + i`, 'one'),
          '}',
        ].join('\n'),
      };
    },
  };

  const read = (f: import('../wgsl/frame.js').Frame, at: string): string =>
    `Item(${fields.map((_, w) => f.raw(1, `(${at}) * ${size} + ${w}`)).join(', ')})`;

  const merge: Program = {
    key: `sort merge ${keys}`,
    operands: [
      { dtype: null, access: 'write' },
      { dtype: null, access: 'read' },
    ],
    // Elements, length of a row, length of a run.
    words: 3,
    workgroup: WORKGROUP,
    text: (f) => ({
      declarations: item,
      body: [
        `let i = workgroup * ${WORKGROUP} + i32(lane);`,
        `if (i >= ${f.word(0)}) { return; }`,
        `let n = ${f.word(1)};`,
        `let run = ${f.word(2)};`,
        'let row = (i / n) * n;',
        'let own = i - row;',
        'let mine_begin = (own / run) * run;',
        'let left = ((own / run) & 1) == 0;',
        'let other_begin = select(mine_begin - run, min(mine_begin + run, n), left);',
        'let other_end = select(mine_begin, min(mine_begin + 2 * run, n), left);',
        `let mine = ${read(f, 'i')};`,
        'var low = other_begin;',
        'var high = other_end;',
        'while (low < high) {',
        'let middle = (low + high) / 2;',
        `let other = ${read(f, 'row + middle')};`,
        // Equal keys: those of the left run come first.
        'var before = less(other, mine);',
        'if (!left) { before = !less(mine, other); }',
        'if (before) { low = middle + 1; } else { high = middle; }',
        '}',
        'let begin = min(mine_begin, other_begin);',
        'let to = row + begin + (own - mine_begin) + (low - other_begin);',
        ...fields.map((name, w) => f.storeRaw(0, `to * ${size} + ${w}`, `mine.${name}`)),
      ].join('\n'),
    }),
  };

  const take: Program = {
    key: `sort take ${spec.key}`,
    operands: [
      { dtype, access: 'write' },
      { dtype: indexType, access: 'write' },
      inputs,
      { dtype: null, access: 'read' },
    ],
    words: g.end + 1,
    workgroup: WORKGROUP,
    text(f) {
      const keep = f.word(g.end);
      return {
        body: [
          `let i = workgroup * ${WORKGROUP} + i32(lane);`,
          `let row = i / ${keep};`,
          `if (row >= ${f.word(0)}) { return; }`,
          `let nth = i % ${keep};`,
          ...g.start(f, 'p', [0, 1, 2]),
          ...g.locate(f, 'row', 'p', [0, 1, 2], 0, last),
          `let place = bitcast<i32>(${f.raw(3, `(row * ${f.word(g.dim(last))} + nth) * ${size} + ${keys}`)});`,
          `p0 += nth * ${f.word(g.stride(0, last))};`,
          `p1 += nth * ${f.word(g.stride(1, last))};`,
          `p2 += place * ${f.word(g.stride(2, last))};`,
          `let value = ${f.load(2, 'p2')};`,
          f.store(0, 'p0', 'value'),
          `let position = ${convert(int32, indexType, 'place')};`,
          f.store(1, 'p1', 'position'),
        ].join('\n'),
      };
    },
  };

  return {
    rank,
    operands: 3,
    params: 1,
    run(c, runner) {
      const rows = product(c.dims.slice(0, last));
      const n = c.dims[last];
      const keep = c.params[0];
      if (rows === 0 || n === 0 || keep === 0) return;
      const words = [...geometryWords(c, rows), keep];
      let from = runner.scratch(rows * n * size * 4);
      let to = runner.scratch(rows * n * size * 4);
      runner.dispatch(
        fill,
        [from, from, c.buffers[2]],
        words,
        Math.ceil((rows * Math.ceil(n / RUN)) / WORKGROUP),
      );
      for (let run = RUN; run < n; run *= 2) {
        runner.dispatch(merge, [to, from], [rows * n, n, run], Math.ceil((rows * n) / WORKGROUP));
        [from, to] = [to, from];
      }
      runner.dispatch(take, [...c.buffers, from], words, Math.ceil((rows * keep) / WORKGROUP));
      runner.release(from);
      runner.release(to);
    },
  };
}
