/** The check page: every answer with a link to change it, what to look at again, and the advice once more. */

import { shownAdvice } from "./answers.js";
import { numberQuestions } from "./numbering.js";
import { hook, make } from "./page.js";
import { sentence, withoutOptional } from "./rules.js";
import { NOT_ANSWERED, summaryRows } from "./summary.js";

const TONES = ["urgent", "important", "note"];

/** Draw the page anew. `warnings` are the problems that do not block. */
export function drawCheckPage(definition, form, answers, warnings) {
  const numbers = numberQuestions(definition);
  const sections = summaryRows(definition, answers);
  const summary = hook("summary");
  summary.replaceChildren(...sections.map((section) => drawSection(numbered(section, numbers))));
  layOutLater(summary);
  drawWarnings(definition, warnings);
  drawAdvice(definition, form, answers);
}

/** What is not in sight is laid out after the first picture: all of it takes longer than the rest of the step. */
function layOutLater(summary) {
  summary.classList.add("in-sight-first");
  requestAnimationFrame(() => setTimeout(() => summary.classList.remove("in-sight-first")));
}

/** Give each row the number that its question has on paper and on the page without a script. */
function numbered(section, numbers) {
  const rows = section.rows.map((row) => ({ ...row, number: numbers[row.question] }));
  return { ...section, rows };
}

/** Return the answers to be read and not changed: elements, one for each section. */
export function drawSections(sections) {
  return sections.map((section) => drawSection(section, { isChangeable: false }));
}

/** Forget what was shown. */
export function clearCheckPage() {
  for (const name of ["summary", "summary-advice-list", "look-again-list"]) {
    hook(name).replaceChildren();
  }
}

function drawSection({ step, title, rows }, { isChangeable = true } = {}) {
  return make(
    "section",
    { class: "summary" },
    ...(title ? [make("h3", { class: "summary__title" }, title)] : []),
    ...byEntry(rows).flatMap(([entry, ofEntry]) => drawEntry(isChangeable && step, entry, ofEntry)),
  );
}

/** Rows that follow each other and belong to the same entry of a group, or to none: `[[entry, rows]]`. */
function byEntry(rows) {
  const parts = [];
  for (const row of rows) {
    if (parts.at(-1)?.[0] !== row.entry) {
      parts.push([row.entry, []]);
    }
    parts.at(-1)[1].push(row);
  }
  return parts;
}

/**
 * What was answered is a row each; what was left out is one line, or the page would be twice as long. `step` is where the
 * answers can be changed, false where they cannot.
 */
function drawEntry(step, entry, rows) {
  const answered = rows.filter((row) => row.lines[0] !== NOT_ANSWERED);
  const others = rows.filter((row) => !answered.includes(row));
  return [
    ...(entry ? [make("h4", { class: "summary__entry" }, entry)] : []),
    ...(answered.length > 0
      ? [make("dl", { class: "govuk-summary-list" }, ...answered.map((row) => drawRow(step, row)))]
      : []),
    ...(others.length > 0 ? [drawUnanswered(step, others)] : []),
  ];
}

function drawRow(step, { path, number, label, lines, entry }) {
  return make(
    "div",
    { class: "govuk-summary-list__row" },
    make("dt", { class: "govuk-summary-list__key" }, ...withNumber(number), withoutOptional(label)),
    make("dd", { class: "govuk-summary-list__value" }, lines.join("\n")),
    ...(step
      ? [make("dd", { class: "govuk-summary-list__actions" }, changeLink(step, path, "Change", ` ${entry} ${label}`))]
      : []),
  );
}

function drawUnanswered(step, rows) {
  const links = rows.map(({ path, label }) =>
    make("li", {}, step ? changeLink(step, path, withoutOptional(label)) : withoutOptional(label)),
  );
  return make("div", { class: "unanswered" }, "Not answered: ", make("ul", { class: "unanswered__list" }, ...links));
}

function withNumber(number) {
  return number ? [make("span", { class: "summary__number" }, number), " "] : [];
}

function changeLink(step, path, words, hidden = "") {
  return make(
    "a",
    { href: `#${step}`, "data-change": path },
    words,
    ...(hidden ? [make("span", { class: "govuk-visually-hidden" }, hidden)] : []),
  );
}

function drawWarnings(definition, warnings) {
  hook("look-again").hidden = warnings.length === 0;
  hook("look-again-list").replaceChildren(
    ...warnings.map((problem) => {
      const name = problem.path.split(".")[0];
      const step = definition.steps.find((each) => each.questions.some((question) => question.name === name));
      return make("li", {}, changeLink(step.name, problem.path, sentence(problem, definition)));
    }),
  );
}

function drawAdvice(definition, form, answers) {
  const advice = shownAdvice(definition, answers).sort(
    (one, other) => TONES.indexOf(one.tone) - TONES.indexOf(other.tone),
  );
  hook("summary-advice").hidden = advice.length === 0;
  hook("summary-advice-list").replaceChildren(
    ...advice.map(({ name }) => {
      const panel = form.querySelector(`[data-advice="${name}"]`).cloneNode(true);
      panel.hidden = false;
      panel.removeAttribute("data-advice");
      return panel;
    }),
  );
}
