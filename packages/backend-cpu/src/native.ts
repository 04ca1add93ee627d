/** What the addon exports; see native/src/addon.cpp. Functions that can fail return 1, and `lastError` says why. */
export interface Native {
  /** Arguments and results of calls: memory that native code reads without asking JavaScript. */
  readonly call: Float64Array;
  /** Words of the batch. */
  readonly batch: Float64Array;
  /** Names of scalar instructions, overrides and routines; their positions are the numbers by which native code knows them. */
  readonly ops: readonly string[];
  readonly overrides: readonly string[];
  readonly routines: readonly string[];
  /** Instruction set in use: `baseline`, `avx2` or `avx512`. */
  readonly isa: string;
  allocate(): External | undefined;
  release(external: External): void;
  copy(external: External, byteOffset: number, bytes: Uint8Array, toDevice: boolean): number | undefined;
  prepare(spec: Float64Array): number | undefined;
  submit(): number | undefined;
  override(id: number): number | undefined;
  /** Leaves the first matrix that failed (or −1) and its `info` in the first two words of `call`. */
  routine(id: number): number | undefined;
  lastError(): string;
  setThreads(n: number): void;
  getThreads(): number;
  memory(): void;
  trim(): void;
  /** For tests: kernels prepared from now on are those of this instruction set. */
  setIsa(name: string): number | undefined;
}

/** Owns a block of native memory; opaque to JavaScript. */
export type External = object & { readonly external: never };
