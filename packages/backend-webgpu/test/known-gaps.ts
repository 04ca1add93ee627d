import type { KnownGap } from '@cresset/testing';

const float64 =
  'a sample asks for float64, which WGSL does not have: the device refuses it in words; float32 samples are compared by the check `forward`';
const complex =
  'its samples are complex, and the device has no complex tensors: refused in words before the op is reached';
const blocking =
  'the size of the result depends on values, and WebGPU can only be read asynchronously: refused in words that name the option to pass';

const gaps = (why: string, op: string, ...checks: NonNullable<KnownGap['check']>[]): KnownGap[] =>
  checks.map((check) => ({ op, check, why }));

/** All that this device doesn't do, and why. Each entry must fail: what works must leave the list. */
export const knownGaps: readonly KnownGap[] = [
  ...gaps(float64, 'arange', 'golden', 'memory'),
  ...gaps(float64, 'double', 'golden', 'memory', 'large'),
  ...gaps(float64, 'functional.softmax', 'golden', 'memory', 'overrides'),
  ...gaps(float64, 'linspace', 'golden', 'memory'),
  ...gaps(float64, 'logspace', 'golden', 'memory'),
  ...gaps(float64, 'sum', 'golden', 'memory'),
  ...gaps(float64, 'to', 'golden', 'memory', 'large'),
  ...gaps(float64, 'typeAs', 'golden', 'memory'),
  ...gaps(float64, 'fft.fftfreq', 'golden', 'memory'),
  ...gaps(float64, 'fft.rfftfreq', 'golden', 'memory'),
  ...gaps(float64, 'floatPower', 'golden', 'memory', 'large', 'overrides'),
  ...gaps(float64, 'functional.instanceNorm', 'golden', 'memory', 'overrides'),
  ...gaps(float64, 'functional.softmin', 'golden', 'memory', 'overrides'),
  ...gaps(complex, 'imag', 'forward', 'memory', 'arguments'),
  ...gaps(complex, 'viewAsReal', 'forward', 'memory', 'arguments', 'method'),
  ...gaps(complex, 'istft', 'forward', 'large', 'arguments', 'memory', 'method', 'overrides'),
  ...gaps(blocking, 'argwhere', 'golden', 'memory', 'large'),
  ...gaps(blocking, 'at', 'memory'),
  ...gaps(blocking, 'bincount', 'golden', 'memory', 'errors', 'overrides'),
  ...gaps(blocking, 'functional.oneHot', 'golden', 'memory'),
  ...gaps(blocking, 'indexPut', 'memory'),
  // The sample with a mask isn't made of bools.
  ...(['float32', 'int32', 'int64', 'uint8'] as const).map(
    (dtype): KnownGap => ({ op: 'indexPut', check: 'golden', dtype, why: blocking }),
  ),
  ...gaps(blocking, 'maskedSelect', 'golden', 'memory', 'large'),
  ...gaps(blocking, 'nonzero', 'golden', 'memory', 'large'),
  ...gaps(blocking, 'repeatInterleave', 'golden', 'memory', 'overrides'),
  ...gaps(blocking, 'unique', 'golden', 'memory', 'large', 'overrides'),
  ...gaps(blocking, 'uniqueConsecutive', 'golden', 'memory', 'large', 'overrides'),
];
