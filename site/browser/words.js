/**
 * Words that people read, compare and write down: a fingerprint as six of them, the same as `kit/encrypt/words.py`
 * (both run `tests/vectors/encrypt/words.json`), and a passphrase of six drawn at random. Loaded on demand only.
 */

import ENGLISH from "../words.json" with { type: "json" };

const COUNT = 6;
const BITS_PER_WORD = 11;
const BITS = COUNT * BITS_PER_WORD;

/** Return the BIP 39 words of the first 66 bits of a SHA-256 digest (bytes). */
export function fingerprintWords(digest) {
  const number = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> BigInt(8 * digest.length - BITS);
  return Array.from(
    { length: COUNT },
    (_, place) => ENGLISH[Number((number >> BigInt(BITS - BITS_PER_WORD * (place + 1))) & 2047n)],
  );
}

/** Draw six words at random: 66 bits, too many to try even for somebody who has the file. */
export function drawWords() {
  return fingerprintWords(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * Return a passphrase as it is used: accents in one spelling, and six words of the list however they were typed
 * ("Zoo-zoo, ZOO …") as small letters with a space between them.
 */
export function tidyPassphrase(typed) {
  const text = typed.normalize("NFC").trim();
  const words = text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  return words.length === COUNT && words.every((word) => ENGLISH.includes(word)) ? words.join(" ") : text;
}
