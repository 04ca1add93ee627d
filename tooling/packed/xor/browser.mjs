import { train } from './train.mjs';

document.body.dataset.result = JSON.stringify(await train());
