import { ArgumentError, ShapeError, Tensor, tensor } from '@cresset/tensor';
import { checkIndex, Dataset } from './dataset.js';
import type { Collated } from './loader/collate.js';

/** As many tensors as the data set has. */
type Tensors<N extends readonly Tensor[]> = { readonly [K in keyof N]: Tensor };

/**
 * Samples along the first dimension of one or more tensors: sample i is `[a[i], b[i], …]`.
 *
 * @example
 * const data = new TensorDataset(images, labels);
 */
export class TensorDataset<N extends readonly Tensor[]> extends Dataset<Tensors<N>> {
  readonly tensors: N;
  readonly length: number;

  /**
   * @param tensors all with the same size in dimension 0
   * @throws ShapeError when the sizes differ, or for a tensor without dimensions
   */
  constructor(...tensors: N) {
    super();
    const [first] = tensors;
    if (first === undefined) throw new ArgumentError('TensorDataset: at least one tensor is needed');
    tensors.forEach((t, i) => {
      if (!(t instanceof Tensor)) throw new ArgumentError(`TensorDataset: argument ${i} is no tensor`);
      if (t.ndim === 0)
        throw new ShapeError(`TensorDataset: tensor ${i} has no dimension to count samples along`);
      if (t.shape[0] !== first.shape[0]) {
        const sizes = tensors.map((x) => `[${x.shape.join(', ')}]`).join(', ');
        throw new ShapeError(
          `TensorDataset: dimension 0 must have one size in all tensors, the shapes are ${sizes}`,
        );
      }
    });
    this.tensors = tensors;
    this.length = first.shape[0]!;
  }

  get(index: number): Tensors<N> {
    const i = checkIndex('TensorDataset', index, this.length);
    return this.tensors.map((t) => t.select(0, i)) as unknown as Tensors<N>;
  }

  override getBatch(indices: readonly number[]): Collated<Tensors<N>> {
    const rows = Int32Array.from(indices, (i) => checkIndex('TensorDataset', i, this.length));
    return this.tensors.map((t) =>
      t.indexSelect(0, tensor(rows, { device: t.device })),
    ) as unknown as Collated<Tensors<N>>;
  }
}
