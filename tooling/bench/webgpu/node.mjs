// Our half of `npm run bench:webgpu` in Node: a process of its own, because the Vulkan loader reads its variables once,
// when a process starts.
import { installDawn } from './peers/dawn.mjs';

const gpu = installDawn();
// The peers look for a browser while they are loaded.
const { compare } = await import('./compare.mjs');
const report = await compare(gpu, JSON.parse(process.argv[2]));
process.stdout.write(`\n${JSON.stringify(report)}\n`);
// Dawn's threads would keep the process.
process.exit(0);
