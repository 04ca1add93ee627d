import { type BinaryOp, int32, type ScatterSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product } from '../command.js';
import { bitsCode, elementOf, type Frame, type Program, packing } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { binaryCode } from '../wgsl/operations.js';
import { isPacked } from '../wgsl/types.js';
import { requireRegister } from '../wgsl/unsupported.js';
import { addressText, checkIndexTypes } from './indexing.js';

const WORKGROUP = 64;

/** Statements that combine `value` into the element at p0, whatever other invocations do to it or its word. */
function combine(f: Frame, spec: ScatterSpec): string {
  const { mode, dtype } = spec;
  if (dtype.name === 'int64') return combineLong(f, spec);
  if (mode === 'set' && !isPacked(dtype)) return f.storeRaw(0, 'p0', bitsCode(dtype, 'value'));
  if (mode === 'add' && dtype === int32) return `atomicAdd(${f.place(0, 'p0')}, bitcast<u32>(value));`;
  const packed = isPacked(dtype);
  const place = f.place(0, packed ? `p0 >> ${packing(dtype).element}u` : 'p0');
  const result = mode === 'set' ? 'value' : binaryCode(mode as BinaryOp, dtype, 'element', 'value');
  const bits = bitsCode(dtype, 'result');
  const next = packed
    ? `insertBits(seen, ${bits}, ${packing(dtype).shift('p0')}, ${8 * dtype.bytes}u)`
    : bits;
  return `var seen = atomicLoad(${place});
loop {
  let element = ${elementOf(dtype, 'seen', 'p0')};
  let result = ${result};
  let exchange = atomicCompareExchangeWeak(${place}, seen, ${next});
  if (exchange.exchanged) { break; }
  seen = exchange.old_value;
}`;
}

function combineLong(f: Frame, { mode, dtype }: ScatterSpec): string {
  const low = f.place(0, '2 * p0');
  const high = f.place(0, '2 * p0 + 1');
  if (mode === 'add') {
    // Both halves are sums modulo 2³²; who sees the low one overflow carries.
    return `let before = atomicAdd(${low}, value.x);
atomicAdd(${high}, value.y + select(0u, 1u, before + value.x < before));`;
  }
  if (mode === 'set') return f.store(0, 'p0', 'value');
  return `let element = ${f.load(0, 'p0')};
let result = ${binaryCode(mode as BinaryOp, dtype, 'element', 'value')};
${f.store(0, 'p0', 'result')}`;
}

/** Sums of repeated indices are exact in integers; in floats their order, and so their rounding, is the device's. */
export function prepareScatter(spec: ScatterSpec): Executable {
  const { rank, dtype, indexTypes, mode } = spec;
  requireRegister('scatter', dtype);
  checkIndexTypes('scatter', indexTypes);
  const operands = 2 + indexTypes.length;
  const g = new Geometry(rank, operands);
  const all = Array.from({ length: operands }, (_, k) => k);
  // There are no atomics of two words: what needs them is done by one invocation, in order.
  const alone = dtype.name === 'int64' && mode !== 'add';
  const program: Program = {
    key: `scatter ${spec.key}`,
    operands: [
      { dtype, access: 'atomic' },
      { dtype, access: 'read' },
      ...indexTypes.map((t) => ({ dtype: t, access: 'read' as const })),
      { dtype: null, access: 'atomic' },
    ],
    words: g.end + 2 * indexTypes.length,
    workgroup: alone ? 1 : WORKGROUP,
    text(f) {
      const each = [
        ...g.start(f, 'p', all),
        ...g.locate(f, 'i', 'p', all),
        ...addressText(f, g, indexTypes, operands, 2),
        'if (inside) {',
        'p0 += address;',
        `let value = ${f.load(1, 'p1')};`,
        combine(f, spec),
        '}',
      ].join('\n');
      if (alone) return { body: `for (var i = 0; i < ${f.word(0)}; i++) {\n${each}\n}` };
      return {
        body: `let i = workgroup * ${WORKGROUP} + i32(lane);\nif (i >= ${f.word(0)}) { return; }\n${each}`,
      };
    },
  };
  return {
    rank,
    operands,
    params: 2 * indexTypes.length,
    run(c, runner) {
      const total = product(c.dims);
      if (total === 0) return;
      const words = [...geometryWords(c, total), ...c.params];
      const groups = alone ? 1 : Math.ceil(total / WORKGROUP);
      runner.dispatch(program, [...c.buffers, runner.status], words, groups);
    },
  };
}
