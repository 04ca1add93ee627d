import type { DType } from '@cresset/tensor';
import { float64 } from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';
import { dtypesOf, withSamples } from '../conformance/context.js';
import { deviceOf } from '../conformance/run.js';
import { publicOps } from '../registry.js';
import { encodeArgument, fingerprint } from './encode.js';

/** Dtypes whose values are kept; of the others only dtype and shape of the results. */
const kept = new Set(['float64', 'int64', 'uint8', 'bool']);

export interface DumpedSample {
  readonly hash: string;
  readonly args: unknown;
}

export interface DumpedOp {
  readonly path: string;
  /** Python expression of the oracle. */
  readonly torch: string;
  readonly differentiable: boolean;
  readonly cases: readonly {
    readonly dtype: string;
    readonly values: boolean;
    readonly samples: readonly DumpedSample[];
  }[];
}

/** All samples of all ops that have an oracle in PyTorch. */
export async function dumpSamples(backend: Backend): Promise<DumpedOp[]> {
  const device = deviceOf(backend);
  const dumped: DumpedOp[] = [];
  for (const op of publicOps()) {
    if (op.op.torch === null) continue;
    const cases: DumpedOp['cases'][number][] = [];
    const list = dtypesOf(op.op, device).map((c) => c.dtype);
    for (const dtype of list.filter((t) => t.kind !== 'complex')) {
      const samples = await withSamples(op, { device, dtype }, async (made) => {
        const result: DumpedSample[] = [];
        for (const args of made) {
          const encoded = await encodeArgument(args);
          result.push({ hash: fingerprint(encoded), args: encoded });
        }
        return result;
      });
      cases.push({ dtype: dtype.name, values: keepsValues(dtype), samples });
    }
    dumped.push({ path: op.path, torch: op.op.torch, differentiable: op.op.differentiable, cases });
  }
  return dumped;
}

const keepsValues = (dtype: DType): boolean => dtype === float64 || kept.has(dtype.name);
