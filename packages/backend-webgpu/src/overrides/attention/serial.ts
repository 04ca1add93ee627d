import { KEY, LSE, OUT, QUERY, range, score, steps, type Text, VALUE } from './steps.js';

/** On a processor: queries of an invocation, keys that it takes at once, and invocations of a workgroup. */
export const FEW = { queries: 8, keys: 8, workgroup: 4 };

/**
 * For processors: an invocation goes through the keys with a few queries; their results are summed in place. What calls
 * functions is in loops rather than written out: compilers of shaders put each call's whole text in its place.
 */
export function serial(masked: boolean): Text {
  return (t) => {
    const rows = range(FEW.queries);
    const keys = range(FEW.keys);
    const each = (text: (i: number, j: number) => string): string[] =>
      rows.flatMap((i) => keys.map((j) => text(i, j)));
    const [queries, results] = [t.int('l'), t.int('ev')];
    const everyResult = (
      value: (i: number, at: string) => string,
      before: readonly string[] = [],
    ): string[] => [
      `for (var d = 0; d < ${results}; d++) {`,
      ...before,
      ...rows.map((i) => {
        const at = `query${i} * ${results} + d`;
        return `if (there${i}) { ${t.store(OUT, at, value(i, at))} }`;
      }),
      '}',
    ];
    return {
      declarations: steps,
      body: [
        `let blocks = (${queries} + ${FEW.queries - 1}) / ${FEW.queries};`,
        `let mine = workgroup * ${FEW.workgroup} + i32(lane);`,
        `if (mine >= blocks * ${t.int('batch')}) { return; }`,
        'let item = mine / blocks;',
        `let first = (mine % blocks) * ${FEW.queries};`,
        `var c: array<f32, ${FEW.queries * FEW.keys}>;`,
        `var most: array<f32, ${FEW.queries}>;`,
        `var sum: array<f32, ${FEW.queries}>;`,
        `var factor: array<f32, ${FEW.queries}>;`,
        ...rows.flatMap((i) => [
          `let there${i} = first + ${i} < ${queries};`,
          `let query${i} = item * ${queries} + min(first + ${i}, ${queries} - 1);`,
          `most[${i}] = -inf_f();`,
        ]),
        ...everyResult(() => '0.0f'),
        `let end = select(${t.int('s')}, min(${t.int('s')}, first + ${FEW.queries}), ${t.int('causal')} != 0);`,
        `for (var k = 0; k < end; k += ${FEW.keys}) {`,
        ...each((i, j) => `var c${i}_${j} = 0.0f;`),
        ...keys.map((j) => `let in${j} = k + ${j} < ${t.int('s')};`),
        ...keys.map((j) => `let key${j} = item * ${t.int('s')} + select(k, k + ${j}, in${j});`),
        `for (var d = 0; d < ${t.int('e')}; d++) {`,
        ...rows.map((i) => `let q${i} = ${t.load(QUERY, `query${i} * ${t.int('e')} + d`)};`),
        ...keys.map((j) => `let k${j} = ${t.load(KEY, `key${j} * ${t.int('e')} + d`)};`),
        ...each((i, j) => `c${i}_${j} = fma(q${i}, k${j}, c${i}_${j});`),
        '}',
        ...each((i, j) => {
          const query = `(query${i} - item * ${queries})`;
          return `c[${i * FEW.keys + j}] = ${score(t, masked, `c${i}_${j}`, query, `(k + ${j})`, `in${j}`)};`;
        }),
        `for (var i = 0; i < ${FEW.queries}; i++) {`,
        'var now = most[i];',
        `for (var j = 0; j < ${FEW.keys}; j++) { now = max_f(now, c[i * ${FEW.keys} + j]); }`,
        // The factor of what was summed before is computed as one more weight.
        'var before = most[i];',
        'most[i] = now;',
        'var added = 0.0f;',
        `for (var j = 0; j <= ${FEW.keys}; j++) {`,
        `let place = i * ${FEW.keys} + min(j, ${FEW.keys - 1});`,
        `let weight = rescale(select(c[place], before, j == ${FEW.keys}), now);`,
        `if (j == ${FEW.keys}) { factor[i] = weight; } else { c[place] = weight; added += weight; }`,
        '}',
        'sum[i] = sum[i] * factor[i] + added;',
        '}',
        ...each((i, j) => `let w${i}_${j} = c[${i * FEW.keys + j}];`),
        ...rows.map((i) => `let factor${i} = factor[${i}];`),
        ...everyResult(
          (i, at) => keys.reduce((a, j) => `fma(w${i}_${j}, v${j}, ${a})`, `factor${i} * ${t.load(OUT, at)}`),
          keys.map((j) => `let v${j} = select(0.0f, ${t.load(VALUE, `key${j} * ${results} + d`)}, in${j});`),
        ),
        '}',
        ...everyResult((i, at) => `mean_of(${t.load(OUT, at)}, sum[${i}])`),
        `for (var i = 0; i < ${FEW.queries} && first + i < ${queries}; i++) {`,
        t.store(LSE, `item * ${queries} + first + i`, 'log_sum(most[i], sum[i])'),
        '}',
      ].join('\n'),
    };
  };
}
