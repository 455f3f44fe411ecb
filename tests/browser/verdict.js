/** What the page finds of a set of answers, as plain JSON: an entry of its own beside the page's, for `judge.js`. */

import { askedSteps, countedAnswers, givenAnswers, shownAdvice } from "../../site/browser/answers.js";
import { blocks, examine, sentence } from "../../site/browser/rules.js";
import { summaryRows } from "../../site/browser/summary.js";

/** Return everything that must be the same in the kit. */
export function verdict(definition, answers, today) {
  const { counted, problems } = examine(definition, answers, today);
  const inWords = ({ path, code, ...rest }) => ({
    path,
    code,
    sentence: sentence({ path, code, ...rest }, definition),
    blocks: blocks({ code }, definition),
  });
  return {
    counted,
    alone: countedAnswers(definition, answers, today),
    given: givenAnswers(definition, counted),
    problems: problems.map(inWords),
    steps: askedSteps(definition, counted).map(({ name }) => name),
    advice: shownAdvice(definition, counted).map(({ name }) => name),
    summary: summaryRows(definition, counted).map(({ step, title, rows }) => ({
      step,
      title,
      rows: rows.map(({ path, label, lines, entry }) => ({ path, label, lines, entry })),
    })),
  };
}
