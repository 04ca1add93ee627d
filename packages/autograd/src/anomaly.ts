import { during } from './mode.js';

/** @internal */
export const anomaly = { enabled: false };

/**
 * While on, every recorded call remembers its line, and an error or NaN in backward names it. Slow: for debugging.
 * On devices that can't block, gradients aren't searched for NaN (that would read back); errors are still traced.
 */
export function setDetectAnomaly(enabled: boolean): void {
  anomaly.enabled = enabled;
}

/** Runs `body` in anomaly mode. */
export function detectAnomaly<R>(body: () => R): R {
  const before = anomaly.enabled;
  anomaly.enabled = true;
  return during(body, () => {
    anomaly.enabled = before;
  });
}
