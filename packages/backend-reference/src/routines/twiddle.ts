/** cos and sin of 2π k/n, 0 ≤ k < n, by reduction to an octant: both accurate to the last digit, symmetric, exact at axes. */
export function rootOfUnity(k: number, n: number): [number, number] {
  // In units of 1/8n of the circle all reductions are exact.
  let a = 8 * k;
  let [swap, negCos, negSin] = [false, false, false];
  if (a > 4 * n) {
    a = 8 * n - a;
    negSin = true;
  }
  if (a > 2 * n) {
    a = 4 * n - a;
    negCos = true;
  }
  if (a > n) {
    a = 2 * n - a;
    swap = true;
  }
  const angle = (Math.PI * a) / (4 * n);
  let [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (swap) [c, s] = [s, c];
  return [negCos ? -c : c, negSin ? -s : s];
}
