/** Opening a saved file again: a draft goes back into the form, a copy is shown and stays as it is. */

import { drawSections } from "./check-page.js";
import { showDateTime } from "./dates.js";
import { afterDrawing, button, buttons, createBox, createPassphraseBox, say, warn } from "./draft-boxes.js";
import { openDraft } from "./draft-file.js";
import { compareDraft } from "./moving.js";
import { announce, make } from "./page.js";
import { putBack } from "./put-back.js";
import { tidyPassphrase } from "./words.js";
import { inEngland } from "./working-days.js";

const SENTENCES = {
  NotADraft: "This is not a file that this form saved. Choose the file whose name begins with “draft” or “copy”",
  SealedForOffice:
    "This file is sealed for the LADO team, and only they can open it. Choose the file whose name begins with “draft” or “copy”",
  DraftDamaged:
    "This file is damaged, or a part of it is missing. Use the file as it was first saved, or have it sent again as an attachment",
  DraftTooNew: "This file was saved by a newer form than this one. Open the newest form on the council’s website",
  RangeError: "This device has too little memory free to open the file. Close other programs, or use another device",
};
const UNREADABLE = "The file could not be read. Choose it again";
const WRONG =
  "This passphrase does not open the file. Check each word and try again. Capitals and spaces in the six words do not matter";

/** Show the boxes for a file and its passphrase. `print` shows sections with a warning before they are printed. */
export function createOpening(page, print) {
  const file = createBox({
    id: "draft-file",
    type: "file",
    label: "The file you saved",
    hint: "Its name begins with “draft” or “copy”.",
  });
  const passphrase = createPassphraseBox({
    id: "draft-passphrase",
    label: "Its passphrase",
    hint: "The six words, or the passphrase you chose.",
    isShown: false,
  });
  const opening = make("p", { class: "govuk-body", role: "status" });
  const open = button("Open the file", "main", async () => {
    const [chosen] = file.input.files;
    const words = tidyPassphrase(passphrase.input.value);
    passphrase.refuse(words ? "" : "Enter the passphrase");
    file.refuse(chosen ? "" : "Choose the file");
    if (chosen && words && !open.disabled) {
      open.disabled = true;
      opening.textContent = "Opening the file. This takes a few seconds.";
      await afterDrawing();
      await openDraft(chosen, words)
        .then((opened) => use(page, opened, print))
        .catch((error) => refuse(error, file, passphrase));
      opening.textContent = "";
      open.disabled = false;
    }
  });
  passphrase.input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      open.click();
    }
  });
  page.show(
    ...warnings(page),
    file.element,
    passphrase.element,
    opening,
    buttons(open, button("Back", "back", page.back)),
  );
}

function warnings(page) {
  return Object.keys(page.answers()).length > 0
    ? [
        warn(
          "You have answers in this form",
          "A draft takes their place. Save them as a draft first if you want to keep them.",
        ),
      ]
    : [];
}

/** Nothing on the page has changed so far. */
function refuse(error, file, passphrase) {
  if (error.name === "WrongPassphrase") {
    passphrase.refuse(WRONG);
  } else {
    file.refuse(error.name === "OtherForm" ? error.message : (SENTENCES[error.name] ?? UNREADABLE));
  }
}

function use(page, { draft, files }, print) {
  if (draft.kind === "copy") {
    showCopy(page, { draft, files }, print);
  } else {
    putDraftBack(page, { draft, files });
  }
}

function showCopy(page, { draft, files }, print) {
  const isThisForm = draft.form.name === page.setting.form.name;
  page.show(
    say(`Saved ${showInstant(draft.saved_at)} from “${draft.form.title}”. Nothing here can be changed.`),
    buttons(
      button("Print", "other", () => {
        print(page, draft.sections);
        page.setTitle("A paper copy of your answers");
      }),
      ...(isThisForm
        ? [button("Put these answers into the form", "other", () => putDraftBack(page, { draft, files }))]
        : []),
      button("Close", "back", page.back),
    ),
    ...drawSections(draft.sections),
  );
  page.setTitle("Your copy");
}

function putDraftBack(page, { draft, files }) {
  const { definition, setting, form } = page;
  if (draft.form.name !== setting.form.name) {
    const error = new Error(
      `This draft belongs to another form: “${draft.form.title}”. Open that form and continue it there`,
    );
    error.name = "OtherForm";
    throw error;
  }
  page.wipe();
  const isLocked = (name) => Object.hasOwn(setting.prefill ?? {}, name);
  putBack({ definition, form, addEntry: page.addEntry, onWritten: page.reactToBox, isLocked }, draft.answers);
  putFilesBack(page, draft.answers, files);
  page.update();
  const result = compareDraft(definition, draft, { present: page.everyAnswer(), counted: page.answers() });
  const isSame = draft.form.digest === setting.form.digest && draft.authority === setting.authority;
  if (isSame && result.again.length + result.gone.length === 0) {
    page.goOn();
    announce("Your draft is back in the form");
  } else {
    showMoved(page, draft, result);
  }
}

function putFilesBack({ definition, attachments }, answers, files) {
  for (const { kind, name } of definition.steps.flatMap((step) => step.questions)) {
    if (kind === "files") {
      const names = Array.isArray(answers[name]) ? answers[name] : [];
      attachments.put(
        name,
        files.filter((file) => names.includes(file.name)),
      );
    }
  }
}

function showMoved(page, draft, { moved, again, gone }) {
  const from =
    draft.authority === page.setting.authority
      ? ""
      : ` It was saved in the form of ${draft.service}; this one is of ${page.setting.service}.`;
  page.show(
    say(`This form has changed since you saved your draft ${showInstant(draft.saved_at)}.${from}`),
    ...list("Answer these again", "What you had answered no longer fits. It was:", again),
    ...list("No longer asked", "These answers will not be sealed. They are still in your draft file.", gone),
    ...list("Moved into the form", "These answers are as you left them.", moved),
    buttons(button("Go on with the form", "main", page.goOn)),
  );
  page.setTitle("Your draft is back, and the form has changed");
}

function list(title, words, rows) {
  return rows.length > 0
    ? [make("h3", { class: "step__heading" }, title), say(words), ...drawSections([{ title: "", rows }])]
    : [];
}

function showInstant(instant) {
  return `on ${showDateTime(inEngland(new Date(instant)).slice(0, 16))}`;
}
