import { autograd } from '@cresset/autograd';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { setDefaultDevice, type Tensor, tensor, use } from '@cresset/tensor';
import { toSnakeCase } from '@cresset/tensor/toolkit';
import { beforeAll, describe, expect, it } from 'vitest';
import * as optim from '../src/index.js';
import { camelOptions, excess, golden } from './golden.js';

const backends = isAvailable() ? [reference(), cpu({ threads: 1 })] : [reference()];
use(...backends, autograd());

interface Case {
  optimizer: 'SGD' | 'Adam' | 'AdamW' | 'RMSprop' | 'Adagrad';
  options: Record<string, unknown>;
  after: number[][];
  state: Record<string, Record<string, number | number[][]>>;
}
const { start, grads, cases } = golden<{ start: number[][]; grads: number[][][]; cases: Case[] }>(
  'optimizers',
);

const { SGD, Adam, AdamW, RMSprop, Adagrad } = optim;
const classes = { SGD, Adam, AdamW, RMSprop, Adagrad };

function make(c: Case, p: Tensor): optim.Optimizer {
  return new classes[c.optimizer]([p], camelOptions(c.options)) as unknown as optim.Optimizer;
}

describe.each(backends.map((b) => b.name))('optimizers against PyTorch on %s', (device) => {
  beforeAll(() => setDefaultDevice(device));
  for (const c of cases) {
    it(`${c.optimizer} ${JSON.stringify(c.options)}`, () => {
      const p = tensor(start, { requiresGrad: true });
      const optimizer = make(c, p);
      const { buffer } = p;
      grads.forEach((g, i) => {
        p.grad = tensor(g);
        optimizer.step();
        expect(excess(p.dataSync() as Float32Array, c.after[i]!), `step ${i + 1}`).toBeLessThanOrEqual(0);
      });
      expect(p.buffer).toBe(buffer);
      const state = optimizer.stateDict().state[0] ?? {};
      for (const [key, expected] of Object.entries(c.state[0] ?? {})) {
        const found = state[key];
        if (typeof expected === 'number') expect(found, key).toBe(expected);
        else {
          expect(
            excess((found as Tensor).dataSync() as Float32Array, expected.flat()),
            key,
          ).toBeLessThanOrEqual(0);
        }
      }
      expect(Object.keys(state).map(toSnakeCase).sort()).toEqual(Object.keys(c.state[0] ?? {}).sort());
    });

    it(`${c.optimizer} ${JSON.stringify(c.options)} goes on from PyTorch's state`, () => {
      const half = 6;
      const p = tensor(start, { requiresGrad: true });
      const optimizer = make(c, p);
      for (const g of grads.slice(0, half)) {
        p.grad = tensor(g);
        optimizer.step();
      }
      const q = tensor(c.after[half - 1]!, { shape: p.shape, requiresGrad: true });
      const second = make(c, q);
      const dict = optimizer.stateDict();
      for (const s of Object.values(dict.state)) {
        // PyTorch keeps the count in a tensor, and has entries that are None.
        if (typeof s.step === 'number') s.step = tensor(s.step);
        s.momentum_buffer ??= null;
      }
      dict.param_groups[0]!.foreach = null;
      second.loadStateDict(dict);
      grads.slice(half).forEach((g, i) => {
        q.grad = tensor(g);
        second.step();
        expect(excess(q.dataSync() as Float32Array, c.after[half + i]!)).toBeLessThanOrEqual(0);
      });
    });
  }
});
