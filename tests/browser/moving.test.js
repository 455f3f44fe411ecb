import assert from "node:assert/strict";
import { test } from "node:test";
import { compareDraft } from "../../site/browser/moving.js";

const DEFINITION = {
  steps: [
    { questions: [{ name: "town" }, { name: "places" }, { name: "kind" }, { name: "hidden" }] },
    { questions: [{ name: "children", questions: [{ name: "age" }, { name: "school" }] }] },
  ],
};

function aRow(path) {
  return { path, label: path, lines: ["as it was"], entry: "" };
}

function compare(answers, present, counted = present) {
  const paths = Object.entries(answers).flatMap(([name, value]) =>
    name === "children"
      ? value.flatMap((entry, index) => Object.keys(entry).map((each) => `${name}.${index}.${each}`))
      : [name],
  );
  const result = compareDraft(DEFINITION, { answers, sections: [{ rows: paths.map(aRow) }] }, { present, counted });
  return Object.fromEntries(Object.entries(result).map(([key, rows]) => [key, rows.map((row) => row.path)]));
}

test("answers that the page has again have moved, choices in any order", () => {
  const answers = { town: "Tipton", places: ["home", "school"] };

  assert.deepEqual(compare(answers, { town: "Tipton", places: ["school", "home"] }), {
    moved: ["town", "places"],
    again: [],
    gone: [],
  });
});

test("an answer that no longer fits its question is to be given again", () => {
  assert.deepEqual(compare({ kind: "steward" }, { kind: "" }).again, ["kind"]);
});

test("an answer to a question that is gone, or that nothing leads to any more, is no longer asked", () => {
  const answers = { fax: "01632 960 111", hidden: "yes" };

  assert.deepEqual(compare(answers, { hidden: "yes" }, {}).gone, ["fax", "hidden"]);
});

test("each answer in each entry of a group is looked at by itself", () => {
  const answers = {
    children: [
      { age: 7, school: "a" },
      { age: 9, nickname: "Wren" },
    ],
  };
  const present = { children: [{ age: 7, school: "" }, { age: 9 }] };

  assert.deepEqual(compare(answers, present), {
    moved: ["children.0.age", "children.1.age"],
    again: ["children.0.school"],
    gone: ["children.1.nickname"],
  });
});

test("what was not answered is not spoken of", () => {
  assert.deepEqual(compare({ town: " ", places: [], kind: null }, {}), { moved: [], again: [], gone: [] });
});
