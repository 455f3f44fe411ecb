/** Which questions a set of answers leads to, and the answers that count. The same as `site/forms/answers.py`. */

import { readCode } from "./codes.js";
import { answerTo, holds, isEntry } from "./conditions.js";
import { stateOf } from "./deadlines.js";

/** Tell whether a value counts as an answer: blank text and an empty list do not. */
export function isAnswered(value) {
  if (typeof value === "string") {
    return value.trim() !== "";
  }
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** List the steps that these answers lead to, given answers that all count. */
export function askedSteps(definition, counted) {
  return definition.steps.filter((step) => isAsked(step, counted));
}

/** List those of the questions that are asked, given answers that all count. */
export function asked(questions, counted) {
  return questions.filter((question) => isAsked(question, counted));
}

/** Tell whether a step or question is asked, given answers that all count. */
export function isAsked(stepOrQuestion, counted) {
  return !stepOrQuestion.when || holds(stepOrQuestion.when, counted);
}

/**
 * Keep the answers to questions that are asked, in the form's order; drop blanks and answers to hidden questions.
 *
 * A hidden question counts as unanswered for every condition after it, which is why this is one pass in order. Deadlines
 * are worked out for `today`, the day the form is filled in, and codes are written as they are shown.
 */
export function countedAnswers(definition, answers, today) {
  const counted = {};
  for (const step of definition.steps) {
    if (!isAsked(step, counted)) {
      continue;
    }
    for (const question of step.questions) {
      if (isAsked(question, counted)) {
        count(question, answers, counted, today);
      }
    }
  }
  return counted;
}

/** Add the answer to a question that is asked to those that count, if there is one. */
export function count(question, answers, counted, today) {
  const isWorkedOut = question.kind === "deadline";
  const value = isWorkedOut ? stateOf(question, counted, today) : answerTo(answers, question.name);
  if (question.kind === "notice" || !isAnswered(value)) {
    return;
  }
  if (question.kind === "group" && Array.isArray(value)) {
    counted[question.name] = value.map((entry) =>
      isEntry(entry) ? countedEntry(question, entry, counted, today) : entry,
    );
  } else if (question.kind === "code" && typeof value === "string") {
    counted[question.name] = readCode(value, question.length) ?? value;
  } else {
    counted[question.name] = value;
  }
}

/** Leave out what was worked out and not answered: it is worked out again wherever the answers are read. */
export function givenAnswers(definition, counted) {
  const deadlines = definition.steps.flatMap((step) => step.questions).filter(({ kind }) => kind === "deadline");
  const workedOut = new Set(deadlines.map(({ name }) => name));
  return Object.fromEntries(Object.entries(counted).filter(([name]) => !workedOut.has(name)));
}

/** List the advice that these answers call for, given answers that all count. */
export function shownAdvice(definition, counted) {
  return definition.advice.filter((advice) => holds(advice.when, counted));
}

/** Tell whether a question inside a group is asked for this entry; entry and outer are answers that count. */
export function isAskedIn(entry, question, outer) {
  return !question.when || holds(question.when, { ...outer, ...entry });
}

function countedEntry(group, entry, outer, today) {
  const counted = {};
  for (const question of group.questions) {
    if (isAskedIn(counted, question, outer)) {
      count(question, entry, counted, today);
    }
  }
  return counted;
}
