/** Saving: a draft to go on with later, a sealed copy for oneself, a copy on paper. `opening.js` opens them again. */

import { drawSections } from "./check-page.js";
import { ALPHABET } from "./codes.js";
import { showDateTime } from "./dates.js";
import { afterDrawing, button, buttons, createPassphraseBox, download, say, showWords, warn } from "./draft-boxes.js";
import { LEAST_LENGTH, sealDraft } from "./draft-file.js";
import { createOpening } from "./opening.js";
import { announce, make } from "./page.js";
import { summaryRows } from "./summary.js";
import { drawWords, tidyPassphrase } from "./words.js";
import { inEngland } from "./working-days.js";

const CODE_LENGTH = 4;
const KINDS = {
  draft: {
    save: "Save the draft",
    saved: "Draft saved",
    why: "You get a file with your answers, locked with a passphrase. You can go on with it later, on this device or another, without the internet. Nothing is kept in this browser.",
    after: "A draft is not sent to anyone. To go on, open this form, choose “Continue a draft” and give it this file.",
  },
  copy: {
    save: "Save my copy",
    saved: "Copy saved",
    why: "You get a file with your answers, locked with a passphrase of your own. You can read it again in this form. It is not what you send to the LADO team.",
    after:
      "Do not send this file: it is only for you. To read it, open this form, choose “Continue a draft” and give it this file.",
  },
};
const FAILED =
  "The file could not be saved. Close other programs or take away big files, then try again. Your answers are still here.";

/**
 * Return what the page beside the form shows: `{save, open, copy, print}`.
 *
 * `page` is `{definition, setting, form, answers, everyAnswer, attachments, addEntry, reactToBox, wipe, update, goOn, finish,
 * show, setTitle, back}`.
 */
export function createDrafts(page) {
  return {
    save: () => offer("draft", page),
    copy: () => offer("copy", page),
    open: () => createOpening(page, printCopy),
    print: () => printCopy(page, sectionsOf(page)),
  };
}

function offer(kind, page) {
  const words = drawWords();
  const own = createPassphraseBox({
    id: "own-passphrase",
    label: "Your own passphrase",
    hint: `At least ${LEAST_LENGTH} characters. Do not use one that you use elsewhere.`,
    isShown: true,
  });
  const choices = createChoices(words, own);
  const problem = make("div", { role: "alert" });
  const saving = make("p", { class: "govuk-body", role: "status" });
  const save = button(KINDS[kind].save, "main", async () => {
    const passphrase = choices.isOwn() ? tidyPassphrase(own.input.value) : words.join(" ");
    own.refuse([...passphrase].length < LEAST_LENGTH ? `Enter at least ${LEAST_LENGTH} characters` : "");
    if ([...passphrase].length >= LEAST_LENGTH && !save.disabled) {
      save.disabled = true;
      saving.textContent = "Locking the file. This takes a few seconds.";
      await afterDrawing();
      await saveFile(kind, page, passphrase, choices.isOwn() ? [] : words).catch(() =>
        problem.replaceChildren(warn("Not saved", FAILED)),
      );
      saving.textContent = "";
      save.disabled = false;
      // Still there when nothing could be saved; a disabled button loses the focus.
      save.focus();
    }
  });
  page.show(say(KINDS[kind].why), choices.element, problem, saving, buttons(save, button("Back", "back", page.back)));
}

function createChoices(words, own) {
  const conditional = make("div", { class: "govuk-radios__conditional", hidden: true }, own.element);
  const [drawn, chosen] = ["drawn", "own"].map((value) =>
    make("input", {
      class: "govuk-radios__input",
      type: "radio",
      name: "passphrase",
      id: `passphrase-${value}`,
      value,
      autocomplete: "off",
    }),
  );
  drawn.checked = true;
  const element = make(
    "fieldset",
    { class: "govuk-fieldset" },
    make("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, "What is to lock the file?"),
    make(
      "div",
      { class: "govuk-radios" },
      radio(drawn, "These six words. Write them down now"),
      make("div", { class: "govuk-radios__conditional" }, showWords(words)),
      radio(chosen, "A passphrase of my own"),
      conditional,
    ),
  );
  element.addEventListener("change", () => {
    conditional.hidden = !chosen.checked;
  });
  return { element, isOwn: () => chosen.checked };
}

function radio(input, words) {
  const label = make("label", { class: "govuk-label govuk-radios__label", for: input.id }, words);
  return make("div", { class: "govuk-radios__item" }, input, label);
}

async function saveFile(kind, page, passphrase, words) {
  const draft = describe(kind, page);
  const file = await sealDraft({ draft, attachments: page.attachments.files(draft.answers), passphrase });
  const name = `${kind}-${drawCode()}.txt`;
  download(file, name);
  showSaved(kind, page, { file, name, words });
}

/** A draft keeps every answer that is on the page, as it stands there; a copy those that would be sealed. */
function describe(kind, page) {
  const { definition, setting } = page;
  return {
    kind,
    form: { ...setting.form, title: document.querySelector("h1").textContent },
    authority: setting.authority,
    service: setting.service,
    release: setting.release,
    saved_at: new Date().toISOString(),
    answers: kind === "draft" ? page.everyAnswer() : page.answers(),
    sections: summaryRows(definition, page.answers()),
  };
}

function showSaved(kind, page, { file, name, words }) {
  const again = button("download the file again", "text", () => download(file, name));
  page.show(
    say(
      "The file ",
      make("strong", { class: "file-name" }, name),
      " should now be in your Downloads folder. If it is not there, ",
      again,
      ".",
    ),
    ...(words.length > 0 ? [say("These six words open it. They are shown only here:"), showWords(words)] : []),
    say("Without the passphrase nobody can open the file. Keep the two apart."),
    say(KINDS[kind].after),
    buttons(
      button("Go on with the form", "main", page.back),
      ...(kind === "draft" ? [button("Clear the form and stop", "other", page.finish)] : []),
    ),
  );
  page.setTitle(KINDS[kind].saved);
  announce(KINDS[kind].saved);
}

/** Names of files are seen by others: these say nothing about anyone. */
function drawCode() {
  const drawn = crypto.getRandomValues(new Uint8Array(CODE_LENGTH));
  return Array.from(drawn, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

function sectionsOf({ definition, answers }) {
  return summaryRows(definition, answers());
}

function printCopy(page, sections) {
  page.show(
    make(
      "div",
      { class: "screen-only" },
      warn(
        "The paper will hold confidential information",
        "It names a child and an adult. Anyone who finds it can read it. Take it from the printer at once, keep it locked away, and shred it when you no longer need it.",
        "Printing is not sending. The LADO team does not get this copy.",
      ),
      buttons(
        button("Print my answers", "main", () => window.print()),
        button("Back", "back", page.back),
      ),
    ),
    make("p", { class: "paper-only" }, `Confidential. Printed ${showDateTime(inEngland(new Date()).slice(0, 16))}.`),
    ...drawSections(sections),
  );
}
