/** What all invocations of a workgroup combine. */
export interface Across {
  /** The function is `{name}_across(lane, x)`. */
  readonly name: string;
  readonly type: string;
  /** Text of the neutral value. */
  readonly start: string;
  join(a: string, b: string): string;
  /** Whether joining is adding, as `subgroupAdd` does it. */
  readonly adds: boolean;
  /** Text of the words of a value, or of parts that a subgroup can hand on; and back. */
  encode(x: string): readonly string[];
  decode(parts: readonly string[]): string;
}

/**
 * A function that combines a value of each of a workgroup's `lanes` invocations: by a tree in workgroup memory, or, with
 * subgroups, within each of them and then by every one of them over what their first lanes left. That needs two barriers
 * instead of one a level, and holds for subgroups of any size, wherever the device puts them in the workgroup: lanes that
 * aren't the first of theirs leave the neutral value. The order is the same in every run.
 *
 * @param everyone whether all lanes need the result, and the function may be called again; else only lane 0
 */
export function across(what: Across, lanes: number, subgroups: boolean, everyone = true): string {
  const { name, type, start, join } = what;
  const shared = `shared_${name}`;
  const declare = `var<workgroup> ${shared}: array<${type}, ${lanes}>;\n`;
  const reuse = everyone ? 'workgroupBarrier();\n  ' : '';
  if (!subgroups) {
    return `${declare}fn ${name}_across(lane: u32, x: ${type}) -> ${type} {
  ${shared}[lane] = x;
  for (var half = ${lanes / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) { ${shared}[lane] = ${join(`${shared}[lane]`, `${shared}[lane + half]`)}; }
  }
  ${reuse}let result = ${shared}[0];
  ${reuse}return result;
}
`;
  }
  const parts = what.encode('all').map((part) => `subgroupShuffleXor(${part}, step)`);
  const within = what.adds
    ? 'return subgroupAdd(x);'
    : `var all = x;
  for (var step = size >> 1u; step > 0u; step >>= 1u) { all = ${join('all', what.decode(parts))}; }
  return all;`;
  return `${declare}fn ${name}_within(x: ${type}, size: u32) -> ${type} {
  ${within}
}
fn ${name}_across(lane: u32, x: ${type}, first: u32, size: u32) -> ${type} {
  let own = ${name}_within(x, size);
  ${shared}[lane] = ${start};
  if (first == 0u) { ${shared}[lane] = own; }
  workgroupBarrier();
  var all = ${start};
  for (var i = first; i < ${lanes}u; i += size) { all = ${join('all', `${shared}[i]`)}; }
  ${reuse}return ${name}_within(all, size);
}
`;
}

/** Text of a call of the function. */
export const acrossCall = (name: string, x: string, subgroups: boolean): string =>
  `${name}_across(lane, ${x}${subgroups ? ', subgroup_lane, subgroup_size' : ''})`;

/** Sums of f32 or of vectors of them. */
export const sumAcross = (type: string): Across => ({
  name: 'sum',
  type,
  start: `${type}(0)`,
  join: (a, b) => `${a} + ${b}`,
  adds: true,
  encode: (x) => [x],
  decode: ([x]) => x,
});

/** The greatest f32, NaN where there is one: `subgroupMax` leaves open what it makes of it. */
export const maxAcross: Across = {
  name: 'max',
  type: 'f32',
  start: '-inf_f()',
  join: (a, b) => `max_f(${a}, ${b})`,
  adds: false,
  encode: (x) => [x],
  decode: ([x]) => x,
};
