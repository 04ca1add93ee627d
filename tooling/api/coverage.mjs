import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectedPaths } from './rules.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(join(here, file), 'utf8'));

/**
 * @typedef {'present' | 'other name' | 'missing' | 'excluded'} Status
 * @typedef {{ area: string, name: string, tier: number, status: Status, note: string }} Row
 */

/** The rows of a file with the header `area,name,tier`. */
export function parseNames(text, file) {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  if (header !== 'area,name,tier')
    throw new Error(`${file}: its header is '${header}', expected 'area,name,tier'`);
  return lines.map((line) => {
    const [area, name, tier, ...rest] = line.split(',');
    if (!name || !/^[123]$/.test(tier) || rest.length > 0) throw new Error(`${file}: cannot read '${line}'`);
    return { area, name, tier: Number(tier) };
  });
}

/** PyTorch's names of the areas in names/. */
export function pytorchNames() {
  return readdirSync(join(here, 'names'))
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .flatMap((file) => {
      const rows = parseNames(readFileSync(join(here, 'names', file), 'utf8'), file);
      const strange = rows.find((row) => row.area.replace('.', '_') !== basename(file, '.csv'));
      if (strange !== undefined) throw new Error(`${file}: ${strange.name} belongs to area ${strange.area}`);
      return rows;
    });
}

const matcher = (pattern) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);

/** Reasons by name; a pattern that matches no name, or a reason without a sentence, is an error. */
function excludedNames(names, exclusions) {
  const found = new Map();
  for (const { names: patterns, reason } of exclusions) {
    if (!/^[A-Z`].*\.$/.test(reason)) throw new Error(`exclusions: '${reason}' is no sentence`);
    for (const pattern of patterns) {
      const matched = names.filter((n) => matcher(pattern).test(n));
      if (matched.length === 0) throw new Error(`exclusions: '${pattern}' matches no name`);
      for (const n of matched) found.set(n, reason);
    }
  }
  return found;
}

/**
 * Compares PyTorch's names with ours.
 *
 * @param {(path: string) => boolean} has whether a public path (`linalg.norm`, `Tensor.add_`, `nn.functional.pad`) exists
 * @returns {Row[]}
 */
export function coverage(
  has,
  names = pytorchNames(),
  otherNames = readJson('other-names.json'),
  exclusions = readJson('exclusions.json'),
) {
  const full = (row) => `${row.area}.${row.name}`;
  const all = names.map(full);
  const excluded = excludedNames(all, exclusions);
  for (const name of Object.keys(otherNames)) {
    if (!all.includes(name)) throw new Error(`other-names: '${name}' is not among PyTorch's names`);
    if (excluded.has(name)) throw new Error(`'${name}' has another name and is excluded too`);
  }
  return names.map((row) => {
    const listed = otherNames[full(row)];
    const expected =
      listed === undefined ? expectedPaths(row.area, row.name) : [{ path: listed, other: true }];
    const found = expected.find((e) => has(e.path));
    if (found !== undefined && !found.other) return { ...row, status: 'present', note: found.path };
    const reason = excluded.get(full(row));
    if (reason !== undefined) return { ...row, status: 'excluded', note: reason };
    if (found !== undefined) return { ...row, status: 'other name', note: found.path };
    return { ...row, status: 'missing', note: expected[0].path };
  });
}

/** Excluded names that exist all the same: their reasons are to be removed. @param {Row[]} rows */
export function overtaken(rows, exclusions = readJson('exclusions.json')) {
  const excluded = excludedNames(
    rows.map((row) => `${row.area}.${row.name}`),
    exclusions,
  );
  return rows
    .filter((row) => row.status === 'present' && excluded.has(`${row.area}.${row.name}`))
    .map((row) => `${row.area}.${row.name}`);
}

/** How many of the rows have which status, and the share of those that can exist that do, in percent. */
export function totals(rows) {
  const count = (status) => rows.filter((row) => row.status === status).length;
  const [present, other, missing, excluded] = ['present', 'other name', 'missing', 'excluded'].map(count);
  const possible = present + other + missing;
  return {
    all: rows.length,
    present,
    other,
    missing,
    excluded,
    percent: possible === 0 ? 100 : (100 * (present + other)) / possible,
  };
}
