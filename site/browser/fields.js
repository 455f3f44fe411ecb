/** Reads answers from the boxes of the page and finds the boxes of an answer. */

import { NOT_KNOWN } from "./conditions.js";
import { readDate, readDateTime } from "./dates.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that are left behind
const CONTROL_CHARACTERS = /[\0-\x08\x0e-\x1f\x7f]/g;

const found = new WeakMap();
const boxes = new WeakMap();

const READERS = {
  "one-of": readRadio,
  "yes-no": readRadio,
  "any-of": readCheckboxes,
  date: (element) => readDate(readParts(element)),
  "date-time": (element) => readDateTime(readParts(element)),
  number: readNumber,
};

const CONTROLS = ".govuk-radios, .govuk-checkboxes:not(.not-known), .govuk-date-input, [data-entries], input, textarea";

/** Read every answer that is on the page, asked or not. `namesOf` gives the names of the files chosen for a question. */
export function readAnswers(definition, form, namesOf) {
  const answers = {};
  for (const question of definition.steps.flatMap((step) => step.questions)) {
    if (question.kind === "files") {
      answers[question.name] = namesOf(question.name);
    } else if (!["notice", "deadline"].includes(question.kind)) {
      answers[question.name] = readAnswer(question, elementOf(form, question.name));
    }
  }
  return answers;
}

/** Return the element of a question: "happened_on", or "children.0.child_postcode" inside a group. */
export function elementOf(form, path) {
  const [name, index, inner] = path.split(".");
  const element = elementsIn(form).get(name);
  return inner === undefined ? element : elementIn(entriesOf(element)[index], inner);
}

/** Return the element of a question inside an entry. */
export function elementIn(entry, name) {
  return elementsIn(entry).get(name);
}

/** Find the questions of a form, or of an entry, by their names: once, because they stay and are asked for at every key. */
function elementsIn(place) {
  if (!found.has(place)) {
    const elements = [...place.querySelectorAll("[data-question]")];
    found.set(place, new Map(elements.map((element) => [element.dataset.question, element])));
  }
  return found.get(place);
}

/** List the entries of a group. */
export function entriesOf(group) {
  return [...group.querySelectorAll("[data-entry]")];
}

/** Return where a message about a question goes: before this element, inside the question's own group. */
export function controlOf(element) {
  return element.querySelector(CONTROLS);
}

/** Return what the focus goes to. */
export function firstField(element) {
  return element.querySelector(
    "input:not([disabled]):not([hidden]), textarea:not([disabled]), [data-add-entry], button",
  );
}

function readAnswer(question, element) {
  if (question.kind === "group") {
    return entriesOf(element).map((entry) => readEntry(question, entry));
  }
  if (boxesIn(element).notKnown?.checked) {
    return NOT_KNOWN;
  }
  return (READERS[question.kind] ?? readText)(element);
}

function readEntry(group, entry) {
  return Object.fromEntries(
    group.questions
      .filter((question) => question.kind !== "notice")
      .map((question) => [question.name, readAnswer(question, elementIn(entry, question.name))]),
  );
}

/** Find the boxes of a question: once, because they stay and are read at every key. */
function boxesIn(element) {
  if (!boxes.has(element)) {
    boxes.set(element, {
      all: [...element.querySelectorAll("input, textarea")],
      notKnown: element.querySelector(".not-known input"),
      parts: [...element.querySelectorAll(".govuk-date-input__input")],
    });
  }
  return boxes.get(element);
}

/** What comes along when text is copied from a document, and no keyboard types, is left behind. */
function readText(element) {
  const [box] = boxesIn(element).all;
  return box.value.replace(/[\v\f]/g, "\n").replace(CONTROL_CHARACTERS, "");
}

/** What is no whole number stays as it was typed, and the rules say so. */
function readNumber(element) {
  const typed = readText(element).trim();
  return /^[0-9]+$/.test(typed) ? Number(typed) : typed;
}

function readRadio(element) {
  return boxesIn(element).all.find((box) => box.checked)?.value ?? "";
}

function readCheckboxes(element) {
  const values = boxesIn(element)
    .all.filter((box) => box.checked)
    .map((box) => box.value);
  return values.includes(NOT_KNOWN) ? NOT_KNOWN : values;
}

/** Read the boxes of a date: `{day, month, year}`, with a `time` where it is asked for. */
export function readParts(element) {
  return Object.fromEntries(boxesIn(element).parts.map((box) => [box.name.split("--").pop(), box.value]));
}
