import type { MapSpec } from '@cresset/tensor/backend';
import { type Executable, geometryWords, product, widened } from '../command.js';
import { bitsCode, type Frame, type OperandUse, type Program, packing } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { paramSlots, slotWords, writeParam } from '../wgsl/params.js';
import { isPacked } from '../wgsl/types.js';
import { expression, slotLeaf } from './expression.js';
import { SplitMap } from './split-map.js';

const WORKGROUP = 64;
/** Elements of one invocation of a long dense map, so that what an invocation costs is paid less often. */
const EACH = 4;
/**
 * Instructions up to which they are written out once an element. Beyond, a turn of the loop costs nothing beside them, and
 * compilers take more than in proportion: 190 kB of `igamma` took 500 MB and 16 s.
 */
const UNROLLED = 32;
/** Length from which on enough invocations remain for any GPU. */
const LONG = 1 << 18;
/** The same for a processor. */
const LONG_SOFTWARE = 1 << 12;

/**
 * Rank that a map is compiled for; its commands get dims of size 1 in front. A kernel for each rank there is would be
 * another quarter of all kernels to compile, which is what a first step waits for; this costs a division an element.
 */
function kernelRank({ rank, contiguous }: MapSpec): number {
  if (contiguous) return Math.max(rank, 1);
  return rank <= 2 ? 2 : rank <= 4 ? 4 : rank;
}

/** Strided elementwise kernels with any number of outputs. */
export function prepareMap(spec: MapSpec): Executable {
  const { expr } = spec;
  const rank = kernelRank(spec);
  const outputs = expr.outputTypes;
  const operands: OperandUse[] = [
    ...outputs.map((dtype) => ({ dtype, access: 'write' as const })),
    ...expr.inputs.map((dtype) => ({ dtype, access: 'read' as const })),
  ];
  const g = new Geometry(rank, operands.length);
  const slots = paramSlots(expr);
  // An invocation that makes all elements of a word writes it as a whole; single bytes are atomic read-modify-writes.
  const packed = spec.contiguous && rank === 1 && outputs.some(isPacked);
  const each = packed ? 4 : 1;
  const all = operands.map((_, k) => k);

  const element = (f: Frame): string[] => {
    const lines = g.start(f, 'p', all);
    if (spec.contiguous && rank === 1)
      for (const k of all) lines.push(`p${k} += i * ${f.word(g.stride(k, 0))};`);
    else lines.push(...g.locate(f, 'i', 'p', all));
    const printed = expression(expr, {
      load: (k) => f.load(outputs.length + k, `p${outputs.length + k}`),
      param: slotLeaf(f, slots, g.end),
      index: () => 'vec2<u32>(u32(i), 0u)',
    });
    lines.push(...printed.lines);
    // All results are there before the first is written: an output may be an input's memory.
    printed.results.forEach((value, k) => {
      if (packed && isPacked(outputs[k])) {
        const { shift, element: shifted } = packing(outputs[k]);
        const word = `word${k}_${shifted === 2 ? '' : 'half'}`;
        const bits = bitsCode(outputs[k], value);
        if (shifted === 2)
          lines.push(
            `if (whole${k}) { ${word} |= ${bits} << (${shift('step')}); } else ${f.store(k, `p${k}`, value)}`,
          );
        else
          lines.push(
            `if (whole${k}) { ${word}[step >> 1u] |= ${bits} << (${shift('step')}); } else ${f.store(k, `p${k}`, value)}`,
          );
      } else lines.push(f.store(k, `p${k}`, value));
    });
    return lines;
  };

  const key = `${expr.key} ${rank} ${spec.contiguous}`;
  const program: Program = {
    key: `map ${key}`,
    operands,
    words: g.end + slots.reduce((n, s) => n + slotWords(s), 0),
    workgroup: WORKGROUP,
    text(f) {
      const first = `let first = (workgroup * ${WORKGROUP} + i32(lane))${each === 1 ? '' : ` * ${each}`};`;
      const lines = [first, `if (first >= ${f.word(0)}) { return; }`];
      if (!packed) return { body: [...lines, 'let i = first;', ...element(f)].join('\n') };
      outputs.forEach((t, k) => {
        if (!isPacked(t)) return;
        const half = t.bytes === 2;
        lines.push(`var word${k}_${half ? 'half = vec2<u32>(0u, 0u)' : ' = 0u'};`);
        lines.push(
          `let whole${k} = (${f.word(g.offset(k))} & ${half ? 1 : 3}) == 0 && first + 4 <= ${f.word(0)} && ${f.word(g.stride(k, 0))} == 1;`,
        );
      });
      lines.push(
        'for (var step = 0; step < 4; step++) {',
        'let i = first + step;',
        `if (i >= ${f.word(0)}) { break; }`,
        ...element(f),
        '}',
      );
      outputs.forEach((t, k) => {
        if (!isPacked(t)) return;
        const at = `(${f.word(g.offset(k))} + first) >> ${packing(t).element}u`;
        if (t.bytes === 1) lines.push(`if (whole${k}) { ${f.storeRaw(k, at, `word${k}_`)} }`);
        else {
          lines.push(
            `if (whole${k}) { ${f.storeRaw(k, at, `word${k}_half.x`)} ${f.storeRaw(k, `(${at}) + 1`, `word${k}_half.y`)} }`,
          );
        }
      });
      return { body: lines.join('\n') };
    },
  };
  const long: Program = {
    ...program,
    key: `map long ${key}`,
    text(f) {
      if (expr.code.length > UNROLLED) {
        return {
          body: [
            `let first = workgroup * ${WORKGROUP * EACH} + i32(lane);`,
            `let end = min(${f.word(0)}, first + ${WORKGROUP * EACH});`,
            `for (var i = first; i < end; i += ${WORKGROUP}) {`,
            ...element(f),
            '}',
          ].join('\n'),
        };
      }
      const step = (s: number): string =>
        [`{ let i = first${s === 0 ? '' : ` + ${s * WORKGROUP}`};`, ...element(f), '}'].join('\n');
      return {
        body: [
          `let first = workgroup * ${WORKGROUP * EACH} + i32(lane);`,
          `if (first + ${(EACH - 1) * WORKGROUP} < ${f.word(0)}) {`,
          ...Array.from({ length: EACH }, (_, s) => step(s)),
          '} else {',
          `for (var i = first; i < ${f.word(0)}; i += ${WORKGROUP}) {`,
          ...element(f),
          '}',
          '}',
        ].join('\n'),
      };
    },
  };
  let split: SplitMap | null = null;
  const dense = spec.contiguous && rank === 1 && !packed;
  return {
    rank: spec.rank,
    operands: operands.length,
    params: expr.params,
    run(c, runner) {
      const total = product(c.dims);
      if (total === 0) return;
      if (outputs.length > 1 && new Set(c.buffers).size > runner.maxBindings) {
        split ??= new SplitMap(spec, prepareMap);
        split.run(c, runner);
        return;
      }
      const words = geometryWords(widened(c, rank), total);
      for (const slot of slots) writeParam(slot, c.params[slot.param], words);
      if (dense && total >= (runner.software ? LONG_SOFTWARE : LONG))
        runner.dispatch(long, c.buffers, words, Math.ceil(total / (WORKGROUP * EACH)));
      else runner.dispatch(program, c.buffers, words, Math.ceil(total / (WORKGROUP * each)));
    },
  };
}
