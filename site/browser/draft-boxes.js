/** The boxes and buttons of the pages about drafts. A passphrase box is no password box, which browsers offer to keep. */

import { make } from "./page.js";

const NEVER_KEPT = {
  autocomplete: "off",
  autocapitalize: "none",
  spellcheck: "false",
  "data-1p-ignore": true,
  "data-lpignore": "true",
  "data-bwignore": true,
};

/** Make a paragraph. */
export function say(...words) {
  return make("p", { class: "govuk-body" }, ...words);
}

/** Make a panel that stands out. */
export function warn(title, ...words) {
  return make(
    "div",
    { class: "advice advice--important" },
    make("h3", { class: "advice__title" }, title),
    ...words.map((each) => make("p", { class: "advice__text" }, each)),
  );
}

/** Make a button; `look` is "main", "other", "back", or "text" inside a sentence. */
export function button(words, look, onPress) {
  const classes = {
    main: "govuk-button",
    other: "govuk-button govuk-button--secondary",
    back: "back",
    text: "text-button",
  };
  const element = make("button", { type: "button", class: classes[look] }, words);
  element.addEventListener("click", onPress);
  return element;
}

/** Make a row of buttons. */
export function buttons(...each) {
  return make("div", { class: "step__buttons" }, ...each);
}

/** Show six words, as everywhere on the site. */
export function showWords(words) {
  return make("p", { class: "words words--large" }, ...words.flatMap((word) => [make("span", {}, word), " "]));
}

/** Make a box with its label: `{element, input, refuse(words)}`. `refuse` shows what is wrong, "" that nothing is. */
export function createBox({ id, label, hint, type = "text" }) {
  const look = type === "file" ? "govuk-file-upload" : "govuk-input";
  const input = make("input", { class: look, id, type, ...NEVER_KEPT, "aria-describedby": `${id}-hint ${id}-error` });
  const problem = make("p", { class: "govuk-error-message", id: `${id}-error`, hidden: true });
  const element = make(
    "div",
    { class: "govuk-form-group" },
    make("label", { class: "govuk-label govuk-label--s", for: id }, label),
    make("p", { class: "govuk-hint", id: `${id}-hint` }, hint),
    problem,
    input,
  );
  function refuse(words) {
    problem.hidden = words === "";
    problem.replaceChildren(make("span", { class: "govuk-visually-hidden" }, "Error: "), words);
    element.classList.toggle("govuk-form-group--error", words !== "");
    input.classList.toggle(`${look}--error`, words !== "");
    if (words) {
      input.focus();
    }
  }
  return { element, input, refuse };
}

/** Make a box for a passphrase, with a button that shows and hides it. */
export function createPassphraseBox({ isShown, ...words }) {
  const box = createBox(words);
  const toggle = button("", "back", () => show(box.input.classList.contains("secret")));
  function show(is) {
    box.input.classList.toggle("secret", !is);
    toggle.replaceChildren(is ? "Hide" : "Show", make("span", { class: "govuk-visually-hidden" }, " the passphrase"));
  }
  show(isShown);
  box.element.append(toggle);
  return box;
}

/** Hand a file over to the person, as a download. */
export function download(file, name) {
  const address = URL.createObjectURL(file);
  const link = make("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Long after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Wait until the page shows what was drawn last: what follows keeps it busy. */
export function afterDrawing() {
  return new Promise((resume) => setTimeout(resume, 50));
}
