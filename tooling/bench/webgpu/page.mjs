// Our half of `npm run bench:webgpu` in a browser: bundled with all sides, run by `run.mjs`.
import { compare } from './compare.mjs';

const report = await compare(navigator.gpu, JSON.parse(new URLSearchParams(location.search).get('options')));
document.body.dataset.result = JSON.stringify(report);
