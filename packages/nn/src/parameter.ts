import { autograd } from '@cresset/autograd';
import { ArgumentError, Tensor, use } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';

let ready = false;

/** A parameter without autograd makes no sense, so the first one registers it; nothing happens on import. */
function registerAutograd(): void {
  if (ready) return;
  ready = true;
  use(autograd());
}

export interface ParameterOptions {
  /** Whether to collect a gradient (default true). */
  requiresGrad?: boolean;
}

/**
 * A tensor that modules recognise as one of their parameters when it stands in a field of theirs.
 *
 * It shares the memory of `data`, is a leaf, requires a gradient by default, and survives the scope it was made in.
 *
 * @throws GradientError for a dtype without gradients, unless `requiresGrad` is false
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, options?: ParameterOptions) {
    if (!(data instanceof Tensor)) {
      throw new ArgumentError(`Parameter: data must be a tensor, got ${describe(data)}`);
    }
    data.assertAlive('Parameter');
    const o = parseOptions('Parameter', options, { requiresGrad: true });
    registerAutograd();
    data.storage.retain();
    super(
      data.storage,
      data.shape,
      data.strides,
      data.offset,
      data.dtype,
      data.device,
      data.length,
      data.contiguousFlag,
    );
    this.keep();
    if (o.requiresGrad) this.requiresGrad_();
  }

  /** As PyTorch prints a parameter. @throws SyncReadError on devices that can't block */
  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }

  /** Node's `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
