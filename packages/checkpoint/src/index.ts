export { CheckpointError } from './pickle/read.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type RawTensor,
  SafetensorsError,
  type SafetensorsFile,
} from './safetensors.js';
export * as safetensors from './save.js';
export { fromRaw, toRaw } from './tensors.js';
export { type LoadOptions, load } from './torch/load.js';
export { save } from './torch/save.js';
