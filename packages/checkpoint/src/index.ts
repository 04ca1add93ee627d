export {
  decodeSafetensors,
  encodeSafetensors,
  type RawTensor,
  SafetensorsError,
  type SafetensorsFile,
} from './safetensors.js';
export * as safetensors from './save.js';
export { fromRaw, toRaw } from './tensors.js';
