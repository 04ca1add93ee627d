import { gradState } from '@cresset/tensor/engine';

/** Runs `body` with `apply` done before and `undo` after, also when it is async. */
function during<R>(body: () => R, undo: () => void): R {
  let result: R;
  try {
    result = body();
  } catch (error) {
    undo();
    throw error;
  }
  if (result instanceof Promise) return result.finally(undo) as R;
  undo();
  return result;
}

function withEnabled<R>(enabled: boolean, body: () => R): R {
  const before = gradState.enabled;
  gradState.enabled = enabled;
  return during(body, () => {
    gradState.enabled = before;
  });
}

/**
 * Runs `body` without recording gradients. With an async body nothing is recorded until its promise settles, in other
 * code that runs meanwhile neither: await it before going on.
 */
export function noGrad<R>(body: () => R): R {
  return withEnabled(false, body);
}

/** Records inside a `noGrad`. */
export function enableGrad<R>(body: () => R): R {
  return withEnabled(true, body);
}

/** As `noGrad`; also marks the mode for `isInferenceModeEnabled`. */
export function inferenceMode<R>(body: () => R): R {
  const before = gradState.inference;
  gradState.inference = true;
  return during(
    () => noGrad(body),
    () => {
      gradState.inference = before;
    },
  );
}

export function isGradEnabled(): boolean {
  return gradState.enabled;
}

export function isInferenceModeEnabled(): boolean {
  return gradState.inference;
}

/** Turns recording on or off from here on. */
export function setGradEnabled(enabled: boolean): void {
  gradState.enabled = enabled;
}
