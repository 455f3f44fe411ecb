/** Puts saved answers back into the boxes of the page, by the names of their questions. The opposite of `fields.js`. */

import { answerTo, isEntry, NOT_KNOWN } from "./conditions.js";
import { dateParts, dateTimeParts } from "./dates.js";
import { elementOf, entriesOf } from "./fields.js";

const WRITERS = {
  "one-of": tick,
  "yes-no": tick,
  "any-of": tick,
  date: (element, value) => writeParts(element, dateParts(String(value))),
  "date-time": (element, value) => writeParts(element, dateTimeParts(String(value))),
};
const NOT_TYPED = ["notice", "deadline", "files"];

/**
 * Fill the boxes. `addEntry(name)` adds an entry to a group, `onWritten(box)` is told of each box, `isLocked(name)` tells
 * which questions keep what they have. What does not fit a question any more is left out: read the page to see what did.
 */
export function putBack({ definition, form, addEntry, onWritten, isLocked }, answers) {
  for (const question of definition.steps.flatMap((step) => step.questions)) {
    const value = answerTo(answers, question.name);
    if (value === undefined || value === null || isLocked(question.name)) {
      continue;
    }
    const element = elementOf(form, question.name);
    if (question.kind === "group") {
      writeEntries(question, element, value, addEntry, onWritten);
    } else {
      write(question, element, value, onWritten);
    }
  }
}

function writeEntries(group, element, entries, addEntry, onWritten) {
  for (const [index, entry] of (Array.isArray(entries) ? entries : []).filter(isEntry).entries()) {
    if (entriesOf(element).length <= index) {
      addEntry(group.name);
    }
    const place = entriesOf(element)[index];
    for (const question of place ? group.questions : []) {
      const value = answerTo(entry, question.name);
      if (value !== undefined && value !== null) {
        write(question, place.querySelector(`[data-question="${question.name}"]`), value, onWritten);
      }
    }
  }
}

function write(question, element, value, onWritten) {
  const notKnown = element.querySelector(".not-known input");
  if (value === NOT_KNOWN && notKnown) {
    notKnown.checked = true;
    onWritten(notKnown);
  } else if (!NOT_TYPED.includes(question.kind)) {
    (WRITERS[question.kind] ?? writeText)(element, value);
    for (const box of element.querySelectorAll("textarea")) {
      onWritten(box);
    }
  }
}

function writeText(element, value) {
  element.querySelector("input, textarea").value = String(value);
}

function tick(element, value) {
  const values = [value].flat();
  for (const box of element.querySelectorAll('input[type="radio"], input[type="checkbox"]')) {
    box.checked = values.includes(box.value);
  }
}

/** Fill the boxes of a date. */
export function writeParts(element, parts) {
  for (const box of element.querySelectorAll(".govuk-date-input__input")) {
    box.value = parts[box.name.split("--").pop()] ?? "";
  }
}
