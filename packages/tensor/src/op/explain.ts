import { withoutGrad } from '../grad/mode.js';
import { scope } from '../memory/scope.js';
import type { Path } from './observers.js';
import { observe } from './observers.js';

/** One call inside an explained op: what it was and how the device carried it out. */
export interface ExplainedCall {
  readonly op: string;
  readonly path: Path;
}

/**
 * Tells which way an op takes for these operands on their device: own kernels, the backend's override, or a composite
 * of other calls (which are listed before it). It finds out by running the op once, unrecorded, and releases the result.
 *
 * ```ts
 * explain(softmax, x, 1); // [{ op: 'softmax', path: 'override' }]
 * ```
 */
export function explain<A extends readonly unknown[]>(
  op: (...args: A) => unknown,
  ...args: A
): ExplainedCall[] {
  const calls: ExplainedCall[] = [];
  const watch = observe({
    called: (name, _inputs, _attributes, _outputs, path) => calls.push({ op: name, path }),
  });
  try {
    withoutGrad(() =>
      scope(() => {
        op(...args);
      }),
    );
  } finally {
    watch.remove();
  }
  return calls;
}
