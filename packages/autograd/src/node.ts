import type { DType, Tensor } from '@cresset/tensor';
import { GradientError, InternalError } from '@cresset/tensor';
import type { Attributes, GradContext, GradNode, GradRule, Lanes, Shape } from '@cresset/tensor/engine';
import { aliasOf } from '@cresset/tensor/engine';
import { currentHooks, packed, type SavedTensorsHooks } from './saved-hooks.js';

export type Hook = (grad: Tensor) => Tensor | void;

/** One output of a recorded call, as later calls and hooks refer to it. */
export class Edge implements GradNode {
  /** Called with the complete gradient of this output. */
  hooks: Hook[] | null = null;
  /** A non-leaf whose `grad` is to be filled. */
  retained: Tensor | null = null;
  /** What the tensor has been batched over. */
  lanes: Lanes | null = null;

  constructor(
    /** The call; null only while a Node, which is its own first edge, is being made. */
    public node: Node,
    readonly index: number,
    readonly outShape: Shape,
    readonly outDType: DType,
  ) {}

  get name(): string {
    return this.node.name;
  }
}

/** A tensor that a backward pass will read, with the version that it had. */
interface SavedTensor {
  readonly position: number;
  readonly tensor: Tensor;
  /** What was retained: the tensor may be given other memory meanwhile (`setData`). */
  readonly storage: Tensor['storage'];
  readonly version: number;
}

/** A tensor that the user's hooks have taken, and where it stood in the graph. */
interface PackedTensor {
  readonly position: number;
  readonly value: unknown;
  readonly hooks: SavedTensorsHooks;
  readonly requiresGrad: boolean;
  readonly node: Tensor['node'];
  readonly leaf: Tensor['leaf'];
}

function packAll(
  hooks: SavedTensorsHooks,
  positions: readonly number[],
  operands: readonly (Tensor | null)[],
): PackedTensor[] {
  return positions.flatMap((position) => {
    const t = operands[position]!;
    if (t === null) return [];
    const { requiresGradFlag: requiresGrad, node, leaf } = t;
    return [{ position, value: packed(hooks, t), hooks, requiresGrad, node, leaf }];
  });
}

function unpackFrom(list: readonly PackedTensor[] | null, position: number): Tensor | null {
  const p = list?.find((entry) => entry.position === position);
  if (p === undefined) return null;
  const t = aliasOf(p.hooks.unpack(p.value));
  t.requiresGradFlag = p.requiresGrad;
  t.node = p.node;
  t.leaf = p.leaf;
  return t;
}

let sequence = 0;

/** The user's handle is gone, the memory was retained: a new handle in the same place of the graph. */
export function revive(t: Tensor): Tensor {
  const revived = aliasOf(t);
  revived.requiresGradFlag = t.requiresGradFlag;
  revived.node = t.node;
  revived.leaf = t.leaf;
  return revived;
}

/** Keeps the memory of saved operands until the node is freed, whatever happens to the user's handles. */
function hold(positions: readonly number[], operands: readonly (Tensor | null)[]): SavedTensor[] {
  const saved: SavedTensor[] = [];
  for (let k = 0; k < positions.length; k++) {
    const position = positions[k]!;
    const tensor = operands[position]!;
    if (tensor === null) continue;
    tensor.storage.retain();
    saved.push({ position, tensor, storage: tensor.storage, version: tensor.version });
  }
  return saved;
}

/**
 * A recorded call. It holds what its gradient rule reads and the edges to the calls that made its inputs, but not the
 * inputs themselves, so that activations that nobody reads again can go.
 */
export class Node extends Edge implements GradContext {
  /** Later calls have higher numbers, so edges always point to lower ones. */
  readonly id = ++sequence;
  /** Edges of outputs beyond the first. */
  others: Edge[] | null = null;
  /** Gradients that have arrived, by output. Filled and emptied within one backward. */
  grads: (Tensor | null)[] | null = null;
  firstGrad: Tensor | null = null;
  /** Calls in the running backward that have yet to contribute. */
  pending = 0;
  /** The backward that `pending` belongs to. */
  visit = 0;
  /** Whether this call leads to something that the running backward wants. */
  useful = true;
  /** Whether any of its inputs leads there: otherwise its rule needn't run. */
  applies = true;
  freed = false;
  /** Bit mask of the first 31 inputs that want a gradient. */
  needed = 0;
  /** Where the call was made, in anomaly mode. */
  trace: string | null = null;
  private savedInputs: SavedTensor[] | null = null;
  private savedOutputs: SavedTensor[] | null = null;
  private packed: { inputs: PackedTensor[]; outputs: PackedTensor[] } | null = null;

  constructor(
    readonly rule: GradRule,
    /** One an input; null where no gradient is wanted. */
    readonly edges: readonly (Edge | null)[],
    readonly attributes: Attributes,
    outShape: Shape,
    outDType: DType,
    private readonly shapes: readonly (Shape | null)[] | null,
    private readonly dtypes: readonly (DType | null)[] | null,
  ) {
    super(null as unknown as Node, 0, outShape, outDType);
    this.node = this;
  }

  override get name(): string {
    return `${this.rule.name[0]!.toUpperCase()}${this.rule.name.slice(1)}Backward0`;
  }

  /** Number of outputs. */
  get outputs(): number {
    return this.others === null ? 1 : this.others.length + 1;
  }

  edge(output: number): Edge {
    return output === 0 ? this : this.others![output - 1]!;
  }

  save(inputs: readonly (Tensor | null)[], outputs: readonly Tensor[]): void {
    const saved = this.rule.saved(this.needed);
    const hooks = currentHooks();
    if (hooks !== null) {
      this.packed = {
        inputs: packAll(hooks, saved.inputs, inputs),
        outputs: packAll(hooks, saved.outputs, outputs),
      };
      return;
    }
    if (saved.inputs.length > 0) this.savedInputs = hold(saved.inputs, inputs);
    if (saved.outputs.length > 0) this.savedOutputs = hold(saved.outputs, outputs);
  }

  input(i: number): Tensor {
    const t = this.optional(i);
    if (t === null)
      throw new InternalError(`${this.rule.name}: its gradient reads input ${i}, which was not saved`);
    return t;
  }

  optional(i: number): Tensor | null {
    if (this.packed !== null) return unpackFrom(this.packed.inputs, i);
    return this.find(this.savedInputs, i, 'input');
  }

  output(i: number): Tensor {
    const t =
      this.packed === null ? this.find(this.savedOutputs, i, 'output') : unpackFrom(this.packed.outputs, i);
    if (t === null)
      throw new InternalError(`${this.rule.name}: its gradient reads output ${i}, which was not saved`);
    return t;
  }

  private find(list: readonly SavedTensor[] | null, position: number, what: string): Tensor | null {
    if (list === null) return null;
    for (const s of list) {
      if (s.position !== position) continue;
      const t = s.tensor;
      if (t.version !== s.version) {
        throw new GradientError(
          `${this.rule.name}: ${what} ${position} (${t.dtype}, [${t.shape.join(', ')}]) is needed for the gradient but was changed in place (version ${t.version}, expected ${s.version}); clone it before changing it`,
        );
      }
      if (!t.disposed) return t;
      return revive(t);
    }
    return null;
  }

  shape(i: number): Shape {
    const s = this.shapes?.[i] ?? null;
    if (s === null) throw new InternalError(`${this.rule.name}: no shape is known of input ${i}`);
    return s;
  }

  dtype(i: number): DType {
    const t = this.dtypes?.[i] ?? null;
    if (t === null) throw new InternalError(`${this.rule.name}: no dtype is known of input ${i}`);
    return t;
  }

  needs(i: number): boolean {
    return i < this.edges.length && this.edges[i] !== null;
  }

  /** Whether backward can still run here. */
  get holdsSaved(): boolean {
    return this.savedInputs !== null || this.savedOutputs !== null || this.packed !== null;
  }

  /** Lets go of saved tensors. */
  free(): void {
    if (this.freed) return;
    if (!this.holdsSaved) return;
    this.freed = true;
    if (this.savedInputs !== null) for (const s of this.savedInputs) s.storage.release();
    if (this.savedOutputs !== null) for (const s of this.savedOutputs) s.storage.release();
    this.savedInputs = null;
    this.savedOutputs = null;
    this.packed = null;
  }
}
