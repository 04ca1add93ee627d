import { type Attributes, float32, type Operand, type Override } from '@cresset/tensor/backend';
import { product, type Runner } from '../command.js';
import type { OperandUse } from '../wgsl/frame.js';
import { FEW, serial } from './attention/serial.js';
import { LSE, PARAMS, type Param, range } from './attention/steps.js';
import { ACROSS, LANES, QUERIES, tiled } from './attention/tiled.js';
import { asBits, DenseKernel } from './dense-kernel.js';
import { type Inputs, present, suitsFloats, variants } from './operands.js';

/** Longest vectors of keys and of values. */
const LONGEST = 128;

/** Batch, queries and keys, and lengths of their vectors and of the values'. */
function sizesOf([q, k, v]: Inputs) {
  const [l, e] = q!.shape.slice(-2);
  const [s, ev] = [k!.shape[k!.shape.length - 2], v!.shape[v!.shape.length - 1]];
  return { batch: product(q!.shape.slice(0, -2)), l, s, e, ev };
}

/** Whether a mask is one for the whole batch or for each of its items, without dimensions that are repeated. */
function suitsMask(mask: Operand, scores: readonly number[]): boolean {
  const { shape } = mask;
  const part = shape.length === 2 ? scores.slice(-2) : scores;
  return shape.length === part.length && shape.every((n, d) => n === part[d]);
}

/**
 * Attention in one pass over the keys, without the scores in memory (FlashAttention, Dao et al., 2022): the greatest
 * score so far, the sum of the exponentials and the weighted sum of the values are scaled whenever the greatest grows.
 */
export function attentionOverrides(runner: Runner): Record<string, Override> {
  const kernelOf = variants((masked: boolean, width: number): DenseKernel<Param> => {
    const operands: OperandUse[] = range(masked ? 6 : 5).map((k) => ({
      dtype: float32,
      access: k <= LSE ? 'write' : 'read',
    }));
    return new DenseKernel({
      name: `attention ${runner.software ? 'serial' : 'tiled'} ${masked} ${width}`,
      operands,
      params: PARAMS,
      workgroup: runner.software ? FEW.workgroup : LANES,
      text: runner.software ? serial(masked) : tiled(masked, width),
    });
  });

  return {
    scaledDotProductAttention: {
      accepts(inputs) {
        const { batch, l, s, e, ev } = sizesOf(inputs);
        const mask = inputs[3];
        return (
          suitsFloats(runner, inputs) &&
          batch * l * s * e * ev > 0 &&
          Math.max(e, ev) <= LONGEST &&
          (mask === null || suitsMask(mask, [...inputs[0]!.shape.slice(0, -1), s]))
        );
      },
      run(inputs, outputs, { scale, causal }: Attributes) {
        const sizes = sizesOf(inputs);
        const mask = inputs[3];
        const kernel = kernelOf(mask !== null, runner.software ? 0 : Math.ceil(sizes.ev / ACROSS));
        const params = {
          ...sizes,
          scale: asBits(scale as number),
          causal: causal === true ? 1 : 0,
          maskBatch: mask === null || mask.shape.length === 2 ? 0 : sizes.l * sizes.s,
        };
        const blocks = sizes.batch * Math.ceil(sizes.l / (runner.software ? FEW.queries : QUERIES));
        kernel.run(
          runner,
          [...outputs, ...present(inputs)],
          params,
          runner.software ? Math.ceil(blocks / FEW.workgroup) : blocks,
        );
      },
    },
  };
}
