export { ReferenceBuffer } from './buffer.js';
export { ReferenceBackend, type ReferenceOptions, reference } from './reference.js';
