import { conversionFunctions } from './conversion-functions.js';
import { floatFunctions } from './float-functions.js';
import { integerFunctions } from './integer-functions.js';

const sources = new Map<string, string>([
  ...Object.entries(floatFunctions),
  ...Object.entries(integerFunctions),
  ...Object.entries(conversionFunctions),
  // Functions that come with another one.
  ['sin_part', floatFunctions.octant_f],
  ['cos_part', floatFunctions.octant_f],
]);

/** The same by the device's own half type, where it has one: one instruction each in place of twenty. */
const nativeHalf = new Map<string, string>([
  ['half_value', 'fn half_value(h: u32) -> f32 { return f32(bitcast<vec2<f16>>(h).x); }'],
  ['half_bits', 'fn half_bits(x: f32) -> u32 { return bitcast<u32>(vec2<f16>(f16(x), 0.0h)) & 0xffffu; }'],
]);

/** Whether a shader converts halves. */
export const usesHalf = (body: string): boolean => words(body).some((w) => nativeHalf.has(w));

const words = (text: string): readonly string[] => text.match(/\b[a-z]\w*_\w+\b/g) ?? [];

/**
 * The library functions that a shader uses, with what those use, each once.
 *
 * @param f16 whether the device has a half type
 */
export function preludeOf(body: string, f16 = false): string {
  const taken = new Set<string>();
  const visit = (text: string): void => {
    for (const word of words(text)) {
      const source = (f16 ? nativeHalf.get(word) : undefined) ?? sources.get(word);
      if (source === undefined || taken.has(source)) continue;
      taken.add(source);
      visit(source);
    }
  };
  visit(body);
  return [...taken].map((source) => `${source}\n`).join('');
}
