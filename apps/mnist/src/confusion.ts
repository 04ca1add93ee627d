/** How often each class was taken for each: `counts[actual][predicted]`. */
export class Confusion {
  readonly counts: number[][];

  constructor(readonly classes: number) {
    this.counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  add(actual: number, predicted: number): void {
    this.counts[actual]![predicted]!++;
  }

  get total(): number {
    return this.counts.flat().reduce((a, n) => a + n, 0);
  }

  get correct(): number {
    return this.counts.reduce((a, row, i) => a + row[i]!, 0);
  }

  /** Share of all images that were recognised. */
  get accuracy(): number {
    return this.correct / this.total;
  }

  /** Share of a class's images that were recognised; 1 for a class that doesn't occur. */
  recall(actual: number): number {
    const row = this.counts[actual]!;
    const images = row.reduce((a, n) => a + n, 0);
    return images === 0 ? 1 : row[actual]! / images;
  }

  /** The classes that are recognised worst, worst first. */
  worst(count: number): number[] {
    const all = Array.from({ length: this.classes }, (_, i) => i);
    return all.sort((a, b) => this.recall(a) - this.recall(b) || a - b).slice(0, count);
  }

  /** What a class was mistaken for, most frequent first. */
  mistakes(actual: number): { predicted: number; count: number }[] {
    return this.counts[actual]!.map((count, predicted) => ({ predicted, count }))
      .filter((m) => m.predicted !== actual && m.count > 0)
      .sort((a, b) => b.count - a.count || a.predicted - b.predicted);
  }

  /** One sentence on a class, for the terminal. */
  describe(actual: number): string {
    const mistaken = this.mistakes(actual)
      .slice(0, 3)
      .map((m) => `${m.predicted} (${m.count}×)`)
      .join(', ');
    const percent = `${(100 * this.recall(actual)).toFixed(1)} %`;
    return `${actual}: ${percent} recognised${mistaken === '' ? '' : `, taken for ${mistaken}`}`;
  }
}
