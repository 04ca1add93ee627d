import { cat, functional, split, stack, type Tensor, tensor, unbind, where } from '@cresset/tensor';
import { checkpoint, customFunction } from '../src/index.js';

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomStream(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One call of a random program: which values it reads, and what it makes of them. */
export interface Step {
  readonly name: string;
  readonly reads: readonly number[];
  readonly run: (...inputs: Tensor[]) => readonly Tensor[];
  /** It writes into its first operand. */
  readonly inPlace: boolean;
}

/** Gives one tensor as the gradient of both arguments. */
const sumOfBoth = customFunction({
  name: 'sumOfBoth',
  forward: (_c, a: Tensor, b: Tensor) => a.add(b),
  backward: (_c, g) => {
    const one = g!.mul(1);
    return [one, one];
  },
});

/** Saves what it makes, and returns a window on what it was given. */
const flipped = customFunction({
  name: 'flipped',
  forward(c, a: Tensor) {
    const scaled = a.mul(0.5);
    c.saveForBackward(scaled);
    return [a.flatten(), scaled.mul(scaled)] as readonly Tensor[];
  },
  backward: (c, g, h) => {
    const [scaled] = c.savedTensors;
    const second = h === null ? null : h!.mul(scaled!);
    const first = g === null ? null : g!.reshape([...scaled!.shape]);
    return first === null ? second : second === null ? first : first.add(second);
  },
});

type Make = (x: Tensor, y: Tensor, pick: (n: number) => number) => Pick<Step, 'run'> & { both?: boolean };

/** What a program is made of. `x` and `y` are looked at for their shapes only; `pick(n)` is a choice below n. */
const kinds: Record<string, Make> = {
  add: () => ({ both: true, run: (a, b) => [a!.add(b!)] }),
  sub: () => ({ both: true, run: (a, b) => [a!.sub(b!, { alpha: 0.5 })] }),
  mul: () => ({ both: true, run: (a, b) => [a!.mul(b!)] }),
  div: () => ({ both: true, run: (a, b) => [a!.div(b!.mul(b!).add(1))] }),
  square: () => ({ run: (a) => [a!.mul(a!)] }),
  maximum: () => ({ both: true, run: (a, b) => [a!.maximum(b!)] }),
  where: () => ({ both: true, run: (a, b) => [where(a!.gt(b!), a!, b!)] }),
  tanh: () => ({ run: (a) => [a!.tanh()] }),
  exp: () => ({ run: (a) => [a!.tanh().exp()] }),
  scaled: () => ({ run: (a) => [a!.mul(0.7)] }),
  sum: (x, _y, pick) => {
    const dim = pick(x.ndim);
    const keepdim = pick(2) === 1;
    return { run: (a) => [a!.sum(dim, { keepdim })] };
  },
  mean: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.mean(dim, { keepdim: true })] };
  },
  max: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.max(dim).values] };
  },
  sort: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.sort(dim).values] };
  },
  cumsum: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.cumsum(dim)] };
  },
  softmax: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.softmax(dim)] };
  },
  transpose: (x, _y, pick) => {
    const [i, j] = [pick(x.ndim), pick(x.ndim)];
    return { run: (a) => [a!.transpose(i, j)] };
  },
  flip: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.flip(dim)] };
  },
  flatten: () => ({ run: (a) => [a!.flatten()] }),
  select: (x, _y, pick) => {
    const dim = pick(x.ndim);
    const index = pick(x.shape[dim]!);
    return { run: (a) => [a!.select(dim, index)] };
  },
  narrow: (x, _y, pick) => {
    const dim = pick(x.ndim);
    const start = pick(x.shape[dim]!);
    return { run: (a) => [a!.narrow(dim, start, a!.shape[dim]! - start)] };
  },
  unsqueeze: (x, _y, pick) => {
    const dim = pick(x.ndim + 1);
    return { run: (a) => [a!.unsqueeze(dim)] };
  },
  expand: () => ({ run: (a) => [a!.unsqueeze(0).expand([2, ...a!.shape])] }),
  split: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => split(a!, 1, { dim }) };
  },
  unbind: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => unbind(a!, { dim }) };
  },
  catTwice: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [cat([a!, a!], { dim })] };
  },
  stack: () => ({ run: (a) => [stack([a!, a!.mul(2)])] }),
  matmul: (x) => (x.ndim < 2 ? { run: (a) => [a!.clone()] } : { run: (a) => [a!.matmul(a!.mT)] }),
  gather: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.gather(dim, a!.argsort(dim))] };
  },
  indexSelect: (x, _y, pick) => {
    const dim = pick(x.ndim);
    const list = [pick(x.shape[dim]!), pick(x.shape[dim]!), 0];
    return { run: (a) => [a!.indexSelect(dim, tensor(list, { dtype: 'int64', device: a!.device }))] };
  },
  at: (x, _y, pick) => {
    const row = pick(x.shape[0]!);
    return { run: (a) => [a!.at([row, row, 0])] };
  },
  logSoftmax: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.logSoftmax(dim)] };
  },
  variance: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.var({ dim, correction: 0, keepdim: true })] };
  },
  layerNorm: (x) => {
    const size = [x.shape[x.ndim - 1]!];
    return { run: (a) => [functional.layerNorm(a!, size, { eps: 0.1 })] };
  },
  maskedFill: () => ({ run: (a) => [a!.maskedFill(a!.gt(0.3), 0.25)] }),
  product: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.tanh().prod(dim)] };
  },
  logsumexp: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.logsumexp(dim)] };
  },
  unfold: (x, _y, pick) => {
    const dim = pick(x.ndim);
    const size = Math.min(2, x.shape[dim]!);
    return { run: (a) => [a!.unfold(dim, size, 1)] };
  },
  roll: (x, _y, pick) => {
    const dim = pick(x.ndim);
    return { run: (a) => [a!.roll(1, dim)] };
  },
  linear: (x) => {
    const n = x.shape[x.ndim - 1]!;
    return { run: (a) => [functional.linear(a!, a!.reshape([-1, n]).narrow(0, 0, 1))] };
  },
  copyInPlace: () => ({ both: true, run: (a, b) => [a!.clone().copy_(b!)] }),
  setAt: () => ({ run: (a) => [a!.mul(2).setAt([0], a!.select(0, 0).tanh())] }),
  addIndexed: () => ({
    run: (a) => {
      const index = tensor([0, 0], { dtype: 'int64', device: a!.device });
      return [a!.clone().indexAdd_(0, index, a!.indexSelect(0, index))];
    },
  }),
  clone: () => ({ run: (a) => [a!.clone()] }),
  addInPlace: () => ({ both: true, run: (a, b) => [a!.add_(b!)] }),
  mulInPlace: () => ({ run: (a) => [a!.mul_(0.5)] }),
  tanhInPlace: () => ({ run: (a) => [a!.clone().tanh_()] }),
  reciprocalInPlace: () => ({ run: (a) => [a!.mul(a!).add(1).reciprocal_()] }),
  both: () => ({ both: true, run: (a, b) => [sumOfBoth(a!, b!)] }),
  twice: () => ({ run: (a) => [sumOfBoth(a!, a!)] }),
  flipped: () => ({ run: (a) => flipped(a!) }),
  checkpoint: () => ({ run: (a) => [checkpoint((t) => t.tanh().mul(t).flatten(), a!)] }),
  nested: () => ({
    run: (a) => [checkpoint((t) => checkpoint((u) => u.mul(u), t.tanh()).add(t), a!)],
  }),
};

const names = Object.keys(kinds);

/**
 * A program of about `length` calls on `leaves`: every call is tried when it is chosen, and those that the library
 * refuses (shapes that don't broadcast, in-place changes of views) are left out.
 *
 * @param values filled with what the calls give, the leaves first
 */
export function randomProgram(seed: number, length: number, values: Tensor[]): Step[] {
  const random = randomStream(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const steps: Step[] = [];
  for (let k = 0; k < length; k++) {
    const name = names[pick(names.length)]!;
    // Younger values are read more often, so that programs grow deep.
    const first = pick(2) === 0 ? pick(values.length) : values.length - 1 - pick(Math.min(4, values.length));
    const second = pick(values.length);
    const x = values[first]!;
    if (x.ndim === 0 || x.ndim > 3 || x.numel() > 60 || x.numel() === 0) continue;
    const { run, both } = kinds[name]!(x, values[second]!, pick);
    const reads = both === true ? [first, second] : [first];
    let made: readonly Tensor[];
    try {
      made = run(...reads.map((i) => values[i]!));
    } catch {
      continue;
    }
    const inPlace = made[0] === x;
    steps.push({ name, reads, run, inPlace });
    values.push(...made);
  }
  return steps;
}
