import type { ReduceSpec } from '@cresset/tensor/backend';
import { type Command, type Executable, geometryWords, product, type Runner } from '../command.js';
import { across, acrossCall } from '../wgsl/across.js';
import type { Frame, OperandUse, Program } from '../wgsl/frame.js';
import { Geometry } from '../wgsl/geometry.js';
import { type ParamSlot, paramSlots, slotWords, writeParam } from '../wgsl/params.js';
import { accumulator } from './accumulator.js';
import { expression, slotLeaf } from './expression.js';

const TREE = 256;
const ROWS = 64;
/** Up to so many terms, one invocation adds them up: a tree would idle most of its lanes. */
const SERIAL_TERMS = 128;
/** Elements that one workgroup of the first of two passes takes. */
const CHUNK = 8192;
/** Two passes are worth it when one would leave the device idle. */
const FEW_ROWS = 64;

const total = (slots: readonly ParamSlot[]): number => slots.reduce((n, s) => n + slotWords(s), 0);

/**
 * Reductions: one invocation a row where rows are short, or so many that they keep the device busy (on a processor, where
 * barriers are dear, sixteen do), one workgroup a row (a tree) where they are long, and for few very long rows one
 * workgroup a chunk, whose results a second pass brings together.
 */
export function prepareReduce(spec: ReduceSpec): Executable {
  const { rank, kept, prologue, epilogue, combine, accumulate } = spec;
  const acc = accumulator(combine, accumulate);
  const outputs = epilogue.outputTypes.length;
  const uses: OperandUse[] = [
    ...epilogue.outputTypes.map((dtype) => ({ dtype, access: 'write' as const })),
    ...prologue.inputs.map((dtype) => ({ dtype, access: 'read' as const })),
  ];
  const outs = epilogue.outputTypes.map((_, k) => k);
  const ins = prologue.inputs.map((_, k) => outputs + k);
  const g = new Geometry(rank, uses.length);
  const before = paramSlots(prologue);
  const after = paramSlots(epilogue);
  // After the geometry: terms a row, rows, chunks a row, then the parameters.
  const [TERMS, ROW_COUNT, CHUNKS] = [g.end, g.end + 1, g.end + 2];
  const firstParam = g.end + 3;
  const words = firstParam + total(before) + total(after);

  const term = (f: Frame): string =>
    [
      ...ins.map((k) => `var q${k} = p${k};`),
      ...g.locate(f, 'r', 'q', ins, kept, rank),
      ...(() => {
        const printed = expression(prologue, {
          load: (k) => f.load(outputs + k, `q${outputs + k}`),
          param: slotLeaf(f, before, firstParam),
          index: () => `vec2<u32>(u32(row) * u32(${f.word(TERMS)}) + u32(r), 0u)`,
        });
        return [...printed.lines, `acc = ${acc.join('acc', acc.lift(printed.results[0], 'r'))};`];
      })(),
    ].join('\n');

  const rowStart = (f: Frame): string[] => [
    ...g.start(f, 'p', ins),
    ...g.locate(f, 'row', 'p', ins, 0, kept),
  ];

  const finish = (f: Frame, from: string): string => {
    const printed = expression(
      epilogue,
      {
        load: (k) => (k === 0 ? acc.value(from) : `vec2<u32>(u32(max(${acc.position(from)}, 0)), 0u)`),
        param: slotLeaf(f, after, firstParam + total(before)),
        index: () => 'vec2<u32>(u32(row), 0u)',
      },
      'w',
    );
    return [
      ...g.start(f, 'o', outs),
      ...g.locate(f, 'row', 'o', outs, 0, kept),
      ...printed.lines,
      ...printed.results.map((value, k) => f.store(k, `o${k}`, value)),
    ].join('\n');
  };

  const serial: Program = {
    key: `reduce serial ${spec.key}`,
    operands: uses,
    words,
    workgroup: ROWS,
    text: (f) => ({
      declarations: acc.declarations,
      body: [
        `let row = workgroup * ${ROWS} + i32(lane);`,
        `if (row >= ${f.word(ROW_COUNT)}) { return; }`,
        ...rowStart(f),
        `var acc: ${acc.type} = ${acc.start};`,
        `for (var r = 0; r < ${f.word(TERMS)}; r++) {\n${term(f)}\n}`,
        finish(f, 'acc'),
      ].join('\n'),
    }),
  };

  const partial = outputs;
  /** Programs in which a workgroup combines what its invocations found. */
  function together(subgroups: boolean) {
    const declarations = `${acc.declarations}${across(acc, TREE, subgroups, false)}`;
    const tree = `let result = ${acrossCall('acc', 'acc', subgroups)};`;
    const same = { words, workgroup: TREE, ...(subgroups ? { subgroups } : {}) };
    const kind = subgroups ? 'subgroups' : 'tree';

    const oneTree: Program = {
      key: `reduce ${kind} ${spec.key}`,
      operands: uses,
      ...same,
      text: (f) => ({
        declarations,
        body: [
          'let row = workgroup;',
          `if (row >= ${f.word(ROW_COUNT)}) { return; }`,
          ...rowStart(f),
          `var acc: ${acc.type} = ${acc.start};`,
          `for (var r = i32(lane); r < ${f.word(TERMS)}; r += ${TREE}) {\n${term(f)}\n}`,
          tree,
          `if (lane == 0u) {\n${finish(f, 'result')}\n}`,
        ].join('\n'),
      }),
    };

    const firstPass: Program = {
      key: `reduce first ${kind} ${spec.key}`,
      // The partial results stand in for the outputs, so that the inputs keep their places.
      operands: [
        ...epilogue.outputTypes.map(() => ({ dtype: null, access: 'write' as const })),
        ...uses.slice(partial),
      ],
      ...same,
      text: (f) => ({
        declarations,
        body: [
          `let row = workgroup / ${f.word(CHUNKS)};`,
          `let chunk = workgroup % ${f.word(CHUNKS)};`,
          `if (row >= ${f.word(ROW_COUNT)}) { return; }`,
          ...rowStart(f),
          `var acc: ${acc.type} = ${acc.start};`,
          `let end = min((chunk + 1) * ${CHUNK}, ${f.word(TERMS)});`,
          `for (var r = chunk * ${CHUNK} + i32(lane); r < end; r += ${TREE}) {\n${term(f)}\n}`,
          tree,
          'if (lane == 0u) {',
          ...acc.encode('result').map((code, w) => f.storeRaw(0, `workgroup * ${acc.words} + ${w}`, code)),
          '}',
        ].join('\n'),
      }),
    };

    const secondPass: Program = {
      key: `reduce second ${kind} ${spec.key}`,
      operands: [...uses.slice(0, outputs), { dtype: null, access: 'read' }],
      ...same,
      text: (f) => ({
        declarations,
        body: [
          'let row = workgroup;',
          `if (row >= ${f.word(ROW_COUNT)}) { return; }`,
          `var acc: ${acc.type} = ${acc.start};`,
          `for (var r = i32(lane); r < ${f.word(CHUNKS)}; r += ${TREE}) {`,
          `let at = (row * ${f.word(CHUNKS)} + r) * ${acc.words};`,
          `acc = ${acc.join('acc', acc.decode(Array.from({ length: acc.words }, (_, w) => f.raw(outputs, `at + ${w}`))))};`,
          '}',
          tree,
          `if (lane == 0u) {\n${finish(f, 'result')}\n}`,
        ].join('\n'),
      }),
    };
    return { oneTree, firstPass, secondPass };
  }
  const variants = new Map<boolean, ReturnType<typeof together>>();
  // What a device can't do is refused when the kernel is prepared, not when it first runs.
  const executable: Executable = {
    rank,
    operands: uses.length,
    params: prologue.params + epilogue.params,
    run: (c, runner) => run(c, runner),
  };

  function run(c: Command, runner: Runner): void {
    const rows = product(c.dims.slice(0, kept));
    const terms = product(c.dims.slice(kept));
    if (rows === 0) return;
    const list = geometryWords(c, rows);
    const chunks = Math.ceil(terms / CHUNK);
    list.push(terms, rows, chunks);
    for (const s of before) writeParam(s, c.params[s.param], list);
    for (const s of after) writeParam(s, c.params[prologue.params + s.param], list);
    const many = runner.software ? rows >= 16 && terms <= 4096 : rows >= 4096 && terms <= 1024;
    if (terms <= SERIAL_TERMS || many) runner.dispatch(serial, c.buffers, list, Math.ceil(rows / ROWS));
    else {
      let programs = variants.get(runner.subgroups);
      if (programs === undefined) variants.set(runner.subgroups, (programs = together(runner.subgroups)));
      if (chunks === 1 || rows > FEW_ROWS) {
        runner.dispatch(programs.oneTree, c.buffers, list, rows);
        return;
      }
      const scratch = runner.scratch(rows * chunks * acc.words * 4);
      const inputs = c.buffers.slice(outputs);
      runner.dispatch(programs.firstPass, [...outs.map(() => scratch), ...inputs], list, rows * chunks);
      runner.dispatch(programs.secondPass, [...c.buffers.slice(0, outputs), scratch], list, rows);
      runner.release(scratch);
    }
  }
  return executable;
}
