import { ArgumentError, UnsupportedError } from '@cresset/tensor';
import { ChecksumError } from '../errors.js';

/** What a file's content must hash to, in hexadecimal. */
export interface Checksums {
  sha256?: string | null;
  md5?: string | null;
}

type Algorithm = 'sha256' | 'md5';

const digits: Readonly<Record<Algorithm, number>> = { sha256: 64, md5: 32 };

/** The algorithms that are asked for, with lower-case digests. */
export function wantedChecksums(checksums: Checksums): [Algorithm, string][] {
  const wanted: [Algorithm, string][] = [];
  for (const algorithm of ['sha256', 'md5'] as const) {
    const digest = checksums[algorithm];
    if (digest === undefined || digest === null) continue;
    if (!new RegExp(`^[0-9a-f]{${digits[algorithm]}}$`, 'i').test(digest)) {
      throw new ArgumentError(
        `checksum: '${digest}' is no ${algorithm} digest (${digits[algorithm]} hexadecimal digits)`,
      );
    }
    wanted.push([algorithm, digest.toLowerCase()]);
  }
  return wanted;
}

/** Hexadecimal digest of bytes. @throws UnsupportedError for md5 in browsers, whose WebCrypto has none */
export async function digestOf(algorithm: Algorithm, bytes: Uint8Array): Promise<string> {
  if (typeof process !== 'undefined' && process.versions?.node !== undefined) {
    const { createHash } = await import('node:crypto');
    return createHash(algorithm).update(bytes).digest('hex');
  }
  if (algorithm === 'md5')
    throw new UnsupportedError('checksum: browsers have no md5; give the sha256 instead');
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}

function mismatch(name: string, algorithm: Algorithm, got: string, wanted: string): ChecksumError {
  return new ChecksumError(
    `${name} has the ${algorithm} ${got}, expected ${wanted}: it is damaged or another file`,
  );
}

/** @throws ChecksumError when bytes aren't the expected ones */
export async function verifyBytes(bytes: Uint8Array, checksums: Checksums, name = 'data'): Promise<void> {
  for (const [algorithm, wanted] of wantedChecksums(checksums)) {
    const got = await digestOf(algorithm, bytes);
    if (got !== wanted) throw mismatch(name, algorithm, got, wanted);
  }
}

/** The same for a local file, read piece by piece. */
export async function verifyFile(path: string, checksums: Checksums): Promise<void> {
  const { createHash } = await import('node:crypto');
  const { createReadStream } = await import('node:fs');
  for (const [algorithm, wanted] of wantedChecksums(checksums)) {
    const hash = createHash(algorithm);
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
    const got = hash.digest('hex');
    if (got !== wanted) throw mismatch(path, algorithm, got, wanted);
  }
}
