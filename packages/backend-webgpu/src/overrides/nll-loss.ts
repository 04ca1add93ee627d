import { type DType, float32, type Operand, type Override } from '@cresset/tensor/backend';
import { product, type Runner } from '../command.js';
import { across, acrossCall, sumAcross } from '../wgsl/across.js';
import { DenseKernel, type KernelText } from './dense-kernel.js';
import { allFloats, type Inputs, variants } from './operands.js';

const LANES = 256;
const WORKGROUP = 64;
/** Targets that one workgroup goes through; more are worth the composite's many. */
const MAX_TARGETS = 1 << 16;

const read = { dtype: float32, access: 'read' } as const;
const write = { dtype: float32, access: 'write' } as const;

type Param = 'count' | 'classes' | 'inner' | 'ignore';
const params: readonly Param[] = ['count', 'classes', 'inner', 'ignore'];

/** Declares `wanted`, the class at `at`; what doesn't fit into 32 bits is out of range, as negative classes are. */
function target(t: KernelText, k: number, type: DType, at: string): string[] {
  if (type.name !== 'int64') return [`let wanted = ${t.load(k, at)};`];
  return [
    `let long = ${t.load(k, at)};`,
    'let low = bitcast<i32>(long.x);',
    `let wanted = select(${t.int('classes')}, low, long.y == select(0u, 0xffffffffu, low < 0));`,
  ];
}

/** Operands: loss, total weight, log-probabilities, targets, weights of the classes if there are any, status. */
function forward(type: DType, weighted: boolean, mean: boolean, subgroups = false): DenseKernel<Param> {
  const status = weighted ? 5 : 4;
  return new DenseKernel<Param>({
    name: `nllLoss ${type.name} ${weighted} ${mean} ${subgroups}`,
    operands: [
      write,
      write,
      read,
      { dtype: type, access: 'read' },
      ...(weighted ? [read] : []),
      { dtype: null, access: 'atomic' },
    ],
    params,
    workgroup: LANES,
    subgroups,
    text: (t) => ({
      declarations: across(sumAcross('vec2<f32>'), LANES, subgroups, false),
      body: [
        'var loss = 0.0f;',
        'var total = 0.0f;',
        `for (var i = i32(lane); i < ${t.int('count')}; i += ${LANES}) {`,
        ...target(t, 3, type, 'i'),
        `if (wanted == ${t.int('ignore')}) { continue; }`,
        `if (wanted < 0 || wanted >= ${t.int('classes')}) {`,
        `if (atomicCompareExchangeWeak(${t.raw.place(status, '0')}, 0u, 1u).exchanged) {`,
        t.raw.storeRaw(status, '1', `bitcast<u32>(select(wanted, ${t.int('classes')}, wanted < 0))`),
        t.raw.storeRaw(status, '2', `bitcast<u32>(${t.int('classes')})`),
        '}',
        'continue;',
        '}',
        `let at = ((i / ${t.int('inner')}) * ${t.int('classes')} + wanted) * ${t.int('inner')} + i % ${t.int('inner')};`,
        `let weight = ${weighted ? t.load(4, 'wanted') : '1.0f'};`,
        `loss -= ${t.load(2, 'at')} * weight;`,
        'total += weight;',
        '}',
        `let sums = ${acrossCall('sum', 'vec2<f32>(loss, total)', subgroups)};`,
        'if (lane == 0u) {',
        'let all = sums.y;',
        `let result = sums.x${mean ? ' / all' : ''};`,
        t.store(0, '0', 'result'),
        t.store(1, '0', 'all'),
        '}',
      ].join('\n'),
    }),
  });
}

/** Operands: gradient of the log-probabilities, that of the loss, targets, total weight, weights of the classes. */
function backward(type: DType, weighted: boolean, mean: boolean): DenseKernel<Param> {
  return new DenseKernel<Param>({
    name: `nllLossBackward ${type.name} ${weighted} ${mean}`,
    operands: [write, read, { dtype: type, access: 'read' }, read, ...(weighted ? [read] : [])],
    params,
    workgroup: WORKGROUP,
    text: (t) => ({
      body: [
        `let begin = (workgroup * ${WORKGROUP} + i32(lane)) * ${t.isHalf(0) ? 2 : 1};`,
        `let end = min(begin + ${t.isHalf(0) ? 2 : 1}, ${t.int('count')});`,
        ...(t.isHalf(0) ? [t.pairOf(0)] : []),
        'for (var i = begin; i < end; i++) {',
        `let class_at = (i / ${t.int('inner')}) % ${t.int('classes')};`,
        `let place = (i / (${t.int('inner')} * ${t.int('classes')})) * ${t.int('inner')} + i % ${t.int('inner')};`,
        ...target(t, 2, type, 'place'),
        `var part = -${t.load(1, '0')}${mean ? ` / ${t.load(3, '0')}` : ''};`,
        ...(weighted ? [`part *= ${t.load(4, 'class_at')};`] : []),
        `let value = select(0.0f, part, wanted == class_at && wanted != ${t.int('ignore')});`,
        t.isHalf(0) ? t.storePaired(0, 'i', 'value', 'i == begin && i + 1 < end') : t.store(0, 'i', 'value'),
        '}',
      ].join('\n'),
    }),
  });
}

function accepts(shape: readonly number[], floats: Inputs, targets: Operand, reduction: unknown): boolean {
  const { name } = targets.dtype;
  const count = product(targets.shape);
  return (
    reduction !== 'none' &&
    allFloats(floats) &&
    (name === 'int64' || name === 'int32') &&
    count > 0 &&
    count <= MAX_TARGETS &&
    product(shape) > 0
  );
}

export function nllLossOverrides(runner: Runner): Record<string, Override> {
  const loss = variants(forward);
  const gradient = variants(backward);
  return {
    nllLoss: {
      accepts: ([input, targets, weight], { reduction }) =>
        accepts(input!.shape, [input, weight], targets!, reduction),
      run([input, targets, weight], [out, total], { ignoreIndex, reduction }) {
        const kernel = loss(targets!.dtype, weight !== null, reduction === 'mean', runner.subgroups);
        const rest = weight === null ? [] : [weight];
        const inner = product(input!.shape.slice(2));
        const size = { count: product(targets!.shape), classes: input!.shape[1], inner };
        kernel.run(
          runner,
          [out, total, input!, targets!, ...rest, { buffer: runner.status, offset: 0 }],
          { ...size, ignore: ignoreIndex as number },
          1,
        );
      },
    },
    nllLossBackward: {
      accepts: ([grad, targets, weight, total], { reduction, inputShape }) =>
        accepts(inputShape as readonly number[], [grad, weight, total], targets!, reduction),
      run([grad, targets, weight, total], [out], { ignoreIndex, reduction }) {
        const kernel = gradient(targets!.dtype, weight !== null, reduction === 'mean');
        const rest = weight === null ? [] : [weight];
        const { shape } = out;
        const count = product(shape);
        kernel.run(
          runner,
          [out, grad!, targets!, total!, ...rest],
          { count, classes: shape[1], inner: product(shape.slice(2)), ignore: ignoreIndex as number },
          Math.ceil(count / (out.dtype.bytes === 2 ? 2 : 1) / WORKGROUP),
        );
      },
    },
  };
}
