import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { type DTypeName, explain, toDType, use } from '@cresset/tensor';
import { deviceOf, Maker, publicOps } from '@cresset/testing';

const firstDType: Readonly<Record<string, DTypeName>> = { integral: 'int64' };

/** Which calls the samples of each op lead to, by the op's declared name: `softmax composite`, `fft routine`. */
export function callsOfSamples(): ReadonlyMap<object, ReadonlySet<string>> {
  const backend = reference();
  use(backend, autograd());
  const device = deviceOf(backend);
  const found = new Map<object, ReadonlySet<string>>();
  for (const { op, call } of publicOps()) {
    const calls = new Set<string>();
    const maker = new Maker({ device, dtype: toDType(firstDType[op.dtypes] ?? 'float32') });
    for (const args of op.samples(maker)) {
      for (const c of explain((...a: unknown[]) => call(...a), ...args)) calls.add(`${c.op} ${c.path}`);
    }
    maker.release();
    found.set(op, calls);
  }
  return found;
}
