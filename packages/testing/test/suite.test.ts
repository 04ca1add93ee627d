import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import type { Device, Tensor } from '@cresset/tensor';
import { ShapeError, tensor, use } from '@cresset/tensor';
import type { Backend, Batch, KernelSpec } from '@cresset/tensor/backend';
import type { OpInfo } from '@cresset/tensor/engine';
import { Primitive } from '@cresset/tensor/engine';
import { deviceOf, type PublicOp, publicOps } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { FamilyWatch, mainDType } from '../src/conformance/context.js';
import { checkErrors, checkMemory } from '../src/conformance/errors.js';
import { checkArguments, checkInPlace, checkMethod } from '../src/conformance/forms.js';
import { checkForward } from '../src/conformance/forward.js';
import { mustFail } from '../src/conformance/gaps.js';
import { checkGolden } from '../src/conformance/golden.js';
import { checkGradcheck, checkGradient } from '../src/conformance/gradient.js';
import { checkOverrides } from '../src/conformance/overrides.js';

// The suite must notice what it is there to notice: each check meets a backend or an op that is wrong on purpose.

let oracle: Device;
let broken: Device;
let watch: FamilyWatch;

/** The reference, but every kernel of one family adds a little to the first element that it writes. */
function spoilt(family: KernelSpec['family']): Backend {
  const inner = reference();
  const families = new Map<number, string>();
  const backend: Backend = Object.assign(Object.create(inner) as Backend, {
    name: 'broken',
    batch: inner.batch,
    prepare: (spec: KernelSpec): number => {
      const id = inner.prepare(spec);
      families.set(id, spec.family);
      return id;
    },
    submit: (batch: Batch): void => {
      inner.submit(batch);
      if (families.get(batch.words[0]!) !== family) return;
      const rank = batch.words[1]!;
      const at = batch.words[3 + rank]! * 4;
      const out = batch.buffers[0]!;
      const bytes = inner.downloadSync!(out, at, 4);
      const value = new Float32Array(bytes.buffer, 0, 1);
      value[0] = value[0]! * 1.001 + 0.01;
      inner.upload(out, at, bytes);
    },
    overrides: {
      softmax: {
        accepts: () => true,
        run: (
          _inputs: unknown,
          outputs: readonly { buffer: never; offset: number; shape: readonly number[] }[],
        ): void => {
          const [o] = outputs;
          const n = o!.shape.reduce((a, b) => a * b, 1);
          inner.upload(o!.buffer, o!.offset * 4, new Uint8Array(n * 4));
        },
      },
    },
  });
  return backend;
}

beforeAll(() => {
  use(reference(), autograd());
  oracle = tensor([0]).device;
  watch = new FamilyWatch(oracle);
  broken = deviceOf(spoilt('matmul'));
});

const op = (path: string): PublicOp => publicOps().find((o) => o.path === path)!;
const float32 = (o: PublicOp) => ({ dtype: mainDType(o.op), optional: false });

/** A public op made up for a test. */
function invented(info: Partial<OpInfo>, call: (...args: never[]) => unknown, inplace?: unknown): PublicOp {
  const declaration: OpInfo = {
    name: 'invented',
    kind: 'kernel',
    dtypes: 'float',
    complex: false,
    differentiable: true,
    method: false,
    inplace: false,
    tolerance: 'elementwise',
    torch: null,
    samples: (make) => [[make.tensor([2, 3])]],
    errors: () => [],
    ...info,
  };
  const f = Object.assign(call as (...args: unknown[]) => unknown, { inplace });
  return { path: 'test.invented', op: declaration, call: f, methodForm: false };
}

describe('the suite notices', () => {
  it('a kernel that is slightly wrong', async () => {
    await expect(checkForward(broken, oracle, watch, op('matmul'), float32(op('matmul')))).rejects.toThrow(
      /matmul.* differ/,
    );
    await checkForward(broken, oracle, watch, op('add'), float32(op('add')));
  });

  it('a result that differs from PyTorch’s', async () => {
    await expect(checkGolden(broken, op('matmul'), mainDType(op('matmul').op))).rejects.toThrow(
      /differs from PyTorch's/,
    );
    const stale: PublicOp = {
      ...op('exp'),
      op: { ...op('exp').op, samples: (make) => [[make.tensor([7])]] },
    };
    await expect(checkGolden(oracle, stale, mainDType(stale.op))).rejects.toThrow(/generate.mjs exp/);
  });

  it('an override that is wrong', async () => {
    const softmax = publicOps().find((o) => o.op.name === 'softmax')!;
    await expect(checkOverrides(broken, softmax)).rejects.toThrow(/of the override.* differ/);
    await checkOverrides(oracle, softmax);
  });

  it('a wrong gradient, of first and of second order', async () => {
    const times = (factor: number): ((x: Tensor) => Tensor) => {
      const square = new Primitive<Record<string, never>>({
        kind: 'composite',
        name: 'inventedSquare',
        saves: [0],
        body: ([x]) => [x!.mul(x!)],
        gradient: (c, [g]) => [g!.mul(c.input(0)).mul(factor)],
      });
      return (x) => square.call([x], {})[0]!;
    };
    await checkGradcheck(oracle, invented({}, times(2)));
    await expect(checkGradcheck(oracle, invented({}, times(2.001)))).rejects.toThrow(
      /finite differences give/,
    );
    const once = (x: Tensor): Tensor => {
      const cut = new Primitive<Record<string, never>>({
        kind: 'composite',
        name: 'inventedCut',
        saves: [0],
        body: ([y]) => [y!.mul(y!)],
        gradient: (c, [g]) => [g!.mul(c.input(0).detach()).mul(2)],
      });
      return cut.call([x], {})[0]!;
    };
    await expect(checkGradcheck(oracle, invented({}, once))).rejects.toThrow(/second order/);
    await expect(
      checkGradcheck(
        oracle,
        invented({}, (x: Tensor) => x.detach()),
      ),
    ).rejects.toThrow(/no sample carries a gradient/);
    await expect(checkGradient(broken, oracle, watch, op('matmul'))).rejects.toThrow(/gradient of operand/);
  });

  it('an op that changes its argument, or disposes it', async () => {
    await expect(
      checkArguments(
        oracle,
        invented({}, (x: Tensor) => x.add_(1)),
      ),
    ).rejects.toThrow(/operand 0 was changed/);
    const disposing = (x: Tensor): Tensor => {
      const y = x.add(1);
      x.dispose();
      return y;
    };
    await expect(checkArguments(oracle, invented({}, disposing))).rejects.toThrow(/operand 0 was disposed/);
  });

  it('temporaries that are not released', async () => {
    await expect(
      checkMemory(
        oracle,
        invented({}, (x: Tensor) => x.add(1).mul(2)),
      ),
    ).rejects.toThrow(/1 blocks of temporary memory/);
  });

  it('a method that is not its function', async () => {
    const wrong = invented({ name: 'exp', method: true }, (x: Tensor) => x.exp().add(1));
    await expect(checkMethod(oracle, wrong)).rejects.toThrow(/as a method/);
    await expect(
      checkMethod(
        oracle,
        invented({ method: true }, (x: Tensor) => x.exp()),
      ),
    ).rejects.toThrow(/Tensor has none/);
  });

  it('an in-place form that gives something else, refuses nothing, or returns another tensor', async () => {
    const inplace = (f: (t: Tensor) => unknown) =>
      checkInPlace(
        oracle,
        invented({ inplace: true }, (x: Tensor) => x.exp(), f),
        [mainDType(op('exp').op)],
      );
    await inplace((t) => t.exp_());
    await expect(inplace((t) => t.add_(1))).rejects.toThrow(/differ/);
    await expect(inplace((t) => t.exp_().reshape([6]))).rejects.toThrow(/must return its own tensor/);
    const shape = invented(
      { inplace: true },
      (x: Tensor) => x.sum(0),
      (t: Tensor) => t.zero_(),
    );
    await expect(checkInPlace(oracle, shape, [mainDType(shape.op)])).rejects.toThrow(/was not refused/);
  });

  it('errors of another class, with other words, or none at all', async () => {
    const refusing = (f: () => unknown) =>
      checkErrors(
        oracle,
        invented({ errors: () => [{ args: [], error: ShapeError, message: 'invented: too small' }] }, f),
      );
    const throwing = (error: Error) => () => {
      throw error;
    };
    await refusing(throwing(new ShapeError('invented: too small, got 3')));
    await expect(refusing(throwing(new ShapeError('no')))).rejects.toThrow(/the message is "no"/);
    await expect(refusing(throwing(new TypeError('invented: too small')))).rejects.toThrow(TypeError);
    await expect(refusing(() => null)).rejects.toThrow(/was not refused/);
    const leaking = (): never => {
      tensor([1]);
      throw new ShapeError('invented: too small');
    };
    await expect(refusing(leaking)).rejects.toThrow(/1 blocks of memory were lost/);
  });

  it('a known gap that has been closed', async () => {
    const gap = { op: 'exp', why: 'for the test' };
    await mustFail('exp', gap, () => Promise.reject(new Error('still wrong')));
    await expect(mustFail('exp: forward', gap, () => Promise.resolve())).rejects.toThrow(
      'exp: forward passes now; remove its note from the known gaps ("for the test")',
    );
  });
});

it('finds every op by its declaration', () => {
  const ops = publicOps();
  expect(ops.length).toBeGreaterThan(200);
  expect(new Set(ops.map((o) => o.op)).size).toBe(ops.length);
  expect(ops.some((o) => o.path.startsWith('functional.'))).toBe(true);
});
