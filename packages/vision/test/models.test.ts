import { readFileSync } from 'node:fs';
import { noGrad } from '@cresset/autograd';
import { CrossEntropyLoss } from '@cresset/nn';
import { manualSeed, type Tensor, tensor, zeros } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { SyntheticDigits } from '../src/datasets/index.js';
import { LeNet, resnet18, resnet34 } from '../src/models/index.js';
import { ToTensor } from '../src/transforms/index.js';
import { setup } from './setup.js';

beforeAll(setup);

const golden = JSON.parse(readFileSync(new URL('./goldens/resnet18.json', import.meta.url), 'utf8')) as {
  keys: Record<string, number[]>;
  printed: string;
  evaluation: number[];
  training: number[];
};

/** sin(step · i + start), as the golden script fills its tensors. */
function wave(
  shape: readonly number[],
  step: number,
  start: number,
  change: (x: number) => number = (x) => x,
): Tensor {
  const n = shape.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length: n }, (_, i) => change(Math.sin(i * step + start)));
  return tensor(values, { shape });
}

describe('ResNet-18', () => {
  it('has the names, shapes and printed tree of torchvision', () => {
    const model = resnet18({ numClasses: 7 });
    const shapes = Object.fromEntries(
      Object.entries(model.stateDict()).map(([name, t]) => [name, [...t.shape]]),
    );
    expect(shapes).toEqual(golden.keys);
    expect(Object.keys(shapes)).toEqual(Object.keys(golden.keys));
    expect(String(model)).toBe(golden.printed);
  });

  it('gives the answers of torchvision with the same weights', async () => {
    const model = resnet18({ numClasses: 7 }).to('float64');
    const state = Object.entries(golden.keys).map(([name, shape], i): [string, Tensor] => {
      if (name.endsWith('num_batches_tracked')) return [name, tensor(0, { dtype: 'int64' })];
      const around1 = name.endsWith('running_var') || (shape.length === 1 && name.endsWith('weight'));
      const fan = shape.slice(1).reduce((a, b) => a * b, 1);
      const scale = shape.length === 1 ? 0.1 : Math.sqrt(2 / fan);
      // The script's weights were stored as float32.
      return [name, wave(shape, 0.7, i, (x) => Math.fround(around1 ? 1 + 0.5 * x : x * scale))];
    });
    model.loadStateDict(Object.fromEntries(state));
    const x = wave([2, 3, 40, 36], 0.37, 0);
    const close = async (y: Tensor, wanted: number[]): Promise<void> => {
      expect(y.shape).toEqual([2, 7]);
      const values = (await y.data()) as Float64Array;
      wanted.forEach((w, i) => void expect(Math.abs(values[i]! - w)).toBeLessThan(1e-9 * (1 + Math.abs(w))));
    };
    model.eval();
    await close(
      noGrad(() => model.forward(x)),
      golden.evaluation,
    );
    model.train();
    await close(
      noGrad(() => model.forward(x)),
      golden.training,
    );
  });

  it('starts as He et al. say, or with blocks that are the identity', async () => {
    manualSeed(0);
    const model = resnet18({ inChannels: 1, numClasses: 3, zeroInitResidual: true });
    const first = (await model.conv1.weight.data()) as Float32Array;
    const deviation = Math.sqrt(first.reduce((a, x) => a + x * x, 0) / first.length);
    expect(deviation).toBeCloseTo(Math.sqrt(2 / (64 * 49)), 3);
    const [block] = model.layer1 as unknown as Iterable<{ bn2: { weight: Tensor } }>;
    expect(new Set((await block!.bn2.weight.data()) as Float32Array)).toEqual(new Set([0]));
    expect(() => resnet18({ classes: 3 } as never)).toThrow("unknown option 'classes'");
    expect(resnet34().stateDict()['layer3.5.conv2.weight']!.shape).toEqual([256, 256, 3, 3]);
  });
});

describe('LeNet', () => {
  it('has 61,706 parameters and learns', async () => {
    manualSeed(1);
    const net = new LeNet();
    let count = 0;
    for (const p of net.parameters()) count += p.numel();
    expect(count).toBe(61_706);
    expect(net.forward(zeros([2, 1, 28, 28])).shape).toEqual([2, 10]);
    const data = new SyntheticDigits({ transform: new ToTensor() });
    const [x, y] = data.getBatch(Array.from({ length: 32 }, (_, i) => i));
    const criterion = new CrossEntropyLoss();
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) {
      for (const p of net.parameters()) p.grad = null;
      const loss = criterion.forward(net.forward(x), y);
      loss.backward();
      noGrad(() => {
        for (const p of net.parameters()) p.sub_(p.grad!.mul(0.1));
      });
      losses.push((await loss.item()) as number);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(() => new LeNet({ numClasses: 0 })).toThrow('numClasses must be an integer ≥ 1');
  });
});
