import { ArgumentError, functional as F, type Tensor } from '@cresset/tensor';
import { describe, positionalOrNamed } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults } from '../../factory.js';

/** `'relu'`, `'gelu'`, or any function of a tensor. */
export type Activation = 'relu' | 'gelu' | ((x: Tensor) => Tensor);

export interface TransformerLayerOptions extends FactoryOptions {
  /** Features between the two linear layers (default 2048). */
  dimFeedforward?: number;
  /** Probability of dropout (default 0.1). */
  dropout?: number;
  /** Activation between the two linear layers (default `'relu'`). */
  activation?: Activation;
  /** Added to the variances of the norms (default 1e-5). */
  layerNormEps?: number;
  /** Whether the batch is the first dimension (default false). */
  batchFirst?: boolean;
  /** Normalise before each part instead of after it (default false). */
  normFirst?: boolean;
  /** Add learnt biases (default true). */
  bias?: boolean;
}

export const layerDefaults = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: 'relu' as Activation,
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
  bias: true,
  ...factoryDefaults,
};

export const layerOptions = (
  name: string,
  dimFeedforward: number | TransformerLayerOptions | undefined,
  options: TransformerLayerOptions | undefined,
): typeof layerDefaults => positionalOrNamed(name, 'dimFeedforward', dimFeedforward, options, layerDefaults);

export function activationOf(name: string, a: Activation): (x: Tensor) => Tensor {
  if (a === 'relu') return (x) => F.relu(x);
  if (a === 'gelu') return (x) => F.gelu(x);
  if (typeof a === 'function') return a;
  throw new ArgumentError(`${name}: activation must be 'relu', 'gelu' or a function, got ${describe(a)}`);
}
