/** A time with three digits, in the unit that reads best: `0.72 µs`, `13.8 ms`. */
export function showTime(seconds) {
  const [scale, unit] = seconds < 1e-3 ? [1e6, 'µs'] : seconds < 1 ? [1e3, 'ms'] : [1, 's'];
  return `${(seconds * scale).toPrecision(3)} ${unit}`;
}

/** How many times faster ours is: 2.00× for half of their time. */
export function showRatio(ours, theirs) {
  return `${(theirs / ours).toFixed(2)}×`;
}

const width = (text) => [...text].length;

/** Text in columns: the first flush left, the others right. */
export function alignColumns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => width(r[i]))));
  return rows.map((r) =>
    r
      .map((cell, i) => {
        const fill = ' '.repeat(widths[i] - width(cell));
        return i === 0 ? cell + fill : fill + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** @typedef {{ median: number, best: number }} Times in seconds */

/**
 * One table for a number of threads.
 *
 * @param {readonly { name: string, ours: Times | null, theirs: Times | null, error: string | null }[]} results
 * @param {boolean} compared whether there is another side
 */
export function showTable(results, compared) {
  // On a busy machine the best times say more than the medians: they met the least of its other work.
  const heads = compared
    ? ['case', 'Cresset', 'PyTorch', 'faster', 'best of each', 'faster']
    : ['case', 'Cresset', 'best'];
  const rows = results.map(({ name, ours, theirs, error }) => {
    if (error !== null) return heads.map((_, i) => (i === 0 ? name : i === 1 ? 'failed' : ''));
    if (!compared) return [name, showTime(ours.median), showTime(ours.best)];
    const medians = [showTime(ours.median), showTime(theirs.median), showRatio(ours.median, theirs.median)];
    const best = [`${showTime(ours.best)} | ${showTime(theirs.best)}`, showRatio(ours.best, theirs.best)];
    return [name, ...medians, ...best];
  });
  return alignColumns([heads, ...rows]).join('\n');
}
