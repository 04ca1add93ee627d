import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reference } from '@cresset/backend-reference';
import { CressetError, complex, Tensor, tensor, use, zeros } from '@cresset/tensor';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, load, save } from '../src/index.js';

beforeAll(() => use(reference()));

const golden = (name: string): Uint8Array => readFileSync(new URL(`./goldens/${name}`, import.meta.url));
const content = JSON.parse(new TextDecoder().decode(golden('torch.json'))) as {
  torch: string;
  state: Record<string, { dtype: string; shape: number[]; values: unknown }>;
};

type File = Record<string, unknown> & { state: Record<string, Tensor> };

describe(`files of torch.save ${content.torch}`, () => {
  const file = (): File => load(golden('torch.pt')) as File;

  for (const [name, { dtype, shape, values }] of Object.entries(content.state)) {
    it(`tensor '${name}'`, async () => {
      const t = file().state[name]!;
      expect([t.dtype.name, t.shape]).toEqual([dtype, shape]);
      expect(await t.toArray()).toEqual(values);
    });
  }

  it('numbers, strings and containers', () => {
    const { state: _, ...rest } = file();
    expect(rest).toEqual({
      epoch: 12,
      lr: 1e-3,
      name: 'Zürich',
      big: 2n ** 60n,
      negative: -(2 ** 40),
      betas: [0.9, 0.999],
      nothing: null,
      yes: true,
      3: ['a', { b: [2, 3] }],
    });
  });

  it('old files, modules and other things are refused in words', () => {
    expect(() => load(golden('old.pt'))).toThrow('since PyTorch 1.6');
    expect(() => load(golden('module.pt'))).toThrow('torch.nn.modules.linear.Linear; only tensors');
    expect(() => load(new Uint8Array([1, 2, 3]))).toThrow(CheckpointError);
    expect(() => load(zipSync({ 'a.txt': new Uint8Array(1) }))).toThrow('no data.pkl');
  });

  it('damaged files are refused in words', () => {
    const whole = golden('torch.pt');
    expect(() => load(whole.subarray(0, 300))).toThrow(CheckpointError);
    // Every byte of the pickle changed once: an error in words or another value, never anything else.
    const at = Buffer.from(whole).indexOf('data.pkl') + 64;
    let refused = 0;
    for (let i = at; i < at + 900; i++) {
      const copy = new Uint8Array(whole);
      copy[i] = copy[i]! ^ 0x55;
      try {
        load(copy);
      } catch (error) {
        if (!(error instanceof CressetError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe('save', () => {
  it('round-trips', async () => {
    const shared = tensor([1, 2]);
    const value = {
      state: { a: shared, b: zeros([2, 0]), c: complex(tensor([1, 2]), tensor([3, 4])), again: shared },
      steps: [1, 2.5, -(2 ** 40), 2n ** 70n, -1n, 'é', true, null],
    };
    const back = load(await save(value)) as typeof value;
    expect(back.steps).toEqual([1, 2.5, -(2 ** 40), 2n ** 70n, -1, 'é', true, null]);
    expect(Object.keys(back.state)).toEqual(['a', 'b', 'c', 'again']);
    expect(await back.state.c.toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(await back.state.again.toArray()).toEqual([1, 2]);
    expect(back.state.b.shape).toEqual([2, 0]);
  });

  it('refuses what no file can hold', async () => {
    await expect(save({ a: { f: () => 1 } })).rejects.toThrow("'a.f' is a function");
    await expect(save({ when: new Date() })).rejects.toThrow("'when' is an object of class Date");
    const loop: unknown[] = [];
    loop.push(loop);
    await expect(save({ loop })).rejects.toThrow('contains itself');
  });
});

const data = process.env.CRESSET_DATA;
const folder = data === undefined ? '' : join(data, 'checkpoints');
describe.skipIf(!existsSync(folder))('files of others (needs CRESSET_DATA)', () => {
  it('load, or are refused in words', async () => {
    const files = ['candle', 'pt-modules', 'mnist-cnn'].flatMap((d) =>
      readdirSync(join(folder, d))
        .filter((f) => /\.(pt|pth)$/.test(f))
        .map((f) => join(folder, d, f)),
    );
    const refused: string[] = [];
    for (const f of files) {
      try {
        const value = load(readFileSync(f));
        const tensors = [value, ...Object.values(value as object)].filter((v) => v instanceof Tensor);
        for (const t of tensors) expect((await t.data()).length).toBeGreaterThanOrEqual(t.numel());
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        refused.push(`${f.slice(folder.length + 1)}: ${error.message}`);
      }
    }
    expect(files.length).toBeGreaterThan(20);
    // TorchScript and files from before PyTorch 1.6.
    expect(refused.filter((r) => !/TorchScript|since PyTorch 1.6/.test(r))).toEqual([]);
    expect(refused.length).toBeLessThan(files.length / 3);
  });
});
