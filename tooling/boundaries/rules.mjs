// Who may import whom: ARCHITECTURE's table of packages, as data. Arrows point from a package to what it may import.
// Of tensor's sub-paths, `backend` is for backends, `engine` for what observes calls, `toolkit` for packages that are
// built on tensors, `functional` for nn.

/**
 * @typedef {object} Rule
 * @property {string[]} imports packages of the family that its `src` may import
 * @property {'none' | 'lazy' | 'free'} node Node's own modules: never; only by `import()` inside a function, so that
 *   the package still loads in a browser; or freely
 * @property {string[]} [dependencies] run-time dependencies outside the family, for packages that may be in a browser
 * @property {string[]} [nodeFiles] files that are programs of their own for Node (worker entries), exempt from `lazy`
 */

/** @type {Record<string, Rule>} */
export const rules = {
  '@cresset/tensor': { imports: [], node: 'none' },
  '@cresset/backend-reference': { imports: ['@cresset/tensor/backend'], node: 'none' },
  '@cresset/backend-webgpu': { imports: ['@cresset/tensor/backend'], node: 'lazy' },
  '@cresset/backend-cpu': { imports: ['@cresset/tensor/backend'], node: 'free' },
  '@cresset/autograd': {
    imports: ['@cresset/tensor', '@cresset/tensor/engine', '@cresset/tensor/toolkit'],
    node: 'none',
  },
  '@cresset/nn': {
    imports: [
      '@cresset/tensor',
      '@cresset/tensor/functional',
      '@cresset/tensor/toolkit',
      '@cresset/autograd',
    ],
    node: 'none',
  },
  '@cresset/optim': {
    imports: ['@cresset/tensor', '@cresset/tensor/toolkit', '@cresset/autograd'],
    node: 'none',
  },
  // The random streams of the host are the devices' own (Philox), which the contract offers.
  '@cresset/data': {
    imports: ['@cresset/tensor', '@cresset/tensor/toolkit', '@cresset/tensor/backend'],
    node: 'lazy',
  },
  '@cresset/vision': {
    imports: ['@cresset/tensor', '@cresset/tensor/toolkit', '@cresset/nn', '@cresset/data'],
    node: 'lazy',
  },
  // The archives of PyTorch's files; what doesn't read them leaves the library out of its bundle.
  '@cresset/checkpoint': { imports: ['@cresset/tensor'], node: 'none', dependencies: ['fflate'] },
  // A plugin for bundlers, which run in Node; it reads the family's files and imports none of them.
  '@cresset/bundler': { imports: [], node: 'free' },
  '@cresset/testing': {
    imports: ['@cresset/tensor', '@cresset/tensor/backend', '@cresset/tensor/engine', '@cresset/autograd'],
    node: 'free',
  },
  cresset: {
    imports: [
      '@cresset/tensor',
      '@cresset/tensor/backend',
      '@cresset/autograd',
      '@cresset/autograd/func',
      '@cresset/nn',
      '@cresset/optim',
      '@cresset/checkpoint',
      '@cresset/data',
      '@cresset/vision',
      '@cresset/backend-reference',
      '@cresset/backend-cpu',
      '@cresset/backend-webgpu',
    ],
    node: 'lazy',
  },
};

/** The package that a specifier of the family belongs to: `@cresset/tensor/backend` → `@cresset/tensor`. */
export function packageOf(specifier) {
  const match = /^(@cresset\/[^/]+|cresset)(?:\/|$)/.exec(specifier);
  return match?.[1];
}
