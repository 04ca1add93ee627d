import type { Tensor } from '../../../tensor.js';
import { tril } from '../../creation/tril.js';
import { triu } from '../../creation/triu.js';
import { narrow } from '../../movement/narrow.js';
import { columns, rows, withDiagonal } from './matrix.js';

/** L and U of compact factors. */
export function unpack(lu: Tensor): [Tensor, Tensor] {
  const [m, n] = [rows(lu), columns(lu)];
  const k = Math.min(m, n);
  const [lower, upper] = [narrow(lu, -1, 0, k), narrow(lu, -2, 0, k)];
  return [withDiagonal(tril(lower, -1), 1), triu(upper)];
}
