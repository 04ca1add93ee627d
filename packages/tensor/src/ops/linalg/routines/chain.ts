/** How to bracket a product: a matrix by its position, or two products. */
export type Order = number | readonly [Order, Order];

/**
 * The cheapest way to multiply matrices of sizes[i] × sizes[i + 1], by dynamic programming (Cormen et al., Introduction to
 * Algorithms, 15.2).
 */
export function cheapestOrder(sizes: readonly number[]): Order {
  const n = sizes.length - 1;
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const order: Order[][] = Array.from({ length: n }, (_, i) => Array.from({ length: n }, () => i));
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      cost[i]![j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const c = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (c >= cost[i]![j]!) continue;
        cost[i]![j] = c;
        order[i]![j] = [order[i]![k]!, order[k + 1]![j]!];
      }
    }
  }
  return order[0]![n - 1]!;
}
