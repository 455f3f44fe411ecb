import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { countedAnswers } from "../../site/browser/answers.js";
import { show, summaryRows } from "../../site/browser/summary.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/summary.json", import.meta.url), "utf8"));

for (const { about, definition, answers, today = "2026-11-22", expected } of vectors.cases) {
  test(`answers read as in the kit: ${about}`, () => {
    const form = vectors.definitions[definition];

    const sections = summaryRows(form, countedAnswers(form, answers, today));

    const withoutNames = sections.map((section) => ({
      ...section,
      rows: section.rows.map(({ path, label, lines, entry }) => ({ path, label, lines, entry })),
    }));
    assert.deepEqual(withoutNames, expected);
  });
}

test("a row names its question, also inside a group", () => {
  const [{ rows }] = summaryRows(vectors.definitions.group, { children: [{ child_name: "Jory" }] });

  assert.deepEqual(
    rows.map((row) => [row.path, row.question, row.entry]),
    [
      ["crime", "crime", ""],
      ["children.0.child_name", "child_name", "Child 1"],
      ["children.0.born", "born", "Child 1"],
      ["children.0.hurt", "hurt", "Child 1"],
      ["children.0.mail", "mail", "Child 1"],
    ],
  );
});

test("an answer of the wrong kind, as in a damaged draft, is shown as not answered", () => {
  for (const kind of ["short-text", "one-of", "any-of", "yes-no", "date", "date-time", "number", "files", "group"]) {
    assert.deepEqual(show({ kind, choices: [] }, { toString: 1 }), ["Not answered"]);
  }
});
