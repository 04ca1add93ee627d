import {
  ArgumentError,
  type Device,
  type DTypeLike,
  defaultDevice,
  defaultGenerator,
  empty,
  scope,
  Tensor,
} from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import { Module } from './module/module.js';

/** The shape of an input, or shape and dtype (default float32). */
export type InputSpec = readonly number[] | { readonly shape: readonly number[]; readonly dtype?: DTypeLike };

/** As much of an optimizer as a warm-up needs. */
export interface WarmupOptimizer {
  step(): unknown;
  readonly state: Map<Tensor, Record<string, Tensor | number>>;
  steps: number;
}

export interface WarmupOptions {
  /** Makes a scalar of what `forward` gives; with it, backward is warmed up too (default: forward alone). */
  loss?: ((output: never) => Tensor) | null;
  /** Its step is warmed up after backward; needs `loss` (default: none). */
  optimizer?: WarmupOptimizer | null;
}

const isShape = (v: unknown): v is readonly number[] =>
  Array.isArray(v) && v.every((n) => Number.isInteger(n) && n >= 0);

function inputsOf(inputs: unknown): { shape: readonly number[]; dtype: DTypeLike }[] {
  const list = isShape(inputs) ? [inputs] : Array.isArray(inputs) ? inputs : [inputs];
  return list.map((v: unknown) => {
    if (isShape(v)) return { shape: v, dtype: 'float32' };
    const spec = v as { shape?: unknown; dtype?: DTypeLike } | null;
    if (typeof spec === 'object' && spec !== null && isShape(spec.shape)) {
      return { shape: spec.shape, dtype: spec.dtype ?? 'float32' };
    }
    throw new ArgumentError(
      `warmup: an input must be a shape, such as [64, 784], or { shape, dtype }, got ${describe(v)}`,
    );
  });
}

function deviceOf(model: Module): Device {
  for (const t of model.parameters()) return t.device;
  for (const t of model.buffers()) return t.device;
  return defaultDevice();
}

/**
 * Compiles the kernels of a model before they are needed, side by side, so that its first step isn't slow on a device
 * that compiles (WebGPU). Nothing runs: weights, gradients, buffers, optimizer state and the default random generator
 * are as before. On devices that compile nothing it does nothing.
 *
 * ```ts
 * await warmup(model, [64, 784]);
 * await warmup(model, [64, 784], { loss: (y) => F.crossEntropy(y, target), optimizer });
 * ```
 *
 * @param inputs shape of the input (float32), or a list of shapes or of { shape, dtype }, one for each of `forward`'s
 * @throws ArgumentError for what is no shape; DeviceError when the model reads values (`item()`) in `forward`
 */
export async function warmup(
  model: Module,
  inputs: readonly number[] | readonly InputSpec[] | InputSpec,
  options: WarmupOptions = {},
): Promise<void> {
  if (!(model instanceof Module)) {
    throw new ArgumentError(`warmup: the model must be a Module, got ${describe(model)}`);
  }
  const { loss, optimizer } = parseOptions('warmup', options, {
    loss: null as WarmupOptions['loss'],
    optimizer: null as WarmupOptions['optimizer'],
  }) as Required<WarmupOptions>;
  if (optimizer !== null && loss === null) {
    throw new ArgumentError('warmup: an optimizer steps after backward, which needs the option loss');
  }
  const specs = inputsOf(inputs);
  const device = deviceOf(model);
  const { backend } = device;
  if (backend.warmup === undefined) return;
  await backend.warmup(() => {
    const restore = remember(model, optimizer);
    try {
      scope(() => {
        const output: unknown = model.forward(
          ...specs.map(({ shape, dtype }) => empty([...shape], { dtype, device })),
        );
        if (loss === null) return;
        const l = loss(output as never);
        if (!(l instanceof Tensor)) {
          throw new ArgumentError(`warmup: loss must give a tensor, got ${describe(l)}`);
        }
        l.backward();
        optimizer?.step();
      });
    } finally {
      restore();
    }
  });
}

/** Takes down all that a step leaves on the host, and gives what puts it back. */
function remember(model: Module, optimizer: WarmupOptimizer | null): () => void {
  const generator = defaultGenerator();
  const random = generator.getState();
  const tensors = [...model.parameters(), ...model.buffers()];
  const marks = tensors.map((t) => {
    const mark = { t, grad: t.gradSlot, shared: t.gradShared, version: t.storage.version };
    t.gradSlot = null;
    t.gradShared = false;
    return mark;
  });
  const { state, steps } = optimizer ?? {
    state: new Map<Tensor, Record<string, Tensor | number>>(),
    steps: 0,
  };
  const before = new Map([...state].map(([p, s]) => [p, { ...s }]));
  return () => {
    generator.setState(random);
    for (const { t, grad, shared, version } of marks) {
      t.releaseGrad();
      t.gradSlot = grad;
      t.gradShared = shared;
      t.storage.version = version;
    }
    for (const [p, s] of state) {
      for (const [name, v] of Object.entries(s)) {
        if (v instanceof Tensor && before.get(p)?.[name] !== v) v.dispose();
      }
      const known = before.get(p);
      if (known === undefined) state.delete(p);
      else {
        for (const name of Object.keys(s)) if (!(name in known)) delete s[name];
        Object.assign(s, known);
      }
    }
    if (optimizer !== null) optimizer.steps = steps;
  };
}
