import { gradState } from '@cresset/tensor/engine';

/** A body that runs in another mode. */
interface Frame {
  /** Gives back the mode around it. */
  readonly undo: () => void;
  ended: boolean;
}

/** The bodies that are running, outermost first. */
const frames: Frame[] = [];

/**
 * Promises settle in any order: a body that ends while a younger one is running gives its mode back when that one has
 * ended too, so that two evaluations at once don't leave the program in the mode of the first.
 */
function end(frame: Frame): void {
  frame.ended = true;
  while (frames.length > 0 && frames[frames.length - 1]!.ended) frames.pop()!.undo();
}

/** Runs `body`, which may be async, and then `undo`, which gives back what was changed before. @internal */
export function during<R>(body: () => R, undo: () => void): R {
  const frame: Frame = { undo, ended: false };
  frames.push(frame);
  let result: R;
  try {
    result = body();
  } catch (error) {
    end(frame);
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => end(frame)) as R;
  end(frame);
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
