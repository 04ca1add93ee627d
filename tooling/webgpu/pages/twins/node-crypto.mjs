import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** As much of `createHash` as the goldens' fingerprints need. */
export function createHash(name) {
  if (name !== 'sha1') throw new Error(`createHash: only sha1 is here, got ${name}`);
  const hash = sha1.create();
  const self = {
    update(text) {
      hash.update(utf8ToBytes(text));
      return self;
    },
    digest: () => bytesToHex(hash.digest()),
  };
  return self;
}
