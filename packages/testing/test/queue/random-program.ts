import {
  arange,
  bernoulli,
  CressetError,
  cat,
  defineUpdate,
  functional as F,
  full,
  manualSeed,
  matmul,
  rand,
  scope,
  type Tensor,
  tensor,
  where,
} from '@cresset/tensor';
import { temporaries } from '@cresset/tensor/engine';

/** One step of a random program: what to do, and four choices. */
export type Step = readonly [number, number, number, number, number];

const momentum = defineUpdate(
  'testMomentum',
  { state: ['p', 'v'], inputs: ['g'], params: ['lr', 'mu'] },
  ({ p, v, g, lr, mu }) => {
    const w = v.mul(mu).add(g);
    return { p: p.sub(w.mul(lr)), v: w };
  },
);

type Action = (t: Tensor, u: Tensor, a: number, b: number, device: string) => Tensor | void;

const dimOf = (t: Tensor, a: number): number => (t.ndim === 0 ? 0 : a % t.ndim);
const dtypes = ['float32', 'float64', 'int32', 'bool', 'int64', 'uint8', 'float16'] as const;
const floating = (t: Tensor): Tensor => (t.isFloatingPoint() ? t : t.to('float32'));

/** Tensors of equal shape, by whatever it takes. */
const alike = (t: Tensor, u: Tensor): Tensor =>
  u.numel() >= t.numel() ? u.reshape([u.numel()]).narrow(0, 0, t.numel()).reshape(t.shape) : t.flip([0]);

const actions: Readonly<Record<string, Action>> = {
  neg: (t) => floating(t).neg(),
  exp: (t) => floating(t).clamp({ max: 3 }).exp(),
  root: (t) => floating(t).abs().sqrt(),
  tanh: (t) => floating(t).tanh(),
  half: (t) => floating(t).mul(0.5),
  plus: (t, _u, a) => t.add((a % 7) - 3),
  scaled: (t, _u, a) =>
    floating(t)
      .mul(a / 16)
      .add(a),
  square: (t) => t.mul(t),
  gelu: (t) => {
    const x = floating(t);
    return x.mul(Math.SQRT1_2).erf().add(1).mul(x).mul(0.5);
  },
  cast: (t, _u, a) => t.to(dtypes[a % dtypes.length]!),
  add: (t, u) => t.add(u),
  sub: (t, u) => floating(t).sub(floating(u)),
  mul: (t, u) => t.mul(u),
  div: (t, u) => floating(t).div(floating(u).abs().add(1)),
  maximum: (t, u) => t.maximum(u.to(t.dtype)),
  where: (t, u) => where(t.gt(u), t, u.to(t.dtype)),
  compare: (t, u) => t.le(u),
  addSame: (t, u) => t.add(alike(t, u)),
  mulSame: (t, u) => t.mul(alike(t, u)),

  sum: (t, _u, a, b) => t.sum(dimOf(t, a), { keepdim: b % 2 === 0 }),
  sumAll: (t) => t.sum(),
  mean: (t, _u, a, b) => floating(t).mean(dimOf(t, a), { keepdim: b % 2 === 0 }),
  amax: (t, _u, a, b) => t.amax(dimOf(t, a), { keepdim: b % 2 === 0 }),
  argmax: (t, _u, a) => t.argmax(dimOf(t, a)),
  std: (t, _u, a) => floating(t).std(dimOf(t, a), { keepdim: true }),
  any: (t, _u, a) => t.gt(0).any(dimOf(t, a), { keepdim: true }),
  aminmax: (t, _u, a) => t.aminmax({ dim: dimOf(t, a), keepdim: true }).max,
  center: (t, _u, a) => floating(t).sub(floating(t).mean(dimOf(t, a), { keepdim: true })),
  softmax: (t, _u, a) => floating(t).softmax(dimOf(t, a)),
  softmaxByHand: (t, _u, a) => {
    const x = floating(t);
    const e = x.sub(x.amax(dimOf(x, a), { keepdim: true })).exp();
    return e.div(e.sum(dimOf(x, a), { keepdim: true }));
  },
  layerNorm: (t) =>
    t.ndim === 0 ? t.clone() : F.layerNorm(floating(t), [t.shape[t.ndim - 1]!], { eps: 1e-3 }),
  sumOfSquares: (t, _u, a, b) => {
    const x = floating(t);
    return x
      .mul(x)
      .sum(dimOf(x, a), { keepdim: b % 2 === 0 })
      .add(1)
      .sqrt();
  },
  cumsum: (t, _u, a) => t.cumsum(dimOf(t, a)),
  matmul: (t) => (t.ndim < 2 ? t.clone() : matmul(floating(t), floating(t).transpose(-1, -2))),
  sort: (t, _u, a) => floating(t).sort({ dim: dimOf(t, a) }).values,
  take: (t, _u, a, _b, device) =>
    t.ndim === 0
      ? t.clone()
      : t.indexSelect(dimOf(t, a), arange(t.shape[dimOf(t, a)]!, { device }).flip([0])),
  scatter: (t, _u, a, _b, device) => {
    if (t.ndim === 0) return t.clone();
    const d = dimOf(t, a);
    return t.clone().indexAdd_(d, arange(t.shape[d]!, { device }).floorDivide(2), t.mul(1));
  },
  cat: (t, _u, a) => (t.ndim === 0 ? t.clone() : cat([t, t.add(1)], dimOf(t, a))),
  rand: (t, _u, _a, _b, device) => rand(t.shape, { device }),
  drop: (t) => bernoulli(full(t.shape, 0.5, { device: t.device })).mul(floating(t)),
  full: (t, _u, a, _b, device) => full(t.shape, a, { device }),
  arange: (t, _u, _a, _b, device) => arange(t.numel(), { device }).reshape(t.shape),

  transpose: (t, _u, a, b) => (t.ndim === 0 ? t.unsqueeze(0) : t.transpose(dimOf(t, a), dimOf(t, b))),
  narrow: (t, _u, a, b) => {
    if (t.ndim === 0) return t.unsqueeze(0);
    const n = t.shape[dimOf(t, a)]!;
    const start = b % n;
    return t.narrow(dimOf(t, a), start, Math.max(1, (n - start) >> 1));
  },
  select: (t, _u, a, b) => (t.ndim === 0 ? t.unsqueeze(0) : t.select(dimOf(t, a), b % t.shape[dimOf(t, a)]!)),
  flat: (t) => t.reshape([t.numel()]),
  fold: (t) => (t.numel() % 2 === 0 ? t.reshape([2, t.numel() / 2]) : t.reshape([t.numel(), 1])),
  foldDown: (t) => (t.numel() % 3 === 0 ? t.reshape([t.numel() / 3, 3]) : t.reshape([1, t.numel()])),
  unsqueeze: (t, _u, a) => t.unsqueeze(a % (t.ndim + 1)),
  expand: (t, _u, a) => t.unsqueeze(0).expand([1 + (a % 3), ...t.shape]),
  flip: (t, _u, a) => t.flip([dimOf(t, a)]),
  strided: (t, _u, a, b) => {
    if (t.ndim === 0) return t.unsqueeze(0);
    const d = dimOf(t, a);
    const n = t.shape[d]!;
    const strides = t.stride();
    const step = 1 + (b % 3);
    const shape = t.shape.map((s, i) => (i === d ? Math.ceil(n / step) : s));
    return t.asStrided(
      shape,
      strides.map((s, i) => (i === d ? s * step : s)),
      { storageOffset: t.storageOffset() },
    );
  },
  windows: (t, _u, a) => {
    if (t.ndim === 0 || t.shape[dimOf(t, a)]! < 2) return t.unsqueeze(0);
    return t.unfold(dimOf(t, a), 2, 1);
  },

  add_: (t, u) => void t.add_(u.to(t.dtype)),
  addScalar_: (t, _u, a) => void t.add_(a % 5),
  mul_: (t, _u, a) => void t.mul_(a % 3),
  square_: (t) => void t.mul_(t),
  shift_: (t) => void (t.ndim > 0 && t.add_(t.flip([0]))),
  fill_: (t, _u, a) => void t.fill_(a % 4),
  zero_: (t) => void t.zero_(),
  copy_: (t, u) => void t.copy_(alike(t, u)),
  row_: (t, _u, a, b) => {
    if (t.ndim > 0) t.select(dimOf(t, a), b % t.shape[dimOf(t, a)]!).mul_(2);
  },
  part_: (t, u, a) => {
    if (t.ndim === 0) return;
    const d = dimOf(t, a);
    const half = Math.ceil(t.shape[d]! / 2);
    const part = t.narrow(d, 0, half);
    part.copy_(alike(part, u).add(1));
  },
  cycle_: (t) => {
    if (t.ndim === 0 || t.shape[0]! < 2) return;
    const n = t.shape[0]!;
    t.narrow(0, 0, n - 1).copy_(t.narrow(0, 1, n - 1));
  },
  swap_: (t) => void (t.ndim === 2 && t.shape[0] === t.shape[1] && t.add_(t.transpose(0, 1))),
  diagonal_: (t) => void (t.ndim === 2 && t.diagonal().add_(1)),
  dropout_: (t) => void (t.isFloatingPoint() && t.mul_(rand(t.shape, { device: t.device }).to(t.dtype))),
  // One result read through two windows, once after it was changed in place.
  differences: (t, _u, _a, b) => {
    if (t.ndim === 0 || t.shape[0]! < 2) return;
    const n = t.shape[0]!;
    const c = b % 2 === 0 ? floating(t).mul(3) : floating(t).cumsum(0).mul_(2);
    return c.narrow(0, 1, n - 1).sub(c.narrow(0, 0, n - 1));
  },
  symmetric: (t, _u, _a, b) => {
    if (t.ndim !== 2 || t.shape[0] !== t.shape[1]) return;
    const c = b % 2 === 0 ? floating(t).add(3) : floating(t).cumsum(0).add_(2);
    return c.mul(c.transpose(0, 1));
  },
  changedThenSummed: (t, _u, a) => floating(t).cumsum(dimOf(t, a)).mul_(2).add_(1).sum(dimOf(t, a)),
  changedThenUsed: (t, _u, a) => {
    const c = floating(t).cumsum(dimOf(t, a)).mul_(0.5);
    return c.add(c.amax(dimOf(c, a), { keepdim: true }));
  },
  // Sums that are written over what they were taken of.
  sumInto_: (t, _u, a) => {
    if (t.ndim !== 2 || t.shape[0] !== t.shape[1]) return;
    t.select(1 - (a % 2), t.shape[0]! - 1).copy_(t.sum(a % 2).to(t.dtype));
  },
  // Rows of another length, from an odd start: reads that cross the borders of what was written.
  shifted: (t, _u, a) => {
    if (t.ndim !== 2 || t.numel() < 6) return;
    const c = t.add(t.select(0, 0));
    const n = (t.numel() - 1 - (a % 2)) >> 1;
    return c
      .reshape([t.numel()])
      .narrow(0, 1 + (a % 2), 2 * n)
      .reshape([n, 2])
      .add(t.reshape([t.numel()]).narrow(0, 0, 2));
  },
  update: (t, u, a) => {
    if (!t.isFloatingPoint()) return;
    const v = t.mul(0.25);
    momentum.run([t, v], [alike(t, u).to(t.dtype)], [0.1, (a % 10) / 10]);
    return v;
  },
};

const names = Object.keys(actions);

const initial = (k: number, shape: readonly number[], device: string): Tensor => {
  const n = shape.reduce((p, q) => p * q, 1);
  const data = Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i * 1.7 + k) * 3));
  return tensor(data, { shape, device });
};

const shapes = [[3, 4], [4], [2, 3, 4], [4, 4], [6, 1]] as const;

const show = (t: Tensor): string =>
  `${t.dtype}[${t.shape.join(',')}] ${Array.from(t.dataSync(), shown).join(' ')}`;
const shown = (v: number | bigint): string => (Object.is(v, -0) ? '-0' : String(v));

/** Runs a program and returns all that it read, in order, and at the end what is left. */
export function runProgram(steps: readonly Step[], device: string): string[] {
  manualSeed(7);
  const log: string[] = [];
  const live: Tensor[] = shapes.map((s, k) => initial(k, s, device));
  const run = (): void => {
    for (const [what, x, y, a, b] of steps) {
      const t = live[x % live.length]!;
      const u = live[y % live.length]!;
      const kind = what % (names.length + 12);
      if (kind >= names.length) {
        // Releases, reads, and work whose temporaries go at once.
        const special = kind - names.length;
        if (special < 8 && live.length > 3) live.splice(x % live.length, 1)[0]!.dispose();
        else if (special < 10) log.push(show(t));
        else live.push(scope(() => floating(t).mul(2).add(1).sum().add(floating(t)).sub(1)));
        continue;
      }
      const name = names[kind]!;
      try {
        // Its temporaries go, without the flush that comes with a user's scope.
        const [made] = temporaries(() => [actions[name]!(t, u, a, b, device) ?? null]);
        if (made != null && made !== t) {
          if (made.numel() > 400 || made.numel() === 0 || made.ndim > 6) made.dispose();
          else live.push(made);
        }
      } catch (error) {
        if (!(error instanceof CressetError)) throw error;
        log.push(`${name}: ${error.name}`);
      }
    }
  };
  // Half of the programs in one scope: nothing is given to the device until it ends, or something is read.
  if (steps.length % 2 === 0) {
    scope(() => {
      run();
      for (const t of live) t.keep();
    });
  } else run();
  for (const t of live) log.push(show(t));
  for (const t of live) t.dispose();
  return log;
}
