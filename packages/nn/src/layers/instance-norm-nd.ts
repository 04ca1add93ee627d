import { noGrad } from '@cresset/autograd';
import { functional as F, ones, ShapeError, type Tensor, zeros } from '@cresset/tensor';
import { checkInteger, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface InstanceNormOptions extends FactoryOptions {
  /** Added to the variance (default 1e-5). */
  eps?: number;
  /** Weight of a batch in the running statistics (default 0.1). */
  momentum?: number;
  /** Learn a scale and a shift for each channel (default false). */
  affine?: boolean;
  /** Keep running statistics for evaluation (default false). */
  trackRunningStats?: boolean;
}

export const instanceNormDefaults = {
  eps: 1e-5,
  momentum: 0.1,
  affine: false,
  trackRunningStats: false,
  ...factoryDefaults,
};

/** What instance norms of all dimensions share (Ulyanov et al., 2016). */
export abstract class InstanceNormNd extends Module {
  readonly eps: number;
  readonly momentum: number;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  weight: Parameter | null;
  bias: Parameter | null;
  runningMean: Tensor | null;
  runningVar: Tensor | null;
  /** Counts nothing here, but stands in PyTorch's state dicts; int64. */
  numBatchesTracked: Tensor | null;

  constructor(
    private readonly name: string,
    private readonly dims: number,
    readonly numFeatures: number,
    o: typeof instanceNormDefaults,
  ) {
    super();
    checkInteger(name, 'numFeatures', numFeatures, 1);
    this.eps = o.eps;
    this.momentum = o.momentum;
    this.affine = o.affine;
    this.trackRunningStats = o.trackRunningStats;
    const target = factoryTarget(o);
    this.weight = o.affine ? new Parameter(ones([numFeatures], target)) : null;
    this.bias = o.affine ? new Parameter(zeros([numFeatures], target)) : null;
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
    const { dims, numFeatures } = this;
    const batched = input.ndim === dims + 2;
    if (!batched && input.ndim !== dims + 1) {
      throw new ShapeError(
        `${this.name}: input must have ${dims + 2} dimensions (or ${dims + 1} without a batch), got ${showShape(input.shape)}`,
      );
    }
    if (input.shape[batched ? 1 : 0] !== numFeatures) {
      throw new ShapeError(
        `${this.name}: input ${showShape(input.shape)} doesn't have ${numFeatures} channels`,
      );
    }
    const { runningMean, runningVar, weight, bias, momentum, eps } = this;
    const useInputStats = this.training || !this.trackRunningStats;
    const options = { runningMean, runningVar, weight, bias, useInputStats, momentum, eps };
    if (batched) return F.instanceNorm(input, options);
    return F.instanceNorm(input.unsqueeze(0), options).squeeze(0);
  }

  override extraRepr(): string {
    const affine = `affine=${pyValue(this.affine)}, bias=${pyValue(this.bias !== null)}`;
    const track = `track_running_stats=${pyValue(this.trackRunningStats)}`;
    return `${this.numFeatures}, eps=${pyFloat(this.eps)}, momentum=${pyFloat(this.momentum)}, ${affine}, ${track}`;
  }
}
