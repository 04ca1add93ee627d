import type { BufferHandle } from './backend/contract.js';
import type { Device } from './device.js';
import type { DType, DTypeLike } from './dtype.js';
import { toDType } from './dtype.js';
import { DeviceError, DisposedError, DTypeError, GradientError, ShapeError } from './errors.js';
import type { BackwardOptions, GradNode } from './grad/mode.js';
import { engine } from './grad/mode.js';
import { isStale } from './grad/window.js';
import { typeName } from './inspect/type-name.js';
import type { TypedArray } from './io/elements.js';
import { printTensor } from './io/print.js';
import type { NestedArray } from './io/read.js';
import { readArray, readArraySync, readData, readDataSync, readItem, readItemSync } from './io/read.js';
import type { Lanes } from './lanes/lanes.js';
import { become } from './memory/become.js';
import type { Storage } from './memory/memory.js';
import { setTensorTest, track } from './memory/scope.js';
import type { TensorMethods } from './op/methods.js';
import type { Shape } from './shape.js';
import { contiguousStrides, normalizeDim, sameShape, showShape } from './shape.js';

/**
 * A strided window on device memory. All ops are methods too; they are attached from the op declarations
 * (see `op/methods.ts`), as are reading (`io/read.ts`) and printing (`io/print.ts`).
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are attached from the op declarations
export class Tensor {
  /** @internal */ requiresGradFlag = false;
  /** The call that made this tensor, when autograd recorded it. @internal */
  node: GradNode | null = null;
  /** What `grad` gives. Autograd and optimizers look here, so that they don't count as somebody who keeps it. @internal */
  gradSlot: Tensor | null = null;
  /** Whether the program may hold the tensor in `gradSlot`: it read or set `grad`. @internal */
  gradShared = false;
  /** The place of this leaf in graphs, once it has one. @internal */
  leaf: GradNode | null = null;
  /** The tensor that this is a view of. @internal */
  base: Tensor | null = null;
  /** Graph position of `base` when the view was made: an in-place op on the base since then would be missed. @internal */
  baseNode: GradNode | null = null;
  /** How many places in a running backward hold this gradient; −1: it isn't the engine's to release. @internal */
  gradHolds = -1;
  /** Hidden outer dimensions, inside `vmap`: see `lanes/lanes.ts`. @internal */
  lanes: Lanes | null = null;
  /** Survives the scope it was made in. @internal */
  isKept = false;
  /** @internal */ disposed = false;

  /** @internal Tensors come from functions: `tensor`, `zeros`, ops. */
  constructor(
    /** @internal */ readonly storage: Storage,
    readonly shape: Shape,
    /** Steps in elements. @internal Users call `stride()`. */
    readonly strides: readonly number[],
    /** Elements from the start of the buffer (the storage's block included). @internal */
    readonly offset: number,
    readonly dtype: DType,
    readonly device: Device,
    /** @internal */ readonly length: number,
    /** @internal */ readonly contiguousFlag: boolean,
  ) {
    track(this);
  }

  /** @internal */
  get buffer(): BufferHandle {
    return this.storage.buffer;
  }

  /**
   * Gradient accumulated by `backward` (leaves, and tensors marked by `retainGrad`). What is assigned must have this
   * tensor's shape, dtype and device, since later gradients are added to it in place.
   */
  get grad(): Tensor | null {
    this.gradShared = true;
    return this.gradSlot;
  }

  set grad(value: Tensor | null) {
    if (value !== null) this.checkGrad(value);
    this.gradShared = true;
    this.gradSlot = value;
  }

  private checkGrad(g: unknown): void {
    if (!(g instanceof Tensor))
      throw new GradientError(
        `grad: expected a tensor or null, got ${g === undefined ? 'undefined' : typeof g}`,
      );
    g.assertAlive('grad');
    if (!sameShape(g.shape, this.shape)) {
      throw new ShapeError(
        `grad: a gradient of shape ${showShape(g.shape)} was assigned to a tensor of shape ${showShape(this.shape)}`,
      );
    }
    if (g.dtype !== this.dtype)
      throw new DTypeError(`grad: a ${g.dtype} gradient was assigned to a ${this.dtype} tensor`);
    if (g.device !== this.device) {
      throw new DeviceError(
        `grad: a gradient on '${g.device.name}' was assigned to a tensor on '${this.device.name}'`,
      );
    }
  }

  /**
   * Drops the gradient. Its memory is reused at once, and not only when the collector finds it, if nobody but the
   * engine has seen it: left to the collector, a step of a small network takes twice as long (measured).
   * @internal
   */
  releaseGrad(): void {
    if (!this.gradShared) this.gradSlot?.dispose();
    this.gradSlot = null;
  }

  /** Number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of dimensions (PyTorch's `x.dim()`). */
  dim(): number {
    return this.shape.length;
  }

  /** A matrix with rows and columns exchanged (`t()`); tensors of fewer dimensions as they are. A view. */
  get T(): Tensor {
    return this.t();
  }

  /** The last two dimensions exchanged: the transposes of a batch of matrices. A view. */
  get mT(): Tensor {
    return this.transpose(-2, -1);
  }

  /** A matrix with rows and columns exchanged and its elements conjugated: `adjoint()`; a view if real. */
  get H(): Tensor {
    if (this.shape.length !== 2 && this.shape.length !== 0) {
      throw new ShapeError(
        `H: is only for matrices, got shape ${showShape(this.shape)}; mH is for batches of them`,
      );
    }
    return this.shape.length === 0 ? this.conj() : this.adjoint();
  }

  /** The last two dimensions exchanged and the elements conjugated: `adjoint()`; a view if real. */
  get mH(): Tensor {
    return this.adjoint();
  }

  /** The real part of a complex tensor, as a view; a real tensor itself. */
  get real(): Tensor {
    return this.isComplex() ? this.viewAsReal().select(-1, 0) : this;
  }

  /** The imaginary part of a complex tensor, as a view. @throws DTypeError for real tensors */
  get imag(): Tensor {
    return this.viewAsReal().select(-1, 1);
  }

  /** Number of elements. */
  numel(): number {
    return this.length;
  }

  /** Number of elements (PyTorch's other name for `numel`). */
  nelement(): number {
    return this.length;
  }

  /** Number of dimensions (PyTorch's other name for `dim`). */
  ndimension(): number {
    return this.shape.length;
  }

  /** The sizes, or that of one dimension (PyTorch's other name for `shape`). */
  size(): Shape;
  size(dim: number): number;
  size(dim?: number): Shape | number {
    return dim === undefined ? this.shape : this.shape[normalizeDim('size', dim, this.shape.length)]!;
  }

  /** Bytes of one element. */
  elementSize(): number {
    return this.dtype.bytes;
  }

  /** Whether `other` has the same shape. */
  isSameSize(other: Tensor): boolean {
    return sameShape(this.shape, other.shape);
  }

  /** Whether the dtype has negative numbers. */
  isSigned(): boolean {
    return this.dtype.kind !== 'bool' && this.dtype.name !== 'uint8';
  }

  /** The name of the type in PyTorch (`torch.FloatTensor`); with a dtype, the tensor in it. */
  type(): string;
  type(dtype: DTypeLike): Tensor;
  type(dtype?: DTypeLike): string | Tensor {
    return dtype === undefined ? typeName(this.dtype) : this.to(toDType(dtype));
  }

  /** The tensor on the native CPU backend. */
  cpu(): Tensor {
    return this.to('cpu');
  }

  /** The tensor on a CUDA device. @throws DeviceError where no such backend is registered */
  cuda(device = 'cuda'): Tensor {
    return this.to(device);
  }

  /** Whether the only element isn't 0. A promise: the answer has to be read from the device. */
  isNonzero(): Promise<boolean> {
    return this.item().then((v: unknown) => (Array.isArray(v) ? v.some((p) => p !== 0) : Number(v) !== 0));
  }

  /**
   * Views of the slices along dim 0, one after the other: `for (const row of x)`. A 0-dim tensor isn't iterable, and
   * says so by having no iterator: what compares or copies values asks for it before it goes on.
   */
  get [Symbol.iterator](): () => Generator<Tensor> {
    const iterate = this.shape.length === 0 ? undefined : () => rows(this);
    return iterate as () => Generator<Tensor>;
  }

  /** The elements as nested arrays: PyTorch's name for `toArray`. */
  tolist(): Promise<NestedArray> {
    return readArray(this);
  }

  /** Drops dimensions of size 1 from this handle: see `squeeze`. The memory, and other views of it, stay as they are. */
  squeeze_(dim?: number | readonly number[]): this {
    return become(this, 'squeeze_', () => this.squeeze(dim));
  }

  /** Gives this handle a new dimension of size 1: see `unsqueeze`. */
  unsqueeze_(dim: number): this {
    return become(this, 'unsqueeze_', () => this.unsqueeze(dim));
  }

  /** Exchanges two dimensions of this handle: see `transpose`. */
  transpose_(dim0: number, dim1: number): this {
    return become(this, 'transpose_', () => this.transpose(dim0, dim1));
  }

  /** The same as `transpose_`. */
  swapaxes_(axis0: number, axis1: number): this {
    return become(this, 'swapaxes_', () => this.transpose(axis0, axis1));
  }

  /** The same as `transpose_`. */
  swapdims_(dim0: number, dim1: number): this {
    return become(this, 'swapdims_', () => this.transpose(dim0, dim1));
  }

  /** Exchanges the rows and columns of this handle of a matrix: see `t`. */
  t_(): this {
    return become(this, 't_', () => this.t());
  }

  /** Lets this handle show its storage with any sizes and strides: see `asStrided`. */
  asStrided_(size: readonly number[], stride: readonly number[], storageOffset?: number | null): this {
    return become(this, 'asStrided_', () => this.asStrided(size, stride, storageOffset));
  }

  /**
   * Gives this handle another shape, dense from its first element on, over the memory that is there.
   * @throws ShapeError where the storage has no room: storages don't grow, since others may look at them
   */
  resize_(...sizes: number[] | [readonly number[]]): this {
    const shape = (Array.isArray(sizes[0]) ? sizes[0] : sizes) as readonly number[];
    return become(this, 'resize_', () => this.asStrided(shape, contiguousStrides(shape)));
  }

  /** `resize_` to the shape of another tensor. */
  resizeAs_(other: Tensor): this {
    return this.resize_([...other.shape]);
  }

  /** Steps of the dimensions, in elements. */
  stride(): number[];
  stride(dim: number): number;
  stride(dim?: number): number | number[] {
    if (dim === undefined) return [...this.strides];
    return this.strides[dim < 0 ? dim + this.shape.length : dim]!;
  }

  /** Elements from the start of the storage to the first element. */
  storageOffset(): number {
    return this.offset - this.storage.byteOffset / this.dtype.bytes;
  }

  /** Whether elements lie dense in row-major order. */
  isContiguous(): boolean {
    return this.contiguousFlag;
  }

  isFloatingPoint(): boolean {
    return this.dtype.kind === 'float';
  }

  isComplex(): boolean {
    return this.dtype.kind === 'complex';
  }

  /** How often this memory was written in place. @internal */
  get version(): number {
    return this.storage.version;
  }

  get requiresGrad(): boolean {
    if (isStale(this)) engine().refresh(this);
    return this.requiresGradFlag;
  }

  set requiresGrad(value: boolean) {
    this.requiresGrad_(value);
  }

  /** Made by the user, not by a recorded op. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** Name of the recorded op that made this tensor, as PyTorch prints it; null for leaves. */
  get gradFn(): GradNode | null {
    if (isStale(this)) engine().refresh(this);
    return this.node;
  }

  /**
   * Marks a leaf as wanting a gradient.
   * @throws GradientError for dtypes without gradients, and when turned off on a non-leaf
   */
  requiresGrad_(value = true): this {
    this.assertAlive('requiresGrad');
    if (value) {
      engine();
      if (!this.dtype.isDifferentiable) {
        throw new GradientError(
          `requiresGrad: only floating-point and complex tensors can carry gradients, this one is ${this.dtype}`,
        );
      }
    } else if (this.node !== null) {
      throw new GradientError('requiresGrad: can only be turned off on a leaf; use detach() for a result');
    }
    this.requiresGradFlag = value;
    return this;
  }

  /**
   * Computes the gradients of the graph's leaves and adds them to their `grad`.
   * @throws GradientError without a gradient for a tensor of several elements, without a graph, or a second time
   */
  backward(options: BackwardOptions = {}): void {
    engine().backward(this, options);
  }

  /** Whether `backward` fills `grad` of this non-leaf too. */
  get retainsGrad(): boolean {
    return this.node !== null && engine().retainsGrad(this);
  }

  /** Lets `backward` fill `grad` of this non-leaf too. */
  retainGrad(): this {
    engine().retainGrad(this);
    return this;
  }

  /** Calls `hook` with the gradient of this tensor; what it returns, if anything, replaces the gradient. */
  registerHook(hook: (grad: Tensor) => Tensor | void): { remove(): void } {
    return engine().registerHook(this, hook);
  }

  /** Exempts this tensor from the scopes around it. */
  keep(): this {
    this.isKept = true;
    return this;
  }

  /** Releases this handle; the memory is reused when no view and no saved reference holds it. Harmless twice. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.storage.release();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The elements in row-major order, copied to JavaScript memory. bool as 0 and 1, halves widened to float32. */
  data(): Promise<TypedArray> {
    return readData(this);
  }

  /** As `data()`, at once. @throws SyncReadError on devices that can't block */
  dataSync(): TypedArray {
    return readDataSync(this);
  }

  /** The elements as nested arrays; integers as numbers, or bigint where a number would lose digits. */
  toArray(): Promise<NestedArray> {
    return readArray(this);
  }

  /** As `toArray()`, at once. @throws SyncReadError on devices that can't block */
  toArraySync(): NestedArray {
    return readArraySync(this);
  }

  /** The only element, as a number (a boolean for bool, a bigint where a number would lose digits). */
  item(): Promise<number> {
    return readItem(this);
  }

  /** As `item()`, at once. @throws SyncReadError on devices that can't block */
  itemSync(): number {
    return readItemSync(this);
  }

  /** As PyTorch prints it: see `setPrintOptions`. */
  toString(): string {
    return printTensor(this);
  }

  /** Node's `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return printTensor(this);
  }

  /** @internal */
  assertAlive(op: string): void {
    if (this.disposed)
      throw new DisposedError(
        `${op}: this ${this.dtype} tensor of shape [${this.shape.join(', ')}] was disposed`,
      );
  }
}

function* rows(t: Tensor): Generator<Tensor> {
  for (let i = 0; i < t.shape[0]!; i++) yield t.select(0, i);
}

export interface Tensor extends TensorMethods {}

// `Symbol.dispose` is newer than Node 20's and Safari's engines; `using` compiled by TypeScript looks it up as here.
if (Symbol.dispose === undefined)
  Object.defineProperty(Symbol, 'dispose', { value: Symbol.for('Symbol.dispose') });

setTensorTest((v): v is Tensor => v instanceof Tensor);
