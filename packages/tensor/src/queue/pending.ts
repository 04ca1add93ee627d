/** A queue with commands that haven't been given to the device. */
export interface Pending {
  flush(): void;
}

const pending = new Set<Pending>();

/** @internal */
export function addPending(q: Pending): void {
  pending.add(q);
}

/** @internal */
export function removePending(q: Pending): void {
  pending.delete(q);
}

/**
 * Gives all queued commands to their devices (see `Backend.deferred`). Happens by itself before anything is read, at the
 * end of a scope and of an optimizer's step. What goes wrong is raised at the next read.
 */
export function flushPending(): void {
  if (pending.size > 0) for (const q of [...pending]) q.flush();
}
