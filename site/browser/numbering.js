/** The number of each question, "3.2": the same as `site/forms/numbering.py`; `tests/vectors/numbering.json` holds both. */

const NOT_ANSWERED = new Set(["notice", "deadline"]);

/** Return the number of every question that is answered, by its name: step, place in it, and place in an entry of a group. */
export function numberQuestions(definition) {
  const steps = definition.steps.flatMap((step, index) => counted(`${index + 1}`, step.questions));
  return Object.fromEntries(steps);
}

function counted(before, questions) {
  return questions
    .filter((question) => !NOT_ANSWERED.has(question.kind))
    .flatMap(({ name, questions: inner = [] }, index) => {
      const number = `${before}.${index + 1}`;
      return [[name, number], ...counted(number, inner)];
    });
}
