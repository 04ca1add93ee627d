import {
  add,
  clone,
  DeviceError,
  DTypeError,
  full,
  GradientError,
  reshape,
  ShapeError,
  sum,
  Tensor,
  to,
} from '@cresset/tensor';
import type { BackwardOptions } from '@cresset/tensor/engine';
import {
  alignLanes,
  closeScope,
  denseCopy,
  gradState,
  isRunning,
  openScope,
  sameShape,
  showShape,
  sumLane,
  swapScope,
} from '@cresset/tensor/engine';
import { parseOptions } from '@cresset/tensor/toolkit';
import { anomaly } from './anomaly.js';
import type { Edge, Node } from './node.js';
import { Accumulator, edgeOf } from './record.js';

/** Where a running backward puts gradients that were asked for by `grad()`, instead of into the leaves. */
export type Capture = Map<Edge, Tensor | null>;

let visits = 0;
/** Number of the outermost backward that is running; 0 when none is. */
let outermost = 0;
/** The scope around the outermost backward: what hooks make belongs there, not to the rule that runs an inner one. */
let surrounding: Tensor[] | null = null;

/** Sums out the dimensions that broadcasting added, and casts back. */
function fit(g: Tensor, edge: Edge, rule: string): Tensor {
  const shape = edge.outShape;
  let result = g;
  if (!sameShape(g.shape, shape)) {
    const lead = g.ndim - shape.length;
    const dims: number[] = [];
    for (let i = 0; i < g.ndim; i++) {
      if (i < lead || (shape[i - lead] === 1 && g.shape[i] !== 1)) dims.push(i);
      else if (g.shape[i] !== shape[i - lead]) dims.push(-1);
    }
    if (lead < 0 || dims.includes(-1)) {
      throw new ShapeError(
        `${rule}: its backward gave a gradient of shape ${showShape(g.shape)} for an input of shape ${showShape(shape)}`,
      );
    }
    if (dims.length > 0) result = sum(result, dims, { keepdim: true });
    result = reshape(result, shape);
  }
  if (result.dtype !== edge.outDType) result = to(result, edge.outDType);
  return result.lanes === null && edge.lanes === null ? result : fitLanes(result, edge);
}

/**
 * Behind a `vmap` the gradients of what isn't batched are summed over the batch, as broadcasting is undone; inside they
 * are those of each element. Gradients of what is batched get all lanes.
 */
function fitLanes(g: Tensor, edge: Edge): Tensor {
  let result = g;
  for (const level of g.lanes?.levels ?? []) {
    if (!isRunning(level) && edge.lanes?.levels.includes(level) !== true) result = sumLane(result, level);
  }
  const { lanes } = edge;
  if (lanes === null || lanes.levels.every((l) => result.lanes?.levels.includes(l))) return result;
  // A copy: a leaf's gradient is added to in place.
  return clone(alignLanes(result, lanes));
}

const hold = (g: Tensor): void => {
  if (g.gradHolds >= 0) g.gradHolds++;
};

/** What the user has marked by `keep()`, in a rule of his own, isn't released. */
const drop = (g: Tensor): void => {
  if (g.gradHolds > 0 && --g.gradHolds === 0 && !g.isKept) g.dispose();
};

/** Gives a gradient, which the caller holds, to an edge: the first is kept as it is, later ones are added. */
function deliver(edge: Edge, g: Tensor, createGraph: boolean): void {
  const node = edge.node;
  const before = edge.index === 0 ? node.firstGrad : (node.grads?.[edge.index] ?? null);
  let next = g;
  if (before === null) hold(g);
  else {
    next = add(before, g);
    next.gradHolds = createGraph ? -1 : 1;
    drop(before);
  }
  if (edge.index === 0) node.firstGrad = next;
  else (node.grads ??= [])[edge.index] = next;
}

/** State of a node in an outer backward, set aside while one inside it (checkpoint, custom functions) passes the node. */
interface Suspended {
  readonly node: Node;
  readonly visit: number;
  readonly pending: number;
  readonly useful: boolean;
  readonly applies: boolean;
  readonly firstGrad: Tensor | null;
  readonly grads: (Tensor | null)[] | null;
}

/** Finds all nodes below the roots and counts how many will contribute to each. */
function discover(roots: readonly Node[], visit: number, suspended: Suspended[]): Node[] {
  const found: Node[] = [];
  const stack: Node[] = [];
  const meet = (n: Node): void => {
    if (n.visit === visit) return;
    if (outermost > 0 && n.visit >= outermost) {
      const { pending, useful, applies, firstGrad, grads } = n;
      suspended.push({ node: n, visit: n.visit, pending, useful, applies, firstGrad, grads });
    }
    n.visit = visit;
    n.pending = 0;
    n.useful = true;
    n.applies = true;
    n.firstGrad = null;
    n.grads = null;
    found.push(n);
    stack.push(n);
  };
  for (const r of roots) meet(r);
  while (stack.length > 0) {
    const n = stack.pop()!;
    const edges = n.edges;
    for (let i = 0; i < edges.length; i++) {
      const e = edges[i]!;
      if (e === null) continue;
      meet(e.node);
      e.node.pending++;
    }
  }
  return found;
}

/** Marks the nodes from which a captured edge can be reached; the others need no gradients. */
function markUseful(found: Node[], capture: Capture): void {
  const wanted = new Set<Node>();
  for (const e of capture.keys()) wanted.add(e.node);
  found.sort((a, b) => a.id - b.id);
  for (const n of found) {
    n.applies = n.edges.some((e) => e?.node.useful);
    n.useful = n.applies || wanted.has(n);
  }
}

/** @throws GradientError, ShapeError, DTypeError, DeviceError when a hook's result can't stand for the gradient `g` */
function checkReplacement(changed: unknown, g: Tensor): asserts changed is Tensor {
  if (!(changed instanceof Tensor)) {
    throw new GradientError(
      `registerHook: a hook returns a tensor or nothing, this one returned a ${typeof changed}`,
    );
  }
  changed.assertAlive('registerHook');
  if (!sameShape(changed.shape, g.shape)) {
    throw new ShapeError(
      `registerHook: the hook returned a gradient of shape ${showShape(changed.shape)} for a tensor of shape ${showShape(g.shape)}`,
    );
  }
  if (changed.dtype !== g.dtype) {
    throw new DTypeError(
      `registerHook: the hook returned a ${changed.dtype} gradient for a ${g.dtype} tensor`,
    );
  }
  if (changed.device !== g.device) {
    throw new DeviceError(
      `registerHook: the hook returned a gradient on '${changed.device.name}' for a tensor on '${g.device.name}'`,
    );
  }
}

function runHooks(edge: Edge, g: Tensor): Tensor {
  let result = g;
  const inner = swapScope(surrounding);
  try {
    for (const hook of [...edge.hooks!]) {
      const changed: unknown = hook(result);
      if (changed === undefined || changed === null) continue;
      checkReplacement(changed, g);
      result = changed;
    }
  } finally {
    swapScope(inner);
  }
  return result;
}

/** The gradient of a leaf is its own tensor: dense, and shared with nobody, since users change it in place. */
function accumulateInto(t: Tensor, g: Tensor, createGraph: boolean): void {
  if (g.lanes?.levels.some((l) => t.lanes?.levels.includes(l) !== true)) {
    throw new GradientError(
      'backward: inside vmap a tensor that is not batched has a gradient for each element of the batch, which its grad has no room for; use func.grad',
    );
  }
  const before = t.gradSlot;
  // One that the user has disposed (`using g = x.grad`) counts as absent.
  if (before !== null && !before.disposed) {
    if (createGraph || before.requiresGradFlag) t.grad = add(before, g).keep();
    else before.add_(g);
    return;
  }
  if (createGraph) {
    t.grad = clone(g).keep();
    return;
  }
  const exclusive = g.gradHolds === 1 && g.storage.refs === 1 && g.storage.bytes === g.length * g.dtype.bytes;
  if (exclusive && g.contiguousFlag && !g.isKept) {
    g.gradHolds = -1;
    t.gradSlot = g.keep();
  } else {
    t.gradSlot = denseCopy(g).keep();
  }
  t.gradShared = false;
}

/** The complete gradient of one output: hooks, `retainGrad`, captures. */
function arrived(
  edge: Edge,
  g: Tensor,
  capture: Capture | null,
  createGraph: boolean,
  inner: boolean,
): Tensor {
  let result = g;
  if (edge.hooks !== null && edge.hooks.length > 0) {
    // A hook may keep the tensor that it is shown: from here on it isn't the engine's to release, and in an inner
    // backward not that of the rule which runs it.
    g.gradHolds = -1;
    if (inner) g.keep();
    result = runHooks(edge, g);
  }
  if (edge.retained !== null) {
    // Held here too, so that `grad` gets a copy of what goes on through the graph.
    hold(result);
    accumulateInto(edge.retained, result, createGraph);
    if (result.gradHolds > 0) result.gradHolds--;
  }
  if (capture?.has(edge) === true) {
    hold(result);
    capture.set(edge, result);
  }
  return result;
}

/** Applies one node's rule and delivers the results. */
function apply(node: Node, grads: readonly (Tensor | null)[], createGraph: boolean, retain: boolean): void {
  if (node.freed) {
    throw new GradientError(
      `backward: the saved tensors of ${node.rule.name} were freed by an earlier backward; pass { retainGraph: true } to the first one`,
    );
  }
  const edges = node.edges;
  const fitted: (Tensor | null)[] = [];
  const outer = openScope();
  try {
    const results = node.rule.gradient(node, grads);
    for (let i = 0; i < edges.length; i++) {
      const e = edges[i]!;
      const g = results[i] ?? null;
      fitted.push(e !== null && g !== null && e.node.useful ? fit(g, e, node.rule.name) : null);
    }
  } catch (error) {
    if (node.trace !== null && error instanceof Error)
      error.message += `\n  in the gradient of ${node.trace}`;
    throw error;
  } finally {
    closeScope(outer, fitted, !createGraph);
  }
  // A rule may give one tensor to several inputs: nothing goes before all have theirs.
  for (const g of fitted) if (g !== null) hold(g);
  for (let i = 0; i < edges.length; i++) {
    const g = fitted[i]!;
    if (g === null) continue;
    if (anomaly.enabled) checkNaN(node, g);
    deliver(edges[i]!, g, createGraph);
  }
  for (const g of fitted) if (g !== null) drop(g);
  if (!retain) node.free();
}

function checkNaN(node: Node, g: Tensor): void {
  if (g.device.backend.downloadSync === undefined) return;
  for (const v of g.dataSync()) {
    if (typeof v === 'number' && Number.isNaN(v)) {
      throw new GradientError(
        `backward: the gradient of ${node.rule.name} contains NaN\n  ${node.trace ?? ''}`,
      );
    }
  }
}

export interface RunOptions {
  readonly createGraph: boolean;
  readonly retainGraph: boolean;
  /** Gradients to collect instead of filling leaves. */
  readonly capture: Capture | null;
}

/** Runs backward from several roots with their gradients. */
export function run(roots: readonly Edge[], gradients: readonly Tensor[], o: RunOptions): void {
  const visit = ++visits;
  const suspended: Suspended[] = [];
  const found = discover(
    roots.map((r) => r.node),
    visit,
    suspended,
  );
  const outside = outermost === 0;
  if (outside) {
    outermost = visit;
    // A hook is no part of the scope that it happens to run in: neither is a backward inside one.
    surrounding = swapScope(null);
    swapScope(surrounding);
  }
  if (o.capture !== null) markUseful(found, o.capture);
  const enabled = gradState.enabled;
  gradState.enabled = o.createGraph;
  try {
    roots.forEach((r, i) => {
      const given = gradients[i]!;
      const cast = given.dtype === r.outDType ? given : to(given, r.outDType);
      const g = r.lanes === null ? cast : fitLanes(cast, r);
      hold(g);
      deliver(r, g, o.createGraph);
      drop(g);
    });
    const ready: Node[] = found.filter((n) => n.pending === 0);
    while (ready.length > 0) {
      const node = ready.pop()!;
      process(node, o, !outside);
      const edges = node.edges;
      for (let i = 0; i < edges.length; i++) {
        const e = edges[i]!;
        if (e !== null && --e.node.pending === 0) ready.push(e.node);
      }
    }
  } finally {
    gradState.enabled = enabled;
    for (const n of found) {
      n.firstGrad = null;
      n.grads = null;
    }
    for (const s of suspended) {
      const { node, ...state } = s;
      Object.assign(node, state);
    }
    if (outside) {
      outermost = 0;
      surrounding = null;
    }
  }
}

/** A node of one output: nearly all of them. */
function processSingle(node: Node, o: RunOptions, inner: boolean): void {
  let g = node.firstGrad;
  node.firstGrad = null;
  if (g === null) return;
  if (node.hooks !== null || node.retained !== null || o.capture !== null)
    g = arrived(node, g, o.capture, o.createGraph, inner);
  if (node instanceof Accumulator) {
    if (o.capture === null && node.leaf.requiresGradFlag) accumulateInto(node.leaf, g, o.createGraph);
  } else if (node.applies) apply(node, [g], o.createGraph, o.retainGraph);
  drop(g);
}

function process(node: Node, o: RunOptions, inner: boolean): void {
  if (node.others === null) {
    processSingle(node, o, inner);
    return;
  }
  const n = node.outputs;
  const grads = new Array<Tensor | null>(n).fill(null);
  let any = false;
  for (let i = 0; i < n; i++) {
    const g = i === 0 ? node.firstGrad : (node.grads?.[i] ?? null);
    if (g === null) continue;
    any = true;
    grads[i] = arrived(node.edge(i), g, o.capture, o.createGraph, inner);
  }
  node.firstGrad = null;
  node.grads = null;
  if (!any) return;
  if (node.applies) apply(node, grads, o.createGraph, o.retainGraph);
  for (const g of grads) if (g !== null) drop(g);
}

/** The gradient to start from: the given one (cast when its turn comes), or 1 for a tensor of one element. */
export function startGradient(op: string, root: Tensor, given: Tensor | null | undefined): Tensor {
  root.assertAlive(op);
  if (!root.requiresGrad) {
    throw new GradientError(
      `${op}: this tensor has no graph: nothing that it was computed from requires a gradient`,
    );
  }
  if (given !== null && given !== undefined) {
    if (!(given instanceof Tensor))
      throw new GradientError(`${op}: the gradient must be a tensor, got a ${typeof given}`);
    given.assertAlive(op);
    if (given.device !== root.device) {
      throw new DeviceError(
        `${op}: the gradient is on '${given.device.name}', the tensor on '${root.device.name}'; move one with .to(…)`,
      );
    }
    if (!sameShape(given.shape, root.shape)) {
      throw new ShapeError(
        `${op}: the gradient has shape ${showShape(given.shape)}, the tensor ${showShape(root.shape)}`,
      );
    }
    return given;
  }
  if (root.length !== 1) {
    throw new GradientError(
      `${op}: a gradient must be given for a tensor of shape ${showShape(root.shape)}; it can be left out only for a single element`,
    );
  }
  const one = full(root.shape, 1, { dtype: root.dtype, device: root.device });
  one.gradHolds = 0;
  return one;
}

const NO_BACKWARD_OPTIONS: { [K in keyof BackwardOptions]-?: BackwardOptions[K] | null } = {
  gradient: null,
  retainGraph: null,
  createGraph: false,
};

export function backward(root: Tensor, options: BackwardOptions): void {
  const o = parseOptions('backward', options, NO_BACKWARD_OPTIONS);
  const g = startGradient('backward', root, o.gradient);
  const createGraph = o.createGraph ?? false;
  run([edgeOf(root)!], [g], { createGraph, retainGraph: o.retainGraph ?? createGraph, capture: null });
}
