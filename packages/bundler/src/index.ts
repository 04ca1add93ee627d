export { type CressetOptions, type CressetPlugin, cresset } from './plugin.js';
