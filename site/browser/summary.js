/** A set of answers as a person reads them. The same as `site/forms/summary.py`; `tests/vectors/summary.json` holds both. */

import { asked, askedSteps, isAskedIn } from "./answers.js";
import { answerTo, isEntry, NOT_KNOWN } from "./conditions.js";
import { showDate, showDateTime } from "./dates.js";
import { showDeadline } from "./deadlines.js";
import { entryName } from "./definition.js";

export const NOT_ANSWERED = "Not answered";

const YES_NO = { yes: "Yes", no: "No" };

/** How each kind is shown when it has an answer: a list of lines. */
const SHOWN = {
  "short-text": showText,
  "long-text": showText,
  email: showText,
  phone: showText,
  address: showText,
  postcode: showText,
  "yes-no": (_, value) => [Object.hasOwn(YES_NO, value) ? YES_NO[value] : String(value)],
  "one-of": (question, value) => [labelOf(question, value)],
  "any-of": (question, values) => values.map((value) => labelOf(question, value)),
  date: (_, value) => [showDate(value)],
  "date-time": (_, value) => [showDateTime(value)],
  code: showText,
  number: (_, value) => [String(BigInt(Math.trunc(value)))],
  files: (_, names) => [...names],
};

/**
 * List what was asked and what was answered, step by step, given answers that all count: `[{step, title, rows}]`.
 *
 * A row is `{path, question, label, lines, entry}`: `lines` are text, `entry` is the place in a group ("Child 1") or "".
 */
export function summaryRows(definition, counted) {
  return askedSteps(definition, counted)
    .map((step) => ({ step: step.name, title: step.title, rows: rowsOf(asked(step.questions, counted), counted) }))
    .filter((section) => section.rows.length > 0);
}

/** Return one answer as lines of text. What is not of the question's kind, as in a damaged draft, is shown as not answered. */
export function show(question, value) {
  if (value === undefined || value === null) {
    return [NOT_ANSWERED];
  }
  if (value === NOT_KNOWN) {
    return ["Not known"];
  }
  return isShowable(question, value) ? SHOWN[question.kind](question, value) : [NOT_ANSWERED];
}

function rowsOf(questions, counted) {
  return questions
    .filter((question) => question.kind !== "notice")
    .flatMap((question) => {
      const value = answerTo(counted, question.name);
      if (question.kind === "deadline") {
        const lines = showDeadline(question, counted);
        return lines.length > 0 ? [row(question.name, question, lines)] : [];
      }
      return question.kind === "group" && isShowable(question, value)
        ? entryRows(question, value, counted)
        : [row(question.name, question, show(question, value))];
    });
}

function entryRows(group, entries, outer) {
  return entries.flatMap((entry, index) =>
    group.questions
      .filter((question) => question.kind !== "notice" && isAskedIn(entry, question, outer))
      .map((question) =>
        row(
          `${group.name}.${index}.${question.name}`,
          question,
          show(question, answerTo(entry, question.name)),
          entryName(group, index),
        ),
      ),
  );
}

function row(path, { name, label }, lines, entry = "") {
  return { path, question: name, label, lines, entry };
}

function isShowable({ kind }, value) {
  switch (kind) {
    case "group":
      return Array.isArray(value) && value.every(isEntry);
    case "any-of":
    case "files":
      return Array.isArray(value) && value.every((each) => typeof each === "string");
    case "number":
      return typeof value === "number";
    default:
      return typeof value === "string";
  }
}

function showText(_, value) {
  return value
    .trim()
    .split("\n")
    .map((line) => line.trimEnd());
}

function labelOf({ choices }, value) {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
