/** What became of a draft's answers in the form of today: moved, no longer asked, or to be answered again. */

import { isAnswered } from "./answers.js";
import { answerTo, isEntry } from "./conditions.js";

/**
 * Compare a draft with the page that it was put back into: `present` is every answer there, `counted` those that count.
 *
 * Returns `{moved, again, gone}`, the rows (`summary.js`) of the draft's answers: those that moved, those whose answer no
 * longer fits the question and is to be given again, and those that are no longer asked.
 */
export function compareDraft(definition, draft, { present, counted }) {
  const questions = definition.steps.flatMap((step) => step.questions);
  const names = new Set(questions.flatMap((each) => [each, ...(each.questions ?? [])]).map(({ name }) => name));
  const result = { moved: [], again: [], gone: [] };
  for (const row of draft.sections.flatMap((section) => section.rows)) {
    const saved = at(draft.answers, row.path);
    if (isAnswered(saved)) {
      const isThere = isSame(saved, at(present, row.path));
      const isAsked = names.has(row.path.split(".").pop()) && !(isThere && !isAnswered(at(counted, row.path)));
      result[isAsked ? (isThere ? "moved" : "again") : "gone"].push(row);
    }
  }
  return result;
}

/** Return the answer at "happened_on" or "children.0.child_postcode"; undefined where there is none. */
function at(answers, path) {
  const [name, index, inner] = path.split(".");
  const value = answerTo(answers, name);
  if (inner === undefined) {
    return value;
  }
  const entry = Array.isArray(value) ? value[Number(index)] : undefined;
  return isEntry(entry) ? answerTo(entry, inner) : undefined;
}

/** Choices of a list may come back in another order. */
function isSame(saved, present) {
  const [one, other] = [saved, present].map((value) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : value),
  );
  return one === other;
}
