// The soak in Node, a process of its own: node soak-node.mjs steps every
import { soak } from './pages/soak-training.mjs';

const [steps, every] = process.argv.slice(2).map(Number);
const report = await soak({
  steps,
  every,
  heap: () => process.memoryUsage().heapUsed,
});
process.stdout.write(`${JSON.stringify(report)}\n`);
// Dawn's threads would keep the process.
process.exit(0);
