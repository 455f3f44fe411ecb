import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { holds, UnknownCondition } from "../../site/browser/conditions.js";

const { cases } = JSON.parse(readFileSync(new URL("../vectors/conditions.json", import.meta.url), "utf8"));

for (const { about, condition, answers, holds: expected } of cases) {
  test(`a condition holds as in the kit: ${about}`, () => {
    assert.equal(holds(condition, answers), expected);
  });
}

test("what is not one of the conditions is refused and never taken for false", () => {
  for (const condition of [{}, { constructor: 1 }, { xor: [] }, { is: ["q", "yes"], not: { known: "q" } }]) {
    assert.throws(() => holds(condition, {}), UnknownCondition);
  }
});
