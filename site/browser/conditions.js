/**
 * When a question is asked or advice is shown: the conditions of `site/forms/conditions.py`, evaluated the same way.
 *
 * Answers may come from a draft somebody else wrote, so only own properties are looked at.
 */

export const NOT_KNOWN = "not-known";

export class UnknownCondition extends Error {
  name = "UnknownCondition";
}

const KINDS = {
  is: ([question, value], answers) => has(answerTo(answers, question), value),
  any_of: ([question, values], answers) => values.some((value) => has(answerTo(answers, question), value)),
  known: (question, answers) => isKnown(answerTo(answers, question)),
  and: (conditions, answers) => conditions.every((each) => holds(each, answers)),
  or: (conditions, answers) => conditions.some((each) => holds(each, answers)),
  not: (condition, answers) => !holds(condition, answers),
  some: ([group, condition], answers) =>
    entriesOf(answerTo(answers, group)).some((entry) => holds(condition, { ...answers, ...entry })),
};

/** Tell whether the condition is met by these answers. Throws UnknownCondition for one outside the closed set. */
export function holds(condition, answers) {
  const [kind, ...more] = Object.keys(condition);
  if (more.length > 0 || !Object.hasOwn(KINDS, kind)) {
    throw new UnknownCondition(`not a condition: ${Object.keys(condition).join(", ")}`);
  }
  return KINDS[kind](condition[kind], answers);
}

/** Return the answer to a question, undefined when there is none. */
export function answerTo(answers, name) {
  return Object.hasOwn(answers, name) ? answers[name] : undefined;
}

/** Tell whether a value is one entry of a repeating group: a plain object. */
export function isEntry(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function has(answer, value) {
  return Array.isArray(answer) ? answer.includes(value) : answer === value;
}

function isKnown(answer) {
  const isEmpty = answer === undefined || answer === null || (Array.isArray(answer) && answer.length === 0);
  return !isEmpty && answer !== "" && answer !== NOT_KNOWN;
}

function entriesOf(answer) {
  return Array.isArray(answer) ? answer.filter(isEntry) : [];
}
