import { noGrad } from '@cresset/autograd';
import {
  type DeviceLike,
  type DTypeLike,
  functional as F,
  ones,
  ShapeError,
  type Tensor,
  zeros,
  zerosLike,
} from '@cresset/tensor';
import { checkInteger, innerScope, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryTarget } from '../factory.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface BatchNormOptions extends FactoryOptions {
  /** Added to the variance (default 1e-5). */
  eps?: number;
  /** Weight of a batch in the running statistics (default 0.1); null: the plain average over all batches. */
  momentum?: number | null;
  /** Learn a scale and a shift for each channel (default true). */
  affine?: boolean;
  /** Learn the shift too (default true). */
  bias?: boolean;
  /** Keep running statistics for evaluation (default true). */
  trackRunningStats?: boolean;
}

export const batchNormDefaults = {
  eps: 1e-5,
  momentum: 0.1 as number | null,
  affine: true,
  bias: true,
  trackRunningStats: true,
  device: null as DeviceLike | null,
  dtype: null as DTypeLike | null,
};

/** What batch norms of all dimensions share (Ioffe & Szegedy, 2015). */
export abstract class BatchNormNd extends Module {
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  weight: Parameter | null;
  bias: Parameter | null;
  runningMean: Tensor | null;
  runningVar: Tensor | null;
  /** Number of batches seen in training, int64. */
  numBatchesTracked: Tensor | null;

  constructor(
    private readonly name: string,
    /** Ranks of input that are taken, and how they read. */
    private readonly ranks: readonly [list: readonly number[], words: string],
    readonly numFeatures: number,
    o: typeof batchNormDefaults,
  ) {
    super();
    checkInteger(name, 'numFeatures', numFeatures, 1);
    this.eps = o.eps;
    this.momentum = o.momentum;
    this.affine = o.affine;
    this.trackRunningStats = o.trackRunningStats;
    const target = factoryTarget(o);
    this.weight = o.affine ? new Parameter(ones([numFeatures], target)) : null;
    this.bias = o.affine && o.bias ? new Parameter(zeros([numFeatures], target)) : null;
    const track = o.trackRunningStats;
    this.runningMean = this.registerBuffer('runningMean', track ? zeros([numFeatures], target) : null);
    this.runningVar = this.registerBuffer('runningVar', track ? ones([numFeatures], target) : null);
    const count = track ? zeros([], { dtype: 'int64', device: o.device }) : null;
    this.numBatchesTracked = this.registerBuffer('numBatchesTracked', count);
  }

  /** Sets the running statistics back to those of a standard normal distribution. */
  resetRunningStats(): void {
    noGrad(() => {
      this.runningMean?.zero_();
      this.runningVar?.fill_(1);
      this.numBatchesTracked?.zero_();
    });
  }

  forward(input: Tensor): Tensor {
    const [ranks, words] = this.ranks;
    if (!ranks.includes(input.ndim)) {
      throw new ShapeError(`${this.name}: input must be ${words}, got ${showShape(input.shape)}`);
    }
    const { weight, bias, eps, runningMean, runningVar, numBatchesTracked } = this;
    const training = this.training || runningMean === null || runningVar === null;
    if (!this.training || runningMean === null || runningVar === null || numBatchesTracked === null) {
      return F.batchNorm(input, runningMean, runningVar, { weight, bias, training, eps });
    }
    noGrad(() => numBatchesTracked.add_(1));
    if (this.momentum !== null) {
      const { momentum } = this;
      return F.batchNorm(input, runningMean, runningVar, { weight, bias, training, momentum, eps });
    }
    return this.#cumulative(input, runningMean, runningVar, numBatchesTracked);
  }

  /**
   * The average over all batches: the op puts the batch's statistics alone (momentum 1) into temporaries, which are
   * then mixed in by 1/n. PyTorch reads n back for this; here it stays on the device.
   */
  #cumulative(input: Tensor, runningMean: Tensor, runningVar: Tensor, count: Tensor): Tensor {
    const { weight, bias, eps } = this;
    const mean = zerosLike(runningMean);
    const variance = zerosLike(runningVar);
    const output = F.batchNorm(input, mean, variance, { weight, bias, training: true, momentum: 1, eps });
    noGrad(() =>
      innerScope(() => {
        const n = count.to(runningMean.dtype);
        runningMean.add_(mean.sub(runningMean).div(n));
        runningVar.add_(variance.sub(runningVar).div(n));
      }),
    );
    mean.dispose();
    variance.dispose();
    return output;
  }

  override extraRepr(): string {
    const momentum = this.momentum === null ? 'None' : pyFloat(this.momentum);
    const affine = `affine=${pyValue(this.affine)}, bias=${pyValue(this.bias !== null)}`;
    const track = `track_running_stats=${pyValue(this.trackRunningStats)}`;
    return `${this.numFeatures}, eps=${pyFloat(this.eps)}, momentum=${momentum}, ${affine}, ${track}`;
  }
}
