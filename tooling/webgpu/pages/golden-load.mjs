import goldens from 'virtual:goldens';

/** The golden of an op, by its path; null when there is none: the page's twin of `packages/testing/src/golden/load.ts`. */
export function loadGolden(path) {
  return Object.hasOwn(goldens, path) ? JSON.parse(goldens[path]) : null;
}
