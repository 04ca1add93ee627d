/** Speed over the last seconds of training; pauses and tests don't count. */
export class Rate {
  private readonly recent: { images: number; steps: number; milliseconds: number }[] = [];

  add(stretch: { images: number; steps: number; milliseconds: number }): void {
    this.recent.push(stretch);
    // About two seconds: calm enough to be read, quick enough to follow a change.
    if (this.recent.length > 16) this.recent.shift();
  }

  pause(): void {
    this.recent.length = 0;
  }

  now(): { imagesPerSecond: number | null; millisecondsPerStep: number | null } {
    const sum = (pick: (s: (typeof this.recent)[number]) => number): number =>
      this.recent.reduce((total, s) => total + pick(s), 0);
    const milliseconds = sum((s) => s.milliseconds);
    if (milliseconds === 0) return { imagesPerSecond: null, millisecondsPerStep: null };
    return {
      imagesPerSecond: (1000 * sum((s) => s.images)) / milliseconds,
      millisecondsPerStep: milliseconds / sum((s) => s.steps),
    };
  }
}
