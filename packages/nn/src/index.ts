export * from './module/module.js';
export * from './parameter.js';
