/** Repeating groups: adds and takes away entries, numbers them, and keeps the focus where the reader is. */

import { entryName } from "./definition.js";
import { entriesOf } from "./fields.js";
import { announce } from "./page.js";
import { MAX_ENTRIES } from "./rules.js";

const PLACE = "__index__";

/** Take out the entry that stands in the page, as the pattern for those to come. Return the functions that work on entries. */
export function createGroups(definition, form) {
  const groups = definition.steps.flatMap((step) => step.questions).filter((question) => question.kind === "group");
  const patterns = new Map();
  const added = new Map();
  for (const group of groups) {
    const element = elementOfGroup(group.name);
    const [pattern] = entriesOf(element);
    pattern.remove();
    patterns.set(group.name, pattern);
    clear(group);
  }

  function elementOfGroup(name) {
    return form.querySelector(`[data-question="${name}"]`);
  }

  function clear(group) {
    const element = elementOfGroup(group.name);
    element.querySelector("[data-entries]").replaceChildren();
    added.set(group.name, 0);
    if (group.required) {
      put(group);
    }
    number(group);
  }

  function put(group) {
    const entry = patterns.get(group.name).cloneNode(true);
    const place = added.get(group.name);
    added.set(group.name, place + 1);
    fillIn(entry, place);
    elementOfGroup(group.name).querySelector("[data-entries]").append(entry);
    return entry;
  }

  function number(group) {
    const element = elementOfGroup(group.name);
    const entries = entriesOf(element);
    for (const [index, entry] of entries.entries()) {
      for (const name of entry.querySelectorAll("[data-entry-name]")) {
        name.textContent = entryName(group, index);
      }
      entry.querySelector("[data-remove-entry]").hidden = group.required && entries.length === 1;
    }
    const add = element.querySelector("[data-add-entry]");
    const article = /^[aeiou]/.test(group.entry) ? "an" : "a";
    add.textContent = `Add ${entries.length > 0 ? "another" : article} ${group.entry}`;
    add.hidden = entries.length >= MAX_ENTRIES;
  }

  return {
    /** Add an entry and put the focus on its name. */
    add(name) {
      const group = groups.find((each) => each.name === name);
      const entry = put(group);
      number(group);
      entry.querySelector("[data-entry-name]").focus();
    },
    /** Take an entry away; the focus goes to the one before it, or to the button that adds one. */
    remove(entry) {
      const element = entry.closest("[data-question]");
      const group = groups.find((each) => each.name === element.dataset.question);
      const index = entriesOf(element).indexOf(entry);
      entry.remove();
      number(group);
      announce(`${entryName(group, index)} removed`);
      const before = entriesOf(element)[Math.max(0, index - 1)];
      (before?.querySelector("[data-entry-name]") ?? element.querySelector("[data-add-entry]")).focus();
    },
    /** Go back to how the page began. */
    clear() {
      groups.forEach(clear);
    },
  };
}

function fillIn(entry, place) {
  for (const element of [entry, ...entry.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(PLACE)) {
        element.setAttribute(attribute.name, attribute.value.replaceAll(PLACE, String(place)));
      }
    }
  }
}
