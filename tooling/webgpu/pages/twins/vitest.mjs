// As much of Vitest as the conformance suite registers its tests with; `run` runs them in a page.

/** @typedef {{ path: string[], name: string, body: () => unknown }} Test */

/** @type {Test[]} */
const tests = [];
const before = [];
const path = [];

export function describe(name, body) {
  path.push(name);
  try {
    body();
  } finally {
    path.pop();
  }
}

export function it(name, body) {
  tests.push({ path: [...path], name, body });
}

export function beforeAll(body) {
  before.push(body);
}

// Much more than any test takes: one that is given up goes on beside the next, and disturbs it.
const TIMEOUT = 240_000;

function withTimeout(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${TIMEOUT / 1000} s`)), TIMEOUT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function runOne({ path, name, body }) {
  const begin = performance.now();
  const result = { path, name, error: null, ms: 0 };
  try {
    await withTimeout(Promise.resolve().then(body));
  } catch (error) {
    result.error = error?.stack ?? String(error);
    if (!result.error.includes(error?.message)) result.error = `${error.message}\n${result.error}`;
  }
  result.ms = performance.now() - begin;
  return result;
}

/** Groups of tests: those of one op, and those of the suite as a whole. */
export function groups() {
  return [...new Set(tests.filter((t) => t.path.length > 1).map((t) => t.path[1]))];
}

/**
 * Runs the groups that `next` names, one after the other, then the tests of the suite as a whole.
 *
 * @param {() => Promise<string | null>} next
 * @param {(results: object[]) => Promise<void>} report is told after each group
 */
export async function run(next, report) {
  const after = [];
  for (const body of before) after.push(await body());
  for (let group = await next(); group !== null; group = await next()) {
    const results = [];
    for (const t of tests) if (t.path.length > 1 && t.path[1] === group) results.push(await runOne(t));
    await report(results);
  }
  const results = [];
  for (const t of tests) if (t.path.length <= 1) results.push(await runOne(t));
  await report(results);
  for (const body of after) await body?.();
}
