/**
 * Turns the first Ctrl-C (or SIGTERM) into a wish to stop, which training fulfils after the step at hand. The second
 * ends the process at once.
 */
export class Interrupt {
  requested = false;

  private readonly onSignal = (signal: NodeJS.Signals): void => {
    if (this.requested) process.exit(signal === 'SIGINT' ? 130 : 143);
    this.requested = true;
    this.announce();
  };

  /** @param announce called at the first signal, to tell that it was heard */
  constructor(private readonly announce: () => void) {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  dispose(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }
}
