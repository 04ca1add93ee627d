import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type RawTensor, SafetensorsError } from '../src/index.js';

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const file = (tensors: Record<string, RawTensor>, metadata: Record<string, string> = {}): Uint8Array =>
  encodeSafetensors({ tensors: new Map(Object.entries(tensors)), metadata });
const two: RawTensor = { dtype: 'float32', shape: [2], bytes: floats(1.5, -2) };

/** A file with a header of one's own making. */
function withHeader(header: string, data = new Uint8Array(8)): Uint8Array {
  const json = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + json.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out;
}

describe('safetensors', () => {
  it('gives back what was written: dtypes, shapes, bytes, metadata', () => {
    const tensors = {
      'conv1.weight': { dtype: 'float32', shape: [1, 2], bytes: floats(0.1, 3) },
      steps: { dtype: 'int64', shape: [], bytes: new Uint8Array(BigInt64Array.of(-7n).buffer) },
      mask: { dtype: 'bool', shape: [3], bytes: Uint8Array.of(1, 0, 1) },
      half: { dtype: 'bfloat16', shape: [1], bytes: Uint8Array.of(0x80, 0x3f) },
      empty: { dtype: 'float64', shape: [0, 4], bytes: new Uint8Array() },
    } satisfies Record<string, RawTensor>;
    const read = decodeSafetensors(file(tensors, { note: 'ünïcode' }));
    expect(Object.fromEntries(read.tensors)).toEqual(tensors);
    expect(read.metadata).toEqual({ note: 'ünïcode' });
  });

  it('has the layout of the format: length, JSON, data at a multiple of eight', () => {
    const bytes = file({ a: two });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header).toEqual({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } });
    expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1.5, -2]);
  });

  it.each([
    ['too short', new Uint8Array(4), '4 bytes are too few'],
    [
      'a length beyond the file',
      Uint8Array.of(255, 255, 0, 0, 0, 0, 0, 0, 1),
      "a header of 65535 bytes doesn't fit",
    ],
    ['no JSON', withHeader('{"a":'), 'the header is no JSON'],
    ['an array', withHeader('[]'), 'the header is no JSON object'],
    [
      'an unknown dtype',
      withHeader('{"a":{"dtype":"F8","shape":[],"data_offsets":[0,1]}}'),
      'unknown dtype F8',
    ],
    [
      'a negative size',
      withHeader('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}'),
      'no valid shape',
    ],
    ['no offsets', withHeader('{"a":{"dtype":"U8","shape":[1]}}'), 'no valid data_offsets'],
    [
      'offsets beyond the data',
      withHeader('{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}'),
      'only 8 bytes',
    ],
    [
      'too few bytes',
      withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}'),
      "doesn't make [2]",
    ],
    ['metadata of numbers', withHeader('{"__metadata__":{"a":1}}'), '__metadata__ must map names to strings'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('refuses to write what the format has no word for, or what is inconsistent', () => {
    expect(() => file({ a: { dtype: 'complex64', shape: [1], bytes: new Uint8Array(8) } })).toThrow(
      "'a' is complex64, which the format doesn't have",
    );
    expect(() => file({ a: { ...two, shape: [3] } })).toThrow("'a' has 8 bytes, which doesn't make [3]");
  });

  it.skipIf(!process.env.CRESSET_DATA)('reads a file that another program wrote', () => {
    const path = join(process.env.CRESSET_DATA!, 'checkpoints/mnist-cnn/mnist.safetensors');
    const { tensors } = decodeSafetensors(readFileSync(path));
    expect(tensors.get('norm1.num_batches_tracked')).toMatchObject({ dtype: 'int64', shape: [] });
    const weight = tensors.get('conv1.weight')!;
    expect(weight).toMatchObject({ dtype: 'float32', shape: [8, 1, 3, 3] });
    const values = new Float32Array(weight.bytes.slice().buffer);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(60);
  });
});
