import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { ErrorSample, SampleMaker } from '../../op/info.js';
import { checkNumber, describe, parseOptions } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { overwrite } from '../conversion/overwrite.js';
import type { Distribution } from './random.js';
import { allocateForDraws, drawInto, floatingType } from './random.js';

interface Filling {
  readonly name: string;
  readonly distribution: Distribution;
  /** Parameters of the distribution in order, with their defaults; positional or named. */
  readonly params: Readonly<Record<string, number>>;
  /** @throws ArgumentError for parameters that make no distribution */
  readonly check: (params: readonly number[]) => void;
  readonly errors: (make: SampleMaker) => readonly ErrorSample[];
}

/** Numbers, then an options object with the rest and the generator. */
function parse(f: Filling, args: readonly unknown[]): { params: number[]; generator: Generator | null } {
  const names = Object.keys(f.params);
  const given = [...args];
  while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
  const last = given[given.length - 1];
  const hasOptions = typeof last === 'object' && last !== null;
  const defaults = { ...f.params, generator: null as Generator | null } as Record<string, unknown>;
  const o = parseOptions(f.name, hasOptions ? last : undefined, defaults);
  const positional = hasOptions ? given.slice(0, -1) : given;
  if (positional.length > names.length) {
    throw new ArgumentError(`${f.name}: too many arguments (${describe(positional[names.length])})`);
  }
  const params = names.map((name, i) => checkNumber(f.name, name, positional[i] ?? o[name]));
  f.check(params);
  return { params, generator: o.generator as Generator | null };
}

/** Declares `uniform` and its kin: a tensor like `input`, filled with draws; the method `name_` writes into it. */
export function defineFilling<O>(f: Filling): O {
  return defineOp(
    {
      name: f.name,
      kind: 'creation',
      method: false,
      differentiable: false,
      torch: null,
      samples: () => [],
      errors: f.errors,
      inplace: (target: Tensor, ...args: never[]) => {
        const { params, generator } = parse(f, args);
        floatingType(f.name, target.dtype);
        return overwrite(f.name, target, () => drawInto(target, f.distribution, params, generator));
      },
    },
    (input: Tensor, ...args: unknown[]) => {
      const { params, generator } = parse(f, args);
      input.assertAlive(f.name);
      const out = allocateForDraws(input.shape, floatingType(f.name, input.dtype), input.device);
      return drawInto(out, f.distribution, params, generator);
    },
  );
}
