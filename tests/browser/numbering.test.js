import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { numberQuestions } from "../../site/browser/numbering.js";

const { definition, numbers } = JSON.parse(readFileSync(new URL("../vectors/numbering.json", import.meta.url), "utf8"));

test("questions have the numbers that they have on paper", () => {
  assert.deepEqual(numberQuestions(definition), numbers);
});
