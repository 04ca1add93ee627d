import type { Backend } from '@cresset/tensor/backend';

/**
 * Another device of the same kind whose commands are queued and fused: what the queue does must change no result.
 *
 * @param backend an own instance, which isn't registered by itself
 */
export function deferred(backend: Backend, name = `${backend.name}-deferred`): Backend {
  // Not a copy: the methods, private state and counters stay those of the backend.
  return Object.create(backend, {
    name: { value: name },
    limits: { value: { ...backend.limits, chunk: null } },
    deferred: { value: true },
  }) as Backend;
}
