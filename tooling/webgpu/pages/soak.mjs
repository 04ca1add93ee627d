// The soak in a page: `?steps=…&every=…`.
import { soak } from './soak-training.mjs';

const query = new URLSearchParams(location.search);
try {
  const report = await soak({
    steps: Number(query.get('steps')),
    every: Number(query.get('every')),
    heap: () => performance.memory.usedJSHeapSize,
  });
  await globalThis.end(report);
} catch (error) {
  await globalThis.failed(error?.stack ?? String(error));
}
