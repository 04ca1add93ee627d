import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../setup/steps.mjs';
import { coverage, overtaken, parseNames, totals } from '../coverage.mjs';
import { coverageDocument } from '../report.mjs';
import { camelCase, expectedPaths } from '../rules.mjs';
import { publicSurface } from '../surface.mjs';

describe('rules of naming', () => {
  it('makes camel case of snake case and keeps the underscore of in-place forms', () => {
    expect(
      ['log_softmax', 'conv_transpose2d', 'atleast_1d', 'add_', 'index_add_', 'T'].map(camelCase),
    ).toEqual(['logSoftmax', 'convTranspose2d', 'atleast1d', 'add_', 'indexAdd_', 'T']);
  });

  it('finds the method behind an operator, reflected and in place', () => {
    const first = (name: string) => expectedPaths('Tensor', name)[0];
    expect(first('__add__')).toEqual({ path: 'Tensor.add', other: true });
    expect(first('__rsub__')).toEqual({ path: 'Tensor.sub', other: true });
    expect(first('__ifloordiv__')).toEqual({ path: 'Tensor.floorDivide_', other: true });
    expect(first('__rshift__')).toEqual({ path: 'Tensor.bitwiseRightShift', other: true });
    expect(first('__invert__')).toEqual({ path: 'Tensor.bitwiseNot', other: true });
    expect(first('__len__')).toEqual({ path: 'Tensor.__len__', other: false });
  });

  it('knows where each area lives', () => {
    expect(expectedPaths('nn.functional', 'log_softmax')).toEqual([
      { path: 'nn.functional.logSoftmax', other: false },
    ]);
    expect(expectedPaths('autograd', 'functional.hessian').map((e: { path: string }) => e.path)).toEqual([
      'autograd.hessian',
      'hessian',
    ]);
    expect(expectedPaths('torch', 'LongTensor')).toEqual([{ path: 'tensor', other: true }]);
  });
});

describe('coverage', () => {
  const names = [
    { area: 'torch', name: 'add', tier: 1 },
    { area: 'torch', name: 'pi', tier: 1 },
    { area: 'torch', name: 'einsum', tier: 1 },
    { area: 'torch', name: 'qint8', tier: 2 },
  ];
  const has = (path: string) => ['add', 'js:Math.PI'].includes(path);
  const run = (others: object, exclusions: object[]) => coverage(has, names, others, exclusions);

  it('tells present, renamed, missing and excluded names apart', () => {
    const rows = run({ 'torch.pi': 'js:Math.PI' }, [{ names: ['torch.q*'], reason: 'Quantized.' }]);
    expect(rows.map((r: { status: string }) => r.status)).toEqual([
      'present',
      'other name',
      'missing',
      'excluded',
    ]);
    expect(totals(rows)).toMatchObject({ present: 1, other: 1, missing: 1, excluded: 1 });
    expect(totals(rows).percent).toBeCloseTo(66.7, 1);
    const text = coverageDocument(rows);
    expect(text).toContain('`torch.einsum`');
    expect(text).toContain('**Quantized.** `torch.qint8`');
    expect(text).toContain('| `torch.pi` | `Math.PI` |');
  });

  it('refuses notes that time has overtaken', () => {
    const exclusions = [{ names: ['torch.add', 'torch.qint8'], reason: 'Never.' }];
    expect(overtaken(run({}, exclusions), exclusions)).toEqual(['torch.add']);
    expect(() => run({}, [{ names: ['torch.zzz*'], reason: 'Never.' }])).toThrow('matches no name');
    expect(() => run({}, [{ names: ['torch.qint8'], reason: 'no' }])).toThrow('is no sentence');
    expect(() => run({ 'torch.zzz': 'add' }, [])).toThrow("not among PyTorch's names");
  });

  it('counts a listed name that does not exist as missing', () => {
    const rows = run({ 'torch.qint8': 'int8' }, []);
    expect(rows[3]).toMatchObject({ status: 'missing', note: 'int8' });
  });

  it('refuses a file of names that it cannot read', () => {
    expect(() => parseNames('name,tier\nadd,1', 'x.csv')).toThrow('its header is');
    expect(() => parseNames('area,name,tier\ntorch,add', 'x.csv')).toThrow("cannot read 'torch,add'");
  });
});

describe('the packages as they are', () => {
  let has: (path: string) => boolean;
  beforeAll(async () => {
    has = await publicSurface(root);
  }, 60_000);

  it('looks at functions, namespaces, methods, properties and JavaScript itself, and not at internals', () => {
    for (const path of ['add', 'nn.functional.linear', 'Tensor.add_', 'Tensor.shape', 'js:Math.PI']) {
      expect([path, has(path)]).toEqual([path, true]);
    }
    for (const path of ['addd', 'nn.nothing.linear', 'Tensor.addd', 'Tensor.storage', 'js:Math.TAU']) {
      expect([path, has(path)]).toEqual([path, false]);
    }
  });

  it('excludes nothing that exists', () => {
    expect(overtaken(coverage(has))).toEqual([]);
  });

  it('covers at least as much of PyTorch as thresholds.json records', () => {
    const least = JSON.parse(readFileSync(new URL('../thresholds.json', import.meta.url), 'utf8'));
    const rows = coverage(has);
    for (const tier of [1, 2]) {
      const { percent } = totals(rows.filter((row: { tier: number }) => row.tier === tier));
      expect(percent, `tier ${tier}`).toBeGreaterThanOrEqual(least[`tier${tier}`]);
    }
  });
});
