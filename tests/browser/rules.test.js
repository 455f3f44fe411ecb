import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { askedSteps, countedAnswers, shownAdvice } from "../../site/browser/answers.js";
import { blocks, check, checkQuestion, examine, sentence } from "../../site/browser/rules.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/rules.json", import.meta.url), "utf8"));

function definitionOf({ question, definition }) {
  const steps = [{ name: "only", title: "Only", questions: [question] }];
  const plain = question ? { steps, advice: [] } : vectors.definitions[definition];
  return { ...plain, sentences: vectors.sentences, warnings: vectors.warnings };
}

function inWords(problem, definition) {
  const { path, code } = problem;
  return { path, code, sentence: sentence(problem, definition), blocks: blocks(problem, definition) };
}

for (const [index, each] of vectors.cases.entries()) {
  test(`answers are judged as in the kit, case ${index}: ${each.about}`, () => {
    const definition = definitionOf(each);

    const found = check(definition, each.answers, each.today).map((problem) => inWords(problem, definition));

    assert.deepEqual(found, each.problems);
  });
}

for (const each of vectors.cases.filter((one) => one.counted)) {
  test(`the same answers count as in the kit: ${each.about}`, () => {
    const definition = definitionOf(each);

    const counted = countedAnswers(definition, each.answers, each.today);

    assert.deepEqual(counted, each.counted);
    assert.deepEqual(examine(definition, each.answers, each.today).counted, each.counted);
    assert.deepEqual(
      askedSteps(definition, counted).map((step) => step.name),
      each.steps,
    );
    assert.deepEqual(
      shownAdvice(definition, counted).map((advice) => advice.name),
      each.advice,
    );
  });
}

test("the vectors have a case for every code and every kind", () => {
  const codes = vectors.cases.flatMap((each) => each.problems.map((problem) => problem.code));
  const kinds = vectors.cases.flatMap((each) => (each.question ? [each.question.kind] : []));

  assert.deepEqual(
    new Set(codes),
    new Set(Object.keys(vectors.sentences).filter((code) => !/^files?-(?!names|twice)/.test(code))),
  );
  assert.equal(new Set(kinds).size, 15, "all but the group and the deadline, which have definitions of their own");
});

test("one question alone is judged as within its form", () => {
  const definition = { ...vectors.definitions.group, sentences: vectors.sentences, warnings: vectors.warnings };
  const [, children] = definition.steps[0].questions;
  const answers = { crime: "no", children: [{ child_name: "", hurt: "yes" }] };
  const counted = countedAnswers(definition, answers, "2026-11-22");

  const alone = checkQuestion(children, answers.children, counted, "2026-11-22");

  assert.deepEqual(alone, check(definition, answers, "2026-11-22"));
  assert.equal(sentence(alone[0], definition), "Child 1: Enter an answer to “Name”");
});

test("an e-mail address of a million dots is refused at once", () => {
  const question = { kind: "email", name: "mail", label: "E-mail" };
  const begun = performance.now();

  const [problem] = checkQuestion(question, `a@${".".repeat(1_000_000)}@`, {}, "2026-11-22");

  assert.equal(problem.code, "too-long");
  assert.ok(performance.now() - begun < 1000);
});
