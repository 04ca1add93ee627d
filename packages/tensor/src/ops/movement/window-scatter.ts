import type { Primitive } from '../../op/define.js';
import { contiguous } from '../conversion/contiguous.js';
import type { Geometry } from './as-strided.js';
import { strided } from './as-strided.js';
import { viewScatter } from './view-scatter.js';

/**
 * The inverse of `strided`: a tensor in which a window without overlaps is replaced. To the graph, this is what an
 * in-place change of a view does to the tensor that the view belongs to. Inputs: tensor, new elements of the window.
 */
export const windowScatter: Primitive<Geometry> = viewScatter<Geometry>(
  'asStridedScatter',
  (t, geometry) => strided.call([contiguous(t)], geometry)[0]!,
);
