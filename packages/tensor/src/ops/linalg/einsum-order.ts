/** Labels of what is left to be contracted, and the sizes that they stand for. */
export interface Network {
  readonly terms: readonly ReadonlySet<string>[];
  readonly output: ReadonlySet<string>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** Two positions of the list of terms; the result goes to its end, the two are taken out. */
export type Step = readonly [number, number];

/** Above this many operands, subsets are too many to look at. */
const EXHAUSTIVE = 8;

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> => new Set([...a, ...b]);

function cost(labels: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): number {
  let n = 1;
  for (const l of labels) n *= sizes.get(l)!;
  return n;
}

/** Of `labels`, those that the output or a term outside of the contraction still needs. */
function kept(
  labels: ReadonlySet<string>,
  others: readonly ReadonlySet<string>[],
  output: ReadonlySet<string>,
): Set<string> {
  return new Set([...labels].filter((l) => output.has(l) || others.some((o) => o.has(l))));
}

/**
 * The order of pairwise contractions with the fewest multiplications: the best of all, by dynamic programming over
 * subsets, for up to eight operands; beyond, always the pair that makes the smallest result (Smith and Gray, "opt_einsum",
 * 2018, describe both).
 */
export function contractionOrder(network: Network): Step[] {
  const n = network.terms.length;
  if (n < 2) return [];
  return n <= EXHAUSTIVE ? best(network) : greedy(network);
}

interface Plan {
  readonly cost: number;
  readonly labels: ReadonlySet<string>;
  /** The two halves, as bit masks; 0 for a single operand. */
  readonly left: number;
  readonly right: number;
}

function best({ terms, output, sizes }: Network): Step[] {
  const n = terms.length;
  const plans = new Map<number, Plan>();
  terms.forEach((labels, i) => {
    const others = terms.filter((_, k) => k !== i);
    plans.set(1 << i, { cost: 0, labels: kept(labels, others, output), left: 0, right: 0 });
  });
  const full = (1 << n) - 1;
  for (let mask = 1; mask <= full; mask++) {
    if ((mask & (mask - 1)) === 0) continue;
    const others = terms.filter((_, k) => (mask & (1 << k)) === 0);
    let found: Plan | null = null;
    // Each way to halve the subset once: the half with the lowest bit is the left one.
    for (let left = (mask - 1) & mask; left > 0; left = (left - 1) & mask) {
      if ((left & mask & -mask) === 0) continue;
      const right = mask ^ left;
      const [a, b] = [plans.get(left)!, plans.get(right)!];
      const all = union(a.labels, b.labels);
      const total = a.cost + b.cost + cost(all, sizes);
      if (found === null || total < found.cost) {
        found = { cost: total, labels: kept(all, others, output), left, right };
      }
    }
    plans.set(mask, found!);
  }
  const order: number[] = terms.map((_, i) => 1 << i);
  const steps: Step[] = [];
  const visit = (mask: number): void => {
    const { left, right } = plans.get(mask)!;
    if (left === 0) return;
    visit(left);
    visit(right);
    const pair = [order.indexOf(left), order.indexOf(right)].sort((x, y) => x - y) as [number, number];
    steps.push(pair);
    order.splice(pair[1], 1);
    order.splice(pair[0], 1);
    order.push(mask);
  };
  visit(full);
  return steps;
}

function greedy({ terms, output, sizes }: Network): Step[] {
  const left = [...terms];
  const steps: Step[] = [];
  while (left.length > 1) {
    let chosen: { step: Step; labels: ReadonlySet<string>; gain: number; cost: number } | null = null;
    for (let i = 0; i < left.length; i++) {
      for (let j = i + 1; j < left.length; j++) {
        const others = left.filter((_, k) => k !== i && k !== j);
        const all = union(left[i]!, left[j]!);
        const labels = kept(all, others, output);
        const gain = cost(left[i]!, sizes) + cost(left[j]!, sizes) - cost(labels, sizes);
        const work = cost(all, sizes);
        const better = chosen === null || gain > chosen.gain || (gain === chosen.gain && work < chosen.cost);
        if (better) chosen = { step: [i, j], labels, gain, cost: work };
      }
    }
    const { step, labels } = chosen!;
    steps.push(step);
    left.splice(step[1], 1);
    left.splice(step[0], 1);
    left.push(labels);
  }
  return steps;
}
