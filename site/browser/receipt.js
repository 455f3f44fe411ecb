/**
 * The receipt code, which sender and office read to each other on the telephone: the first 80 bits of the SHA-256 of the
 * binary sealed file in Crockford's base32, and a check character. The same as `kit/encrypt/receipt.py`.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS = 80;

/** Return the code of a binary sealed file from its SHA-256 digest (bytes): "XXXX-XXXX-XXXX-XXXX-C". */
export function receiptCode(digest) {
  const number = digest.subarray(0, BITS / 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const letters = Array.from(
    { length: BITS / 5 },
    (_, place) => ALPHABET[(number >> BigInt(BITS - 5 - 5 * place)) & 31n],
  );
  return [...letters.join("").match(/.{4}/g), checkCharacter(letters)].join("-");
}

/** Return the name of a sealed file: the prefix and the first eight characters of its receipt code. */
export function fileName(prefix, receipt) {
  return `${prefix}-${receipt.slice(0, 9)}.txt`;
}

/** Luhn modulo 32: catches every single wrong character and every swap of neighbours except 0 with Z. */
function checkCharacter(letters) {
  const total = letters
    .map((letter) => ALPHABET.indexOf(letter))
    .map((value, place) => (place % 2 === 1 ? 2 * value : value))
    .reduce((sum, value) => sum + Math.floor(value / 32) + (value % 32), 0);
  return ALPHABET[(32 - (total % 32)) % 32];
}
