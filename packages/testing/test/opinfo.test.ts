import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import type { Device, Tensor } from '@cresset/tensor';
import { use } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceOf } from '../src/conformance/run.js';
import { checkCase, checkRefusal } from '../src/golden/opinfo/check.js';
import { elementsOf, readOpInfo } from '../src/golden/opinfo/file.js';
import { gapReader } from '../src/golden/opinfo/gaps.js';
import { opFinder } from '../src/golden/opinfo/ops.js';

const file = readOpInfo('mul');
const find = opFinder();
const mul = find('mul')!;
const differentiable = file.cases.find((c) => c.d === 'float64' && c.g !== undefined)!;

describe('the file of an op', () => {
  it('says where it is from and holds tensors of the shapes it tells', () => {
    expect(file.op).toBe('mul');
    expect(file.torch).toMatch(/^2\./);
    for (const c of file.cases) {
      for (const r of c.r) {
        if (typeof r !== 'number') continue;
        const t = file.tensor(r);
        const parts = t.dtype.kind === 'complex' ? 2 : 1;
        expect(elementsOf(t).length).toBe(parts * t.shape.reduce((a, b) => a * b, 1));
      }
    }
  });
});

describe('finding ops', () => {
  it('knows namespaces, methods and functions that PyTorch has in two places', () => {
    expect(find('nn.functional.linear')?.path).toBe('functional.linear');
    expect(find('expand')?.path).toBe('expand');
    expect(find('nn.functional.relu')?.op.name).toBe('relu');
    expect(find('zeros_like')?.path).toBe('zerosLike');
    expect(find('no_such_op')).toBeNull();
  });
});

describe('a call', () => {
  let device: Device;
  beforeAll(() => {
    const backend = reference();
    use(backend, autograd());
    device = deviceOf(backend);
  });
  const as = (call: (...args: Tensor[]) => unknown) => ({
    ...mul,
    call: call as (...a: unknown[]) => unknown,
  });

  it('passes when value, dtype, shape and gradient are PyTorch’s', async () => {
    expect(await checkCase(device, mul, file, differentiable)).toBeNull();
  });

  it('fails for a wrong value, dtype, shape or number of results', async () => {
    const wrong = (op: (x: Tensor, y: Tensor) => unknown) =>
      checkCase(
        device,
        as((x, y) => op(x!, y!)),
        file,
        differentiable,
      );
    expect(await wrong((x, y) => x.mul(y).add(1e-5))).toContain('differ');
    expect(await wrong((x, y) => x.mul(y).to('float32'))).toContain('got float32');
    expect(await wrong((x, y) => x.mul(y).unsqueeze(0))).toContain('got float64[1');
    expect(await wrong((x, y) => [x.mul(y), y])).toContain('gives 2 tensors, PyTorch 1');
  });

  it('fails for a wrong gradient and for none', async () => {
    const wrong = (op: (x: Tensor, y: Tensor) => unknown) =>
      checkCase(
        device,
        as((x, y) => op(x!, y!)),
        file,
        differentiable,
      );
    expect(await wrong((x, y) => x.mul(y.detach()))).toContain('the gradient of operand 1');
    expect(await wrong((x, y) => x.detach().mul(y.detach()))).toContain('is absent');
  });

  it('fails for an error, and for a refusal that is none or says nothing', async () => {
    const broken = as(() => {
      throw new TypeError('x is undefined');
    });
    expect(await checkCase(device, broken, file, differentiable)).toBe('TypeError: x is undefined');
    const refused = { a: differentiable.a, m: 'no' };
    expect(await checkRefusal(device, mul, file, refused)).toContain('is not refused');
    expect(await checkRefusal(device, broken, file, refused)).toContain('throws TypeError');
  });
});

describe('known gaps', () => {
  it('are selected by number, dtype or all, and must exist', () => {
    const reasons = (samples: 'all' | (string | number)[]) =>
      gapReader([{ why: 'because', samples: { mul: samples } }], file);
    expect(reasons('all')('0')?.why).toBe('because');
    expect(reasons([1])('0')).toBeUndefined();
    expect(reasons([1])('1')?.why).toBe('because');
    expect(reasons([differentiable.d])(`${file.cases.indexOf(differentiable)}`)?.why).toBe('because');
    expect(() => reasons([99999])).toThrow("name the sample '99999'");
  });
});
