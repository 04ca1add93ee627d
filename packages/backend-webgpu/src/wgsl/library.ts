import { floatFunctions } from './float-functions.js';
import { integerFunctions } from './integer-functions.js';

const sources = new Map<string, string>([
  ...Object.entries(floatFunctions),
  ...Object.entries(integerFunctions),
  // Functions that come with another one.
  ['sin_part', floatFunctions.octant_f],
  ['cos_part', floatFunctions.octant_f],
]);

const words = (text: string): readonly string[] => text.match(/\b[a-z]\w*_\w+\b/g) ?? [];

/** The library functions that a shader uses, with what those use, each once. */
export function preludeOf(body: string): string {
  const taken = new Set<string>();
  const visit = (text: string): void => {
    for (const word of words(text)) {
      const source = sources.get(word);
      if (source === undefined || taken.has(source)) continue;
      taken.add(source);
      visit(source);
    }
  };
  visit(body);
  return [...taken].map((source) => `${source}\n`).join('');
}
