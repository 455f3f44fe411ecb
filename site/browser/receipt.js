/**
 * The receipt code, which sender and office read to each other on the telephone: the first 80 bits of the SHA-256 of the
 * binary sealed file in Crockford's base32, and a check character. The same as `kit/encrypt/receipt.py`.
 */

import { ALPHABET, showCode } from "./codes.js";

const BITS = 80;

/** Return the code of a binary sealed file from its SHA-256 digest (bytes): "XXXX-XXXX-XXXX-XXXX-C". */
export function receiptCode(digest) {
  const number = digest.subarray(0, BITS / 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const letters = Array.from(
    { length: BITS / 5 },
    (_, place) => ALPHABET[(number >> BigInt(BITS - 5 - 5 * place)) & 31n],
  );
  return showCode(letters.join(""));
}

/** Return the name of a sealed file: the prefix and the first eight characters of its receipt code. */
export function fileName(prefix, receipt) {
  return `${prefix}-${receipt.slice(0, 9)}.txt`;
}
