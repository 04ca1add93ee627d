export { Compose } from './compose.js';
export { Normalize } from './normalize.js';
export { RandomCrop, type RandomCropOptions } from './random-crop.js';
export { RandomHorizontalFlip } from './random-horizontal-flip.js';
export { Resize } from './resize.js';
export { ToTensor } from './to-tensor.js';
export { Transform, type TransformLike } from './transform.js';
