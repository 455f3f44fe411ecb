import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readRoster, WordsDiffer } from "../../site/browser/roster.js";
import { drawWords, fingerprintWords, tidyPassphrase } from "../../site/browser/words.js";

const VECTORS = JSON.parse(readFileSync(new URL("../vectors/encrypt/words.json", import.meta.url), "utf8"));
const LIST = JSON.parse(readFileSync(new URL("../../site/words.json", import.meta.url), "utf8"));

const OFFICERS = [
  { name: "duty-1", recipient: "age1pq1one", status: "active" },
  { name: "duty-0", recipient: "age1pq1old", status: "retired" },
  { name: "recovery", recipient: "age1pq1two", status: "active" },
];
const ROSTER = `${JSON.stringify({ version: 4, officers: OFFICERS }, null, 2)}\n`;

function wordsOf(text) {
  return fingerprintWords(createHash("sha256").update(text).digest());
}

test("a fingerprint has the words that the kit gives it", () => {
  assert.ok(VECTORS.length > 4);
  for (const { sha256, words } of VECTORS) {
    assert.deepEqual(fingerprintWords(Uint8Array.from(Buffer.from(sha256, "hex"))), words);
  }
});

test("drawn words are six of the list, and others every time", () => {
  const draws = Array.from({ length: 300 }, drawWords);

  assert.ok(draws.flat().every((word) => LIST.includes(word)));
  assert.ok(draws.every((words) => words.length === 6));
  assert.equal(new Set(draws.map(String)).size, 300);
  assert.ok(new Set(draws.flat()).size > 900, "1,800 draws of 2,048 leave out about 850");
});

test("six words of the list open however they are typed; any other passphrase stays as it is", () => {
  for (const typed of ["zoo apple river paper window army", " Zoo  APPLE river-paper,\twindow\narmy "]) {
    assert.equal(tidyPassphrase(typed), "zoo apple river paper window army");
  }
  for (const own of ["Zoo apple", "My own passphrase 12!", "Zoo apple river paper window Armadillo"]) {
    assert.equal(tidyPassphrase(own), own);
  }
  assert.equal(tidyPassphrase("cafe\u0301 cafe\u0301 cafe\u0301"), "caf\u00e9 caf\u00e9 caf\u00e9");
});

test("the roster whose words are shown gives its active keys, in order", () => {
  assert.deepEqual(readRoster(ROSTER, wordsOf(ROSTER)), { version: 4, recipients: ["age1pq1one", "age1pq1two"] });
});

test("a roster with any other key in it is refused, because its words are others", () => {
  const shown = wordsOf(ROSTER);

  for (const changed of [ROSTER.replace("pq1two", "pq1xxx"), ROSTER.replace("retired", "active"), `${ROSTER} `]) {
    assert.notEqual(changed, ROSTER);
    assert.throws(() => readRoster(changed, shown), WordsDiffer);
  }
  assert.throws(() => readRoster(ROSTER, shown.slice(1)), WordsDiffer);
  assert.throws(() => readRoster(ROSTER, []), WordsDiffer);
});
