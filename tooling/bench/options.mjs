import { parseArgs } from 'node:util';

export const usage = `npm run bench [-- options]

  --only TEXT      only cases whose name contains TEXT (may be given several times)
  --threads LIST   numbers of threads to run with, one table each (default 1,2)
  --device NAME    cpu (default) or reference
  --rounds N       samples of each side and case (default 15)
  --json FILE      write all figures to FILE too
  --alone          don't look for PyTorch
  --no-build       measure what is compiled already
  --list           print the names of the cases

PyTorch is looked for in the interpreter named by CRESSET_PYTHON, else in python3.`;

const positiveInteger = (name, text) => {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new Error(`--${name} needs a positive integer, got '${text}'`);
  return n;
};

/** @throws Error with a sentence for the user */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      threads: { type: 'string', default: '1,2' },
      device: { type: 'string', default: 'cpu' },
      rounds: { type: 'string', default: '15' },
      json: { type: 'string' },
      alone: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!['cpu', 'reference'].includes(values.device)) {
    throw new Error(`--device must be cpu or reference, got '${values.device}'`);
  }
  return {
    ...values,
    build: !values['no-build'],
    threads: values.threads.split(',').map((t) => positiveInteger('threads', t)),
    rounds: positiveInteger('rounds', values.rounds),
  };
}

/**
 * The cases that the user asked for.
 *
 * @template {{ name: string }} C
 * @param {readonly C[]} cases
 * @param {readonly string[]} only parts of names; none: all cases
 * @throws Error when there are none
 */
export function selectCases(cases, only) {
  if (only.length === 0) return cases;
  const found = cases.filter((c) => only.some((text) => c.name.toLowerCase().includes(text.toLowerCase())));
  if (found.length === 0)
    throw new Error(`no case has ${only.map((t) => `'${t}'`).join(' or ')} in its name`);
  return found;
}
