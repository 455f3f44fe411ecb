/** The roster in the page: whose public keys it seals to. Its words are what people compare with those on paper. */

import { sha256 } from "@noble/hashes/sha2.js";
import { fingerprintWords } from "./words.js";

/** The six words on the page are not those of the keys that it would seal to. */
export class WordsDiffer extends Error {
  name = "WordsDiffer";
}

/**
 * Return `{version, recipients}`: the public keys of the active officers, as `active_recipients` of
 * `kit/encrypt/roster.py` has them. Throws WordsDiffer unless the roster's words are the `shown` ones.
 */
export function readRoster(text, shown) {
  const words = fingerprintWords(sha256(new TextEncoder().encode(text)));
  if (words.join() !== shown.join()) {
    throw new WordsDiffer("the words that are shown are not those of the roster in the page");
  }
  const { version, officers } = JSON.parse(text);
  const active = officers.filter((officer) => officer.status === "active");
  return { version, recipients: active.map((officer) => officer.recipient) };
}
