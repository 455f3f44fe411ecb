/** Shows the questions and the advice that the answers call for, and reacts to what is typed. Holds no rules of its own. */

import { countedAnswers, isAsked, isAskedIn, shownAdvice } from "./answers.js";
import { readCode } from "./codes.js";
import { NOT_KNOWN } from "./conditions.js";
import { takeApart } from "./dates.js";
import { showDeadline } from "./deadlines.js";
import { MAX_LENGTHS } from "./definition.js";
import { elementIn, elementOf, entriesOf, readAnswers, readParts } from "./fields.js";
import { announce, hide, hook, make, write } from "./page.js";
import { writeParts } from "./put-back.js";
import { blocks, checkQuestion, countCharacters, sentence } from "./rules.js";

// A part of the limit from which the characters left are shown.
const NEAR_THE_LIMIT = 0.9;
// Long enough for a click on a button below to reach it before a warning moves it.
const AFTER_THE_CLICK = 300;

const panels = new WeakMap();

/** Return the answers that count, as they stand on the page. */
export function currentAnswers(definition, form, attachments, today) {
  return countedAnswers(definition, readAnswers(definition, form, attachments.names), today);
}

/** Show what is asked now and hide the rest, steps left out: which of those is on show is not for here. */
export function showAsked(definition, form, answers) {
  for (const step of definition.steps) {
    for (const question of step.questions) {
      const element = elementOf(form, question.name);
      const lines = question.kind === "deadline" ? showDeadline(question, answers) : null;
      hide(element, !isAsked(question, answers) || lines?.length === 0);
      if (lines) {
        drawDeadline(element, lines);
      } else if (question.kind === "group") {
        showAskedInEntries(question, element, answers);
      }
    }
  }
}

function drawDeadline(element, [day = "", passed = ""]) {
  write(hook("deadline-day", element), day);
  const place = hook("deadline-passed", element);
  hide(place, passed === "");
  write(place, passed);
}

function showAskedInEntries(group, element, answers) {
  for (const [index, entry] of entriesOf(element).entries()) {
    const counted = answers[group.name]?.[index] ?? {};
    for (const question of group.questions) {
      hide(elementIn(entry, question.name), !isAskedIn(counted, question, answers));
    }
  }
}

/** Show the advice that the answers call for, and say the title of what has just appeared. */
export function showAdvice(definition, form, answers) {
  const called = new Set(shownAdvice(definition, answers).map((advice) => advice.name));
  const appeared = [];
  for (const panel of panelsIn(form)) {
    const isShown = called.has(panel.dataset.advice);
    if (isShown && panel.hidden && !panel.closest("[data-step]").hidden) {
      appeared.push(panel.querySelector(".advice__title").textContent);
    }
    hide(panel, !isShown);
  }
  if (appeared.length > 0) {
    announce(`Advice: ${appeared.join(". ")}`);
  }
}

/** Find the panels of advice: once, because they stay and are asked for at every key. */
function panelsIn(form) {
  if (!panels.has(form)) {
    panels.set(form, [...form.querySelectorAll("[data-advice]")]);
  }
  return panels.get(form);
}

/** React to what belongs to one box: "not known" empties its neighbours, one choice excludes the others, long text is counted. */
export function reactToBox(definition, box) {
  if (box.closest(".not-known")) {
    leaveUnknown(box);
  } else if (box.type === "checkbox" && box.checked) {
    excludeOthers(box);
  }
  if (box.tagName === "TEXTAREA") {
    drawCount(definition, box);
  }
}

/** Soon after an answer was given, ask to look again if it looks odd. The answer is kept. */
export function warnLater(definition, box, answers, today) {
  const element = box.closest("[data-question]");
  showCode(findQuestion(definition, element?.dataset.question), box);
  if (box.matches(".govuk-date-input__input")) {
    writeParts(element, takeApart(readParts(element)));
  }
  setTimeout(() => {
    if (element?.isConnected && !element.closest("[data-step]").hidden) {
      warn(definition, element, answers(), today());
    }
  }, AFTER_THE_CLICK);
}

/** A code is shown as it counts, so that it can be compared with the one on paper. */
function showCode(question, box) {
  if (question?.kind === "code" && box.type === "text") {
    box.value = readCode(box.value, question.length) ?? box.value;
  }
}

function warn(definition, element, answers, today) {
  const question = findQuestion(definition, element.dataset.question);
  element.querySelector(".warning")?.remove();
  const box = element.querySelector("input, textarea");
  const found = Object.hasOwn(MAX_LENGTHS, question?.kind)
    ? checkQuestion({ ...question, required: false }, box.value, answers, today)
    : [];
  for (const problem of found.filter((each) => !blocks(each, definition))) {
    const words = sentence(problem, definition);
    box.after(make("p", { class: "warning" }, words));
    announce(words);
  }
}

function leaveUnknown(box) {
  const element = box.closest("[data-question]");
  for (const other of element.querySelectorAll("input, textarea")) {
    if (other !== box) {
      other.disabled = box.checked;
      other.value = box.checked ? "" : other.value;
    }
  }
  element.querySelector(".warning")?.remove();
  const count = element.querySelector("[data-count]");
  if (count) {
    count.hidden = true;
  }
}

function excludeOthers(box) {
  const others = [...box.closest("[data-question]").querySelectorAll("input")].filter((other) => other !== box);
  for (const other of others) {
    if (box.value === NOT_KNOWN || other.value === NOT_KNOWN) {
      other.checked = false;
    }
  }
}

function drawCount(definition, box) {
  const element = box.closest("[data-question]");
  const question = findQuestion(definition, element.dataset.question);
  const most = question.max_length ?? MAX_LENGTHS[question.kind];
  const left = most - countCharacters(box.value);
  const count = element.querySelector("[data-count]");
  count.hidden = left > most * (1 - NEAR_THE_LIMIT);
  count.classList.toggle("count--over", left < 0);
  count.textContent = left < 0 ? `You have ${-left} characters too many` : `You have ${left} characters left`;
}

function findQuestion(definition, name) {
  return definition.steps
    .flatMap((step) => step.questions)
    .flatMap((question) => [question, ...(question.questions ?? [])])
    .find((question) => question.name === name);
}
