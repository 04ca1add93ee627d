import { ArgumentError, empty, functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger, checkNumber, parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../../factory.js';
import { constant_, xavierNormal_, xavierUniform_ } from '../../init/index.js';
import { Module } from '../../module/module.js';
import { Parameter } from '../../parameter.js';
import { Linear } from '../linear.js';

/** PyTorch's name for the output projection, which shows in the printed tree. */
export class NonDynamicallyQuantizableLinear extends Linear {}

export interface MultiheadAttentionOptions extends FactoryOptions {
  /** Probability of an attention weight to be dropped in training (default 0). */
  dropout?: number;
  /** Add learnt biases to the projections (default true). */
  bias?: boolean;
  /** Add a learnt key and value (default false). */
  addBiasKv?: boolean;
  /** Add a key and value of zeros (default false). */
  addZeroAttn?: boolean;
  /** Features of the keys (default: `embedDim`). */
  kdim?: number | null;
  /** Features of the values (default: `embedDim`). */
  vdim?: number | null;
  /** Whether the batch is the first dimension (default false). */
  batchFirst?: boolean;
}

export interface AttentionCallOptions {
  /** Keys that nobody attends to, [N, S]: true, or what is added to their scores. */
  keyPaddingMask?: Tensor | null;
  /** Give the attention weights too (default true). */
  needWeights?: boolean;
  /** Pairs that don't attend, [L, S] or [N · heads, L, S]: true, or what is added to their scores. */
  attnMask?: Tensor | null;
  /** Give the mean of the weights over the heads (default true). */
  averageAttnWeights?: boolean;
  /** A hint that `attnMask` is causal (default false). */
  isCausal?: boolean;
}

const callDefaults = {
  keyPaddingMask: null as Tensor | null,
  needWeights: true,
  attnMask: null as Tensor | null,
  averageAttnWeights: true,
  isCausal: false,
};

/**
 * Attention of several heads (Vaswani et al., "Attention Is All You Need", 2017). Parameters `in_proj_weight` [3E, E] (or
 * `q_proj_weight`, `k_proj_weight`, `v_proj_weight` where keys or values have other features), `in_proj_bias` [3E],
 * `out_proj`.
 */
export class MultiheadAttention extends Module {
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  readonly kdim: number;
  readonly vdim: number;
  inProjWeight: Parameter | null;
  qProjWeight: Parameter | null;
  kProjWeight: Parameter | null;
  vProjWeight: Parameter | null;
  inProjBias: Parameter | null;
  biasK: Parameter | null;
  biasV: Parameter | null;
  outProj: NonDynamicallyQuantizableLinear;

  /**
   * @param embedDim features E of queries and results
   * @param numHeads number of heads, which divides E
   */
  constructor(
    readonly embedDim: number,
    readonly numHeads: number,
    options?: MultiheadAttentionOptions,
  ) {
    super();
    const name = 'MultiheadAttention';
    const o = parseOptions(name, options, {
      dropout: 0,
      bias: true,
      addBiasKv: false,
      addZeroAttn: false,
      kdim: null as number | null,
      vdim: null as number | null,
      batchFirst: false,
      ...factoryDefaults,
    });
    const e = checkInteger(name, 'embedDim', embedDim, 1);
    checkInteger(name, 'numHeads', numHeads, 1);
    if (e % numHeads !== 0) {
      throw new ArgumentError(`${name}: embedDim (${e}) must be divisible by numHeads (${numHeads})`);
    }
    this.dropout = checkNumber(name, 'dropout', o.dropout);
    this.batchFirst = o.batchFirst;
    this.addZeroAttn = o.addZeroAttn;
    this.kdim = o.kdim ?? e;
    this.vdim = o.vdim ?? e;
    const target = factoryTarget(o);
    const make = (...shape: number[]): Parameter => new Parameter(empty(shape, target));
    const same = this.kdim === e && this.vdim === e;
    this.inProjWeight = same ? make(3 * e, e) : null;
    this.qProjWeight = same ? null : make(e, e);
    this.kProjWeight = same ? null : make(e, this.kdim);
    this.vProjWeight = same ? null : make(e, this.vdim);
    this.inProjBias = o.bias ? make(3 * e) : null;
    this.biasK = o.addBiasKv ? make(1, 1, e) : null;
    this.biasV = o.addBiasKv ? make(1, 1, e) : null;
    this.outProj = new NonDynamicallyQuantizableLinear(e, e, { bias: o.bias, ...target });
    this.resetParameters();
  }

  /** Draws the projections of the input anew. */
  resetParameters(): void {
    for (const w of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight]) {
      if (w !== null) xavierUniform_(w);
    }
    if (this.inProjBias !== null) constant_(this.inProjBias, 0);
    if (this.outProj.bias !== null) constant_(this.outProj.bias, 0);
    if (this.biasK !== null) xavierNormal_(this.biasK);
    if (this.biasV !== null) xavierNormal_(this.biasV);
  }

  /**
   * @param query [L, N, E], [N, L, E] with `batchFirst`, or [L, E]
   * @param key [S, N, kdim], [N, S, kdim] or [S, kdim]
   * @param value [S, N, vdim], [N, S, vdim] or [S, vdim]
   * @returns the result, like the query, and the weights [N, L, S], or null without `needWeights`
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options?: AttentionCallOptions,
  ): [output: Tensor, weights: Tensor | null] {
    const o = parseOptions('MultiheadAttention.forward', options, callDefaults);
    const swap = this.batchFirst && query.ndim === 3;
    // Equal operands must stay the same tensor: they are projected by one product.
    const q = swap ? query.transpose(0, 1) : query;
    const k = key === query ? q : swap ? key.transpose(0, 1) : key;
    const v = value === key ? k : value === query ? q : swap ? value.transpose(0, 1) : value;
    const [out, weights] = F.multiHeadAttentionForward(
      q,
      k,
      v,
      this.embedDim,
      this.numHeads,
      this.inProjWeight,
      this.inProjBias,
      this.biasK,
      this.biasV,
      this.addZeroAttn,
      this.dropout,
      this.outProj.weight,
      this.outProj.bias,
      {
        ...o,
        training: this.training,
        useSeparateProjWeight: this.inProjWeight === null,
        qProjWeight: this.qProjWeight,
        kProjWeight: this.kProjWeight,
        vProjWeight: this.vProjWeight,
      },
    );
    return [swap ? out.transpose(0, 1) : out, weights];
  }
}
