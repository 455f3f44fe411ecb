/**
 * Codes that people read to each other on the telephone: Crockford's base32 in groups of four and a check character. The
 * same as `site/codes.py`; `tests/vectors/rules.json` holds both.
 */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// What stands between the letters of a code, or came along unseen from where it was copied.
const SEPARATORS = /[\s\u0085\u200b-\u200f\u2010-\u2015\u2060\u2212._-]+/g;

/** Return letters of the alphabet as a code is shown: in groups of four, then the check character. */
export function showCode(letters) {
  return [...letters.match(/.{1,4}/g), checkCharacter(letters)].join("-");
}

/** Return what was typed without what stands between: capitals, and 0 and 1 for the letters misread for them. */
export function lettersOf(text) {
  return text
    .replace(SEPARATORS, "")
    .replace(/o/gi, "0")
    .replace(/[il]/gi, "1")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Return a code of `length` letters as it is shown, however it was typed; undefined when it is mistyped. */
export function readCode(text, length) {
  const letters = lettersOf(text);
  if (letters.length !== length + 1 || [...letters].some((letter) => !ALPHABET.includes(letter))) {
    return undefined;
  }
  const shown = showCode(letters.slice(0, length));
  return shown.at(-1) === letters.at(-1) ? shown : undefined;
}

/** Luhn modulo 32: catches every single wrong character and every swap of neighbours except 0 with Z. */
function checkCharacter(letters) {
  const total = [...letters]
    .reverse()
    .map((letter, place) => ALPHABET.indexOf(letter) * (place % 2 === 0 ? 2 : 1))
    .reduce((sum, value) => sum + Math.floor(value / 32) + (value % 32), 0);
  return ALPHABET[(32 - (total % 32)) % 32];
}
