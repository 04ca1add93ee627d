import { InternalError, UnsupportedError } from '../errors.js';

/**
 * Hidden outer dimensions of a tensor, one for each `vmap` that it belongs to, outermost first. What a function inside
 * `vmap` sees of a tensor (shape, strides, offset) is one lane; kernels run over all of them, with the lanes as further
 * outer dimensions of their iteration space. So every op that is made of kernels has its batching rule.
 */
export interface Lanes {
  /** Which `vmap`, by number; ascending. */
  readonly levels: readonly number[];
  readonly sizes: readonly number[];
  /** Steps from lane to lane, in elements. */
  readonly strides: readonly number[];
}

/** What random ops do inside a `vmap`: refuse, draw for each lane, or draw once for all. */
export type Randomness = 'error' | 'different' | 'same';

/** A running `vmap`. */
export interface Level {
  readonly id: number;
  readonly size: number;
  readonly randomness: Randomness;
}

export const laneState: {
  /** Lanes that new tensors get: those of the operands of the call that is running. */
  current: Lanes | null;
  /** Running calls of `vmap`, outermost first. */
  readonly levels: Level[];
} = { current: null, levels: [] };

let next = 0;

/** Starts a `vmap` over `size` lanes. @internal */
export function openLevel(size: number, randomness: Randomness): Level {
  const level = { id: ++next, size, randomness };
  laneState.levels.push(level);
  return level;
}

/** Ends the innermost `vmap`. @internal */
export function closeLevel(): void {
  laneState.levels.pop();
}

/** Whether the `vmap` of that number is running. @internal */
export const isRunning = (level: number): boolean => laneState.levels.some((l) => l.id === level);

interface Laned {
  readonly lanes: Lanes | null;
}

/** All lanes that any of the operands has; null for none. Strides are those of a new tensor of no elements. */
export function lanesOf(operands: readonly (Laned | null)[]): Lanes | null {
  let found: Lanes | null = null;
  for (let i = 0; i < operands.length; i++) {
    const lanes = operands[i]?.lanes ?? null;
    if (lanes !== null && lanes !== found) found = found === null ? lanes : union(found, lanes);
  }
  return found;
}

function union(a: Lanes, b: Lanes): Lanes {
  if (a.levels.length === b.levels.length && a.levels.every((l, i) => l === b.levels[i])) return a;
  const levels = [...new Set([...a.levels, ...b.levels])].sort((x, y) => x - y);
  const sizes = levels.map((l) => {
    const at = a.levels.indexOf(l);
    return at >= 0 ? a.sizes[at]! : b.sizes[b.levels.indexOf(l)]!;
  });
  return { levels, sizes, strides: sizes.map(() => 0) };
}

/** Number of lanes in all. */
export const laneCount = (lanes: Lanes | null): number =>
  lanes === null ? 1 : lanes.sizes.reduce((product, n) => product * n, 1);

/** The same lanes over dense tensors of `length` elements. */
export function denseLanes({ levels, sizes }: Lanes, length: number): Lanes {
  const strides: number[] = [];
  let step = length;
  for (let i = sizes.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= sizes[i]!;
  }
  return { levels, sizes, strides };
}

/** Lanes for a new tensor of random numbers, by what the running calls of `vmap` ask for. */
export function randomLanes(): Lanes | null {
  const drawn = laneState.levels.filter((l) => l.randomness === 'different');
  if (drawn.length === 0) return null;
  return { levels: drawn.map((l) => l.id), sizes: drawn.map((l) => l.size), strides: drawn.map(() => 0) };
}

/**
 * Called by everything that draws random numbers.
 * @param lanes those of what is drawn; undefined for draws that can't differ from lane to lane
 * @throws UnsupportedError where `vmap` was told to refuse, or can't do what it was told
 */
export function checkRandomness(lanes?: Lanes | null): void {
  for (const level of laneState.levels) {
    const drawsLanes = lanes?.levels.includes(level.id) === true;
    if (level.randomness === 'error') {
      throw new UnsupportedError(
        "vmap: the function draws random numbers; say what is meant with { randomness: 'different' } (for each lane) or { randomness: 'same' }",
      );
    }
    if (level.randomness === 'same' && drawsLanes) {
      throw new UnsupportedError(
        "vmap: this op draws for each element of a batched operand, which { randomness: 'same' } excludes; draw a mask of the lane's shape instead",
      );
    }
    if (level.randomness === 'different' && !drawsLanes) {
      throw new UnsupportedError(
        "vmap: this op draws once for all lanes, which { randomness: 'different' } excludes; draw before vmap and pass the numbers as an argument",
      );
    }
  }
}

/** Runs `body` with these lanes for all tensors that it allocates. */
export function inLanes<R>(lanes: Lanes | null, body: () => R): R {
  const before = laneState.current;
  laneState.current = lanes;
  try {
    return body();
  } finally {
    laneState.current = before;
  }
}

/** @throws UnsupportedError inside `vmap`, where the value of a batched tensor is many */
export function refuseLanes(op: string, t: Laned): void {
  if (t.lanes === null) return;
  throw new UnsupportedError(
    `${op}: inside vmap the values of a batched tensor can't be read: the function runs once for all elements of the batch; return the tensor and read it outside`,
  );
}

/** @throws InternalError for kernels whose results would be one lane of operands that have several */
export function checkNoLanes(operands: readonly Laned[]): void {
  for (let i = 0; i < operands.length; i++) {
    if (operands[i]!.lanes !== null)
      throw new InternalError('vmap: a batched operand in a kernel without lanes');
  }
}
