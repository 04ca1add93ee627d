import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CressetOptions, cresset } from '../src/index.js';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));
const alias = [
  { find: /^@cresset\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@cresset\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cresset-bundler-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let programs = 0;

interface Bundle {
  readonly code: string;
  /** What the program exports as `result`. */
  run(): Promise<unknown>;
}

/** Bundles a program as an application would, with the plugin or (`null`) without. */
async function bundle(program: string, options: CressetOptions | null = {}): Promise<Bundle> {
  const name = `program-${programs++}`;
  const entry = join(folder, `${name}.ts`);
  writeFileSync(entry, program);
  const output = (await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    plugins: options === null ? [] : [cresset(options)],
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
      modulePreload: false,
    },
  })) as Rolldown.RolldownOutput;
  const chunks = output.output.filter((o) => o.type === 'chunk');
  expect(chunks).toHaveLength(1);
  const { code } = chunks[0]!;
  return {
    code,
    run: async () => {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, code);
      return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { result: unknown }).result;
    },
  };
}

const training = `
import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { CrossEntropyLoss } from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { manualSeed, randint, rand, use } from '@cresset/tensor';
import { LeNet } from '@cresset/vision';
use(reference(), autograd());
manualSeed(1);
const net = new LeNet();
const adam = new Adam(net.parameters(), { lr: 1e-3 });
const [x, y] = [rand([4, 1, 28, 28]), randint(0, 10, [4])];
const losses: number[] = [];
for (let i = 0; i < 3; i++) {
  adam.zeroGrad();
  const loss = new CrossEntropyLoss().forward(net.forward(x), y);
  loss.backward();
  adam.step();
  losses.push(await loss.item());
}
export const result = { losses, probabilities: await net.forward(x).softmax(1).toArray() };
`;

const small = (expression: string) => `
import { reference } from '@cresset/backend-reference';
import { tensor, use } from '@cresset/tensor';
use(reference());
const x = tensor([1, 2, 3]) as any;
export const result = await (async () => ${expression})();
`;

describe('a bundle with the plugin', () => {
  it('computes what the whole framework computes, and is much smaller', async () => {
    const whole = await bundle(training, null);
    const lean = await bundle(training);
    expect(await lean.run()).toEqual(await whole.run());
    expect(lean.code.length).toBeLessThan(0.75 * whole.code.length);
  });

  it('has the methods that the program names, and not the others', async () => {
    const { code, run } = await bundle(small('x.cumsum(0).toArray()'));
    expect(await run()).toEqual([1, 3, 6]);
    // An op's name is in its declaration.
    expect(/[`'"]cumsum[`'"]/.test(code)).toBe(true);
    expect(/[`'"]hardshrink[`'"]/.test(code)).toBe(false);
  });

  it('has the methods of the class itself that the program names, and not the others', async () => {
    const { code, run } = await bundle(small('[x.elementSize(), String(x.squeeze_())]'));
    expect(await run()).toEqual([4, 'tensor([1., 2., 3.])']);
    expect(code).toMatch(/elementSize\(\)\{/);
    expect(code).not.toMatch(/isSameSize\(|[`'"]asStrided_[`'"]/);
  });

  it.each([
    ['an in-place form', 'x.cumsum_(0).toArray()', [1, 3, 6]],
    ['a name in brackets', "x['cumsum'](0).toArray()", [1, 3, 6]],
    ['a name in a constant', "{ const op = 'cumsum'; return x[op](0).toArray(); }", [1, 3, 6]],
    ['a destructured name', '{ const { cumsum } = x; return cumsum.call(x, 0).toArray(); }', [1, 3, 6]],
    ['an op that another op calls as a method', 'x.std().item()', 1],
  ])('finds %s', async (_, expression, expected) => {
    const body = expression.startsWith('{') ? `(() => ${expression})()` : expression;
    expect(await (await bundle(small(body))).run()).toEqual(expected);
  });

  it('finds no name that is put together at run time, unless it is told', async () => {
    const program = small("x['lgam' + 'MA'.toLowerCase()]().at(0).item()");
    await expect((await bundle(program)).run()).rejects.toThrow(/is not a function/);
    expect(await (await bundle(program, { keep: ['lgamma'] })).run()).toBe(0);
  });

  it('carries no samples', async () => {
    const program = small('x.clamp(0, 2).toArray()');
    const lean = await bundle(program);
    const whole = await bundle(program, null);
    expect(/samples:\w+=>\[/.test(whole.code)).toBe(true);
    expect(/samples:\w+=>\[/.test(lean.code)).toBe(false);
    expect(await lean.run()).toEqual([1, 2, 2]);
  });

  it('still refuses an argument of the wrong kind in a sentence that names the op', async () => {
    const program = small(
      "(() => { try { x.reshape(5 as never, {} as never); } catch (e: any) { return e.name + ': ' + e.message; } return 'nothing'; })()",
    );
    const message = await (await bundle(program)).run();
    expect(message).toMatch(/: reshape: can't be called with \(/);
  });

  describe("of a backend's shaders", () => {
    const onWebGpu = (expression: string) => `
import { webgpu } from '@cresset/backend-webgpu';
import { tensor, use } from '@cresset/tensor';
use(await webgpu());
const x = tensor([1, 2, 3]) as any;
export const result = await (${expression}).toArray();
`;
    const functionsOf = (code: string): string[] => [...code.matchAll(/\bfn (\w+_\w+)\(/g)].map((m) => m[1]!);

    it('has the functions of the ops that the program calls, with their parts, and not the others', async () => {
      const none = functionsOf((await bundle(onWebGpu('x.cumsum(0)'))).code);
      const erfinv = functionsOf((await bundle(onWebGpu('x.erfinv()'))).code);
      const lgamma = functionsOf((await bundle(onWebGpu('x.lgamma()'))).code);
      expect(none).not.toContain('erfinv_f');
      expect(none).not.toContain('lgamma_f');
      expect(erfinv.filter((name) => !none.includes(name)).sort()).toEqual(['erfinv_f']);
      // The gradient's digamma was there before.
      const parts = lgamma.filter((name) => !none.includes(name));
      expect(parts).toEqual(expect.arrayContaining(['lgamma_f', 'lgamma_pos', 'sinpi_f']));
      expect(parts.length).toBeLessThan(6);
      expect(none).not.toContain('gcd_l');
      expect(functionsOf((await bundle(onWebGpu("x.to('int64').gcd(x.to('int64'))"))).code)).toContain(
        'gcd_l',
      );
      // Functions that other texts of the backend, or of the functions that stay, mention; and what reductions combine by.
      const others = [
        'exp_f',
        'log_f',
        'half_bits',
        'digamma_f',
        'min_f',
        'max_f',
        'min_l',
        'max_l',
        'add_l',
      ];
      for (const name of [...others, 'mul_l', 'mul_wide', 'is_neg_l']) {
        expect(none).toContain(name);
      }
    });

    it('lacks no function that a text in the bundle calls', async () => {
      const all = functionsOf((await bundle(onWebGpu('x.cumsum(0)'), null)).code);
      for (const expression of ['x.cumsum(0)', 'x.erf()', 'x.erfc()', 'x.softmax(0)']) {
        const { code } = await bundle(onWebGpu(expression));
        const there = new Set(functionsOf(code));
        const lacking = all.filter((name) => !there.has(name) && new RegExp(`\\b${name}\\(`).test(code));
        expect(lacking, expression).toEqual([]);
      }
    });
  });
});
