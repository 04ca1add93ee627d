import { autograd } from '@cresset/autograd';
import { ArgumentError, setDefaultDevice, type Tensor, use } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { Linear, Module, warmup } from '../src/index.js';
import { backends } from './setup.js';

use(autograd());

class Counting extends Module {
  fc = new Linear(3, 2);
  calls = 0;
  forward(x: Tensor): Tensor {
    this.calls++;
    return this.fc.forward(x);
  }
}

describe.each(backends.map((b) => b.name))('warmup on %s', (name) => {
  it('does nothing where nothing is compiled', async () => {
    setDefaultDevice(name);
    const model = new Counting();
    await warmup(model, [4, 3], { loss: (y: Tensor) => y.sum() });
    await warmup(model, [{ shape: [4, 3], dtype: 'float32' }]);
    expect(model.calls).toBe(0);
  });

  it('refuses what is no model, no shape, or an optimizer without a loss', async () => {
    const model = new Counting();
    await expect(warmup({} as Module, [1])).rejects.toThrow(ArgumentError);
    await expect(warmup(model, [4.5])).rejects.toThrow(
      'warmup: an input must be a shape, such as [64, 784], or { shape, dtype }, got 4.5',
    );
    const optimizer = { step() {}, state: new Map(), steps: 0 };
    await expect(warmup(model, [4, 3], { optimizer })).rejects.toThrow(/needs the option loss/);
    await expect(warmup(model, [4, 3], { target: 1 } as object)).rejects.toThrow(/loss, optimizer/);
  });
});
