import type { DType, Tensor } from '@cresset/tensor';
import { GradientError } from '@cresset/tensor';
import type { Attributes, GradRule, Shape } from '@cresset/tensor/engine';
import { isStale, windowOf, windowScatter, windowView } from '@cresset/tensor/engine';
import { anomaly } from './anomaly.js';
import { Edge, Node } from './node.js';

const NO_EDGES: readonly (Edge | null)[] = [];

/** The end of a path: adds what arrives to the leaf's `grad`. */
export class Accumulator extends Node {
  constructor(readonly leaf: Tensor) {
    super(accumulateRule, NO_EDGES, {}, leaf.shape, leaf.dtype, null, null);
  }

  override get name(): string {
    return 'AccumulateGrad';
  }
}

const accumulateRule: GradRule = {
  name: 'accumulateGrad',
  usesMetadata: false,
  saved: () => ({ inputs: [], outputs: [] }),
  gradient: () => [],
};

/**
 * A view shows what a recorded in-place op has made of its base: its place in the graph is that of a window of the base
 * as it is now, as if the view had been made again.
 */
export function refresh(view: Tensor): void {
  const base = view.base!;
  if (!base.requiresGradFlag) {
    view.baseNode = base.node;
    return;
  }
  const window = windowOf(view);
  if (window === null || (view.requiresGradFlag && view.node === null)) {
    throw new GradientError(
      'autograd: the tensor that this view belongs to was changed in place by a recorded op after the view was made, and the view is a leaf, batched or no window of a dense tensor of its dtype; make the view again',
    );
  }
  view.baseNode = base.node;
  moveOn(view, makeNode(windowView, [base], window, view.shape, view.dtype));
}

/** Where gradients of `t` go, or null when it wants none. */
export function edgeOf(t: Tensor): Edge | null {
  if (isStale(t)) refresh(t);
  if (!t.requiresGradFlag) return null;
  if (t.node !== null) return t.node as Edge;
  const known = t.leaf as Accumulator | null;
  if (known !== null && known.outShape === t.shape && known.outDType === t.dtype) return known;
  const edge = new Accumulator(t);
  edge.lanes = t.lanes;
  // `setData` gave the leaf another shape or dtype: hooks belong to the tensor, not to what it looked like.
  edge.hooks = known?.hooks ?? null;
  t.leaf = edge;
  return edge;
}

const shapeOf = (t: Tensor | null): Shape | null => (t === null ? null : t.shape);
const dtypeOf = (t: Tensor | null): DType | null => (t === null ? null : t.dtype);

function makeNode(
  rule: GradRule,
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
  shape: Shape,
  dtype: DType,
): Node {
  const n = inputs.length;
  const edges = new Array<Edge | null>(n);
  let needs = 0;
  for (let i = 0; i < n; i++) {
    const t = inputs[i]!;
    const edge = t === null || !t.dtype.isDifferentiable ? null : edgeOf(t);
    edges[i] = edge;
    // Bits beyond the 31st would wrap; ops of so many inputs (cat, stack) save nothing by input anyway.
    if (edge !== null && i < 31) needs |= 1 << i;
  }
  const meta = rule.usesMetadata;
  const node = new Node(
    rule,
    edges,
    attributes,
    shape,
    dtype,
    meta ? inputs.map(shapeOf) : null,
    meta ? inputs.map(dtypeOf) : null,
  );
  if (anomaly.enabled) node.trace = new Error(`the forward call of ${rule.name}`).stack ?? null;
  node.needed = needs;
  return node;
}

export function record(
  rule: GradRule,
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
  outputs: readonly Tensor[],
): void {
  const first = outputs[0]!;
  const node = makeNode(rule, inputs, attributes, first.shape, first.dtype);
  node.lanes = first.lanes;
  if (first.dtype.isDifferentiable) {
    first.node = node;
    first.requiresGradFlag = true;
  }
  if (outputs.length > 1) {
    node.others = [];
    for (let i = 1; i < outputs.length; i++) {
      const out = outputs[i]!;
      const edge = new Edge(node, i, out.shape, out.dtype);
      edge.lanes = out.lanes;
      node.others.push(edge);
      if (!out.dtype.isDifferentiable) continue;
      out.node = edge;
      out.requiresGradFlag = true;
    }
  }
  node.save(inputs, outputs);
}

/** `retainGrad` is about the tensor as it will be read, so it moves on; hooks stay with the value they were made for. */
function moveOn(t: Tensor, node: Node): void {
  const before = t.node as Edge | null;
  if (before !== null && before.retained === t) {
    before.retained = null;
    node.retained = t;
  }
  t.node = node;
  t.requiresGradFlag = true;
}

/**
 * The target, already written, moves on to the place of the op's result; its old place is an input of the call. If it
 * is a view, its base moves on to what it was, with the result in the view's window, and the view to that window of it.
 */
export function recordInPlace(
  rule: GradRule,
  target: Tensor,
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
): void {
  const node = makeNode(rule, inputs, attributes, target.shape, target.dtype);
  node.lanes = target.lanes;
  const { base } = target;
  moveOn(target, node);
  node.save(inputs, [target]);
  if (base === null) return;
  const window = windowOf(target)!;
  // The target stands for the result here, as it does in what the op has saved.
  target.baseNode = base.node;
  moveOn(base, makeNode(windowScatter, [base, target], window, base.shape, base.dtype));
  refresh(target);
}
