import type { GatherSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product } from '../command.js';
import type { Program } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { requireRegister } from '../wgsl/unsupported.js';
import { addressText, checkIndexTypes } from './indexing.js';

const WORKGROUP = 64;

export function prepareGather(spec: GatherSpec): Executable {
  const { rank, dtype, indexTypes } = spec;
  requireRegister('gather', dtype);
  checkIndexTypes('gather', indexTypes);
  const operands = 2 + indexTypes.length;
  const g = new Geometry(rank, operands);
  const all = Array.from({ length: operands }, (_, k) => k);
  const program: Program = {
    key: `gather ${spec.key}`,
    operands: [
      { dtype, access: 'write' },
      { dtype, access: 'read' },
      ...indexTypes.map((t) => ({ dtype: t, access: 'read' as const })),
      { dtype: null, access: 'atomic' },
    ],
    words: g.end + 2 * indexTypes.length,
    workgroup: WORKGROUP,
    text: (f) => ({
      body: [
        `let i = workgroup * ${WORKGROUP} + i32(lane);`,
        `if (i >= ${f.word(0)}) { return; }`,
        ...g.start(f, 'p', all),
        ...g.locate(f, 'i', 'p', all),
        ...addressText(f, g, indexTypes, operands, 1),
        'if (!inside) { return; }',
        'p1 += address;',
        `let value = ${f.load(1, 'p1')};`,
        f.store(0, 'p0', 'value'),
      ].join('\n'),
    }),
  };
  return {
    rank,
    operands,
    params: 2 * indexTypes.length,
    run(c, runner) {
      const total = product(c.dims);
      if (total === 0) return;
      const words = [...geometryWords(c, total), ...c.params];
      runner.dispatch(program, [...c.buffers, runner.status], words, Math.ceil(total / WORKGROUP));
    },
  };
}
