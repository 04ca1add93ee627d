/** Keys of a sort: NaN only occurs in floats. */
type Keys = Float64Array | BigInt64Array;

function isNaNKey(x: number | bigint): boolean {
  return Number.isNaN(x);
}

/** Runs up to this length are sorted by insertion. */
const RUN = 16;

/**
 * Writes into `order` the positions of `keys` in stable order: a bottom-up merge sort, which needs no comparison
 * function that an engine would have to call.
 */
export function sortPositions(keys: Keys, order: Int32Array, descending: boolean): void {
  const n = keys.length;
  // NaNs go to the end of an ascending order and the start of a descending one, and are out of the way of comparisons.
  let numbers = 0;
  let nans = 0;
  for (let i = 0; i < n; i++) if (isNaNKey(keys[i])) nans++;
  let nanAt = descending ? 0 : n - nans;
  const begin = descending ? nans : 0;
  for (let i = 0; i < n; i++) {
    if (isNaNKey(keys[i])) order[nanAt++] = i;
    else order[begin + numbers++] = i;
  }
  const end = begin + numbers;
  for (let low = begin; low < end; low += RUN)
    insertionSort(keys, order, low, Math.min(low + RUN, end), descending);
  let source: Int32Array = order;
  let target: Int32Array = new Int32Array(n);
  for (let width = RUN; width < numbers; width *= 2) {
    for (let low = begin; low < end; low += 2 * width) {
      const middle = Math.min(low + width, end);
      merge(keys, source, target, low, middle, Math.min(low + 2 * width, end), descending);
    }
    const swap = source;
    source = target;
    target = swap;
  }
  if (source !== order) order.set(source.subarray(begin, end), begin);
}

function insertionSort(keys: Keys, order: Int32Array, low: number, high: number, descending: boolean): void {
  for (let i = low + 1; i < high; i++) {
    const position = order[i];
    const key = keys[position];
    let j = i;
    while (j > low && (descending ? keys[order[j - 1]] < key : keys[order[j - 1]] > key)) {
      order[j] = order[j - 1];
      j--;
    }
    order[j] = position;
  }
}

function merge(
  keys: Keys,
  source: Int32Array,
  target: Int32Array,
  low: number,
  middle: number,
  high: number,
  descending: boolean,
): void {
  let left = low;
  let right = middle;
  for (let to = low; to < high; to++) {
    // The right one goes first only when it must: equal keys keep their order.
    const takeRight =
      left >= middle ||
      (right < high &&
        (descending ? keys[source[right]] > keys[source[left]] : keys[source[right]] < keys[source[left]]));
    target[to] = takeRight ? source[right++] : source[left++];
  }
}

/** Writes the first `count` positions of the same order by insertion into a short list: for small counts. */
export function selectFirst(keys: Keys, order: Int32Array, count: number, descending: boolean): void {
  let filled = 0;
  for (let i = 0; i < keys.length && count > 0; i++) {
    const key = keys[i];
    if (filled === count && !before(key, keys[order[count - 1]], descending)) continue;
    let j = filled < count ? filled++ : count - 1;
    while (j > 0 && before(key, keys[order[j - 1]], descending)) {
      order[j] = order[j - 1];
      j--;
    }
    order[j] = i;
  }
}

/** Whether `a` must come before `b`, which stands earlier. */
function before(a: number | bigint, b: number | bigint, descending: boolean): boolean {
  const [first, second] = descending ? [b, a] : [a, b];
  return first < second || (isNaNKey(second) && !isNaNKey(first));
}
