import type { ScanSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product } from '../command.js';
import { convert, type Program } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { accumulator } from './accumulator.js';

const LANES = 128;

/** Inclusive scans along the last dim: a workgroup a row, in which each lane takes a run of neighbours. */
export function prepareScan(spec: ScanSpec): Executable {
  const { rank, dtype, inputType, combine } = spec;
  const g = new Geometry(rank, 2);
  const acc = accumulator(combine, dtype);
  const last = rank - 1;
  const program: Program = {
    key: `scan ${spec.key}`,
    operands: [
      { dtype, access: 'write' },
      { dtype: inputType, access: 'read' },
    ],
    words: g.end,
    workgroup: LANES,
    text(f) {
      const n = f.word(g.dim(last));
      const value = convert(inputType, dtype, f.load(1, 'at'));
      const element = `let at = p1 + i * ${f.word(g.stride(1, last))};`;
      const body = [
        'let row = workgroup;',
        `if (row >= ${f.word(0)}) { return; }`,
        ...g.start(f, 'p', [0, 1]),
        ...g.locate(f, 'row', 'p', [0, 1], 0, last),
        `let run = (${n} + ${LANES - 1}) / ${LANES};`,
        'let begin = i32(lane) * run;',
        `let end = min(begin + run, ${n});`,
        `var acc: ${acc.type} = ${acc.start};`,
        `for (var i = begin; i < end; i++) {\n${element}\nacc = ${acc.join('acc', value)};\n}`,
        'runs[lane] = acc;',
        'workgroupBarrier();',
        `var before: ${acc.type} = ${acc.start};`,
        `for (var j = 0u; j < lane; j++) { before = ${acc.join('before', 'runs[j]')}; }`,
        `for (var i = begin; i < end; i++) {\n${element}`,
        `before = ${acc.join('before', value)};`,
        `let to = p0 + i * ${f.word(g.stride(0, last))};`,
        `${f.store(0, 'to', 'before')}\n}`,
      ].join('\n');
      return {
        declarations: `${acc.declarations}var<workgroup> runs: array<${acc.type}, ${LANES}>;\n`,
        body,
      };
    },
  };
  return {
    rank,
    operands: 2,
    params: 0,
    run(c, runner) {
      const rows = product(c.dims.slice(0, last));
      if (rows === 0 || c.dims[last] === 0) return;
      runner.dispatch(program, c.buffers, geometryWords(c, rows), rows);
    },
  };
}
