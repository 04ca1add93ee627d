import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchNorm1d, Linear, type Module, ReLU, Sequential, type StateDict } from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { type DTypeName, randn, type Tensor, tensor } from '@cresset/tensor';

const model = (): Sequential =>
  new Sequential({ fc1: new Linear(4, 8), norm: new BatchNorm1d(8), act: new ReLU(), fc2: new Linear(8, 2) });

interface Saved {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly values: number[];
}

/** A state dict as text. Every float32 survives the way through a decimal number. */
async function toJson(state: StateDict): Promise<string> {
  const entries = Object.entries(state).map(async ([key, t]): Promise<[string, Saved]> => {
    const values = Array.from(await t.data(), Number);
    return [key, { dtype: t.dtype.name, shape: t.shape, values }];
  });
  return JSON.stringify(Object.fromEntries(await Promise.all(entries)));
}

function fromJson(text: string): StateDict {
  const saved = Object.entries(JSON.parse(text) as Record<string, Saved>);
  return Object.fromEntries(
    saved.map(([key, s]) => [key, tensor(s.values, { shape: s.shape, dtype: s.dtype })]),
  );
}

/** "Saving and loading": a state dict in a file, read into another network and trained on. */
export async function saveAndLoad(): Promise<void> {
  const net = model();
  const optimizer = new Adam(net.parameters(), { lr: 0.01 });
  const step = (m: Module, o: Adam, x: Tensor): void => {
    o.zeroGrad();
    const y: Tensor = m.forward(x);
    y.mul(y).mean().backward();
    o.step();
  };
  const batches = Array.from({ length: 6 }, () => randn([16, 4]));
  for (const x of batches.slice(0, 3)) step(net, optimizer, x);

  const folder = await mkdtemp(join(tmpdir(), 'cresset-'));
  const copy = model();
  try {
    const file = join(folder, 'model.json');
    await writeFile(file, await toJson(net.stateDict()));
    copy.loadStateDict(fromJson(await readFile(file, 'utf8')));
  } finally {
    await rm(folder, { recursive: true });
  }
  assert.deepEqual(Object.keys(copy.stateDict()), [
    'fc1.weight',
    'fc1.bias',
    'norm.weight',
    'norm.bias',
    'norm.running_mean',
    'norm.running_var',
    'norm.num_batches_tracked',
    'fc2.weight',
    'fc2.bias',
  ]);
  const resumed = new Adam(copy.parameters(), { lr: 0.01 });
  resumed.loadStateDict(optimizer.stateDict());

  // The copy goes on exactly as the original does.
  for (const x of batches.slice(3)) {
    step(net, optimizer, x);
    step(copy, resumed, x);
  }
  net.eval();
  copy.eval();
  const x = randn([5, 4]);
  assert.deepEqual(await copy.forward(x).toArray(), await net.forward(x).toArray());
  assert.throws(() => copy.loadStateDict({ 'fc1.weight': randn([8, 4]) }), /missing keys: 'fc1.bias'/);
}
