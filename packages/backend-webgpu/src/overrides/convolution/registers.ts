import { DenseKernel } from '../dense-kernel.js';
import { operandsOf, paramsOf, type WindowForm, WindowText } from './windows.js';

/** Results of one invocation. */
export const ROWS = 8;
export const COLUMNS = 4;
export const LANES = 16;
/** Lanes of the subgroups that are made use of. */
export const SHARED = 4;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * For adapters that are processors: no barriers, and places are counted on instead of divided out of the index.
 *
 * @param shared lanes of a subgroup that share their rows: each loads some of a and hands them on; 1: none
 */
export function registerWindows(form: WindowForm, shared: number): DenseKernel<string> {
  return new DenseKernel({
    name: `convolution registers ${form.rank} ${form.divides} ${form.target} ${shared}`,
    operands: operandsOf(form),
    params: paramsOf(form.rank),
    workgroup: LANES,
    ...(shared > 1 ? { subgroups: true } : {}),
    text: (t) => {
      const w = new WindowText(t, form);
      const own = ROWS / shared;
      const tiles = `(${t.int('across')} * ${t.int('down')})`;
      return {
        body: [
          // The chunk of terms is the workgroup's, so that control flow is the same in a subgroup; lanes beyond the last
          // unit do its work again.
          `let units = ${tiles} * ${t.int('groups')};`,
          `let each = (units * ${shared} + ${LANES - 1}) / ${LANES};`,
          'let chunk = workgroup / each;',
          `let unit = min(((workgroup % each) * ${LANES} + i32(lane)) / ${shared}, units - 1);`,
          `let row = ((unit / ${t.int('across')}) % ${t.int('down')}) * ${ROWS};`,
          `let column = (unit % ${t.int('across')}) * ${COLUMNS * shared}${shared > 1 ? ` + i32(subgroup_lane) * ${COLUMNS}` : ''};`,
          `let member = unit / ${tiles};`,
          `let begin = chunk * ${t.int('chunk')};`,
          `let end = min(begin + ${t.int('chunk')}, ${t.int('k')});`,
          // Rows and columns beyond the edge repeat the last one, and are written again with the same value.
          ...range(ROWS).map((i) => `let row${i} = min(row + ${i}, ${t.int('m')} - 1);`),
          ...range(own).map((i) => {
            const place = shared > 1 ? `row + ${i * shared} + i32(subgroup_lane)` : `row + ${i}`;
            return `let own${i}_a = member * ${t.int('aGroup')} + min(${place}, ${t.int('m')} - 1) * ${t.int('aRow')};`;
          }),
          ...range(COLUMNS).flatMap((j) => [
            `let column${j} = min(column + ${j}, ${t.int('n')} - 1);`,
            ...w.split(`n${j}`, `column${j}`, 'n'),
            ...w.column(`n${j}`),
          ]),
          ...range(ROWS).flatMap((i) => range(COLUMNS).map((j) => `var c${i}_${j} = 0.0f;`)),
          ...w.split('k', 'begin', 'k', 'var'),
          `var a_at = (begin / ${t.int('restK')}) * ${t.int('aLead')} + begin % ${t.int('restK')};`,
          `let a_jump = ${t.int('aLead')} - ${t.int('restK')};`,
          'for (var t = begin; t < end; t++) {',
          ...range(own).map((i) => `let h${i} = ${t.load(1, `(own${i}_a + a_at)`)};`),
          ...range(ROWS).map(
            (i) =>
              `let a${i} = ${shared > 1 ? `subgroupBroadcast(h${Math.floor(i / shared)}, ${i % shared}u)` : `h${i}`};`,
          ),
          ...range(COLUMNS).flatMap((j) => w.value(`x${j}`, 'k', `n${j}`)),
          ...range(ROWS).flatMap((i) =>
            range(COLUMNS).map((j) => `c${i}_${j} = fma(a${i}, x${j}, c${i}_${j});`),
          ),
          'let lead = k_lead;',
          w.count('k', 'k'),
          'a_at += 1 + select(0, a_jump, k_lead != lead);',
          '}',
          ...range(COLUMNS).map((j) => w.place(`place${j}`, `column${j}`)),
          ...range(ROWS).flatMap((i) =>
            range(COLUMNS).map((j) => w.store(`row${i}`, `place${j}`, `c${i}_${j}`)),
          ),
        ].join('\n'),
      };
    },
  });
}
