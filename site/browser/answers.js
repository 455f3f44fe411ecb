/** Which questions a set of answers leads to, and the answers that count. The same as `site/forms/answers.py`. */

import { answerTo, holds, isEntry } from "./conditions.js";

/** Tell whether a value counts as an answer: blank text and an empty list do not. */
export function isAnswered(value) {
  if (typeof value === "string") {
    return value.trim() !== "";
  }
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** List the steps that these answers lead to. */
export function askedSteps(definition, answers) {
  const counted = countedAnswers(definition, answers);
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
 * A hidden question counts as unanswered for every condition after it, which is why this is one pass in order.
 */
export function countedAnswers(definition, answers) {
  const counted = {};
  for (const step of definition.steps) {
    if (!isAsked(step, counted)) {
      continue;
    }
    for (const question of step.questions) {
      if (isAsked(question, counted)) {
        count(question, answers, counted);
      }
    }
  }
  return counted;
}

/** Add the answer to a question that is asked to those that count, if there is one. */
export function count(question, answers, counted) {
  const value = answerTo(answers, question.name);
  if (question.kind === "notice" || !isAnswered(value)) {
    return;
  }
  counted[question.name] =
    question.kind === "group" && Array.isArray(value)
      ? value.map((entry) => (isEntry(entry) ? countedEntry(question, entry, counted) : entry))
      : value;
}

/** List the advice that these answers call for. */
export function shownAdvice(definition, answers) {
  const counted = countedAnswers(definition, answers);
  return definition.advice.filter((advice) => holds(advice.when, counted));
}

/** Tell whether a question inside a group is asked for this entry; entry and outer are answers that count. */
export function isAskedIn(entry, question, outer) {
  return !question.when || holds(question.when, { ...outer, ...entry });
}

function countedEntry(group, entry, outer) {
  const counted = {};
  for (const question of group.questions) {
    if (isAskedIn(counted, question, outer)) {
      count(question, entry, counted);
    }
  }
  return counted;
}
