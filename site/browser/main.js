/**
 * Starts the form: reads the definition and the setting from the page, and connects what people do with the modules
 * that do something about it.
 *
 * Hooks in the page, for tests and the demonstration:
 *   data-step="NAME"            a step; also "check" and "sealed". All but one are hidden
 *   data-question="NAME"        a question; inside an entry of a group it carries the inner name
 *   data-advice="NAME"          a panel of advice, hidden while the answers do not call for it
 *   data-continue, data-back    the buttons of a step (one pair in each)
 *   data-add-entry="GROUP"      the button that adds an entry; data-entry="N" is an entry, data-remove-entry its button
 *   data-change="PATH"          a link on the check page, "happened_on" or "children.0.child_postcode"
 *   data-seal                   the button that seals; data-seal-anyway the tick that an out-of-date form wants first
 *   data-receipt                the receipt code; data-file-name the name; data-download downloads the file again
 *   data-leave                  leaves quickly
 * Boxes have the name of their question: NAME, NAME--day, NAME--month, NAME--year, NAME--time, NAME--not-known, and
 * GROUP.N.NAME inside a group, where N counts entries as they were added, from 0.
 */

import { createAttachments } from "./attachments.js";
import { clearCheckPage, drawCheckPage } from "./check-page.js";
import { clearProblems, showProblems } from "./error-summary.js";
import { elementOf, firstField } from "./fields.js";
import { currentAnswers, reactToBox, showAdvice, showAsked, warnLater } from "./form.js";
import { createGroups } from "./groups.js";
import { watchLeaving } from "./leaving.js";
import { hook, make, readJson } from "./page.js";
import { drawReceiptPage } from "./receipt-page.js";
import { blocks, check, sentence } from "./rules.js";
import { explain, prepareSealing, sealAnswers } from "./sealing.js";
import { CHECK, createSteps, SEALED } from "./steps.js";
import { inEngland } from "./working-days.js";

const definition = readJson("form-definition");
const setting = readJson("setting");
const form = hook("form");
const groups = createGroups(definition, form);
const attachments = createAttachments(form, { onChange: update, onRefused: showRefusedFiles });
const steps = createSteps({ definition, answers, onShow });
let isChanging = false;
let isSealing = false;

function answers() {
  return currentAnswers(definition, form, attachments);
}

function today() {
  return inEngland(new Date()).slice(0, 10);
}

function update() {
  const counted = answers();
  showAsked(definition, form, counted);
  showAdvice(definition, form, counted);
}

function onShow(name) {
  clearProblems(form);
  form.hidden = name === CHECK || name === SEALED;
  if (name === SEALED) {
    return;
  }
  update();
  showWhetherExpired();
  if (name === definition.steps.at(-1).name || name === CHECK) {
    prepareSealing();
  }
  if (name === CHECK) {
    isChanging = false;
    const counted = answers();
    const warnings = check(definition, counted, today()).filter((problem) => !blocks(problem, definition));
    drawCheckPage(definition, form, counted, warnings);
    // Only when this step is wholly shown can another take its place.
    setTimeout(leaveCheckWhenUnfinished);
  }
}

function showWhetherExpired() {
  for (const notice of document.querySelectorAll("[data-expired]")) {
    notice.hidden = today() <= setting.valid_until;
  }
}

/** Answers that were changed may have made a question necessary in a step that was passed before. */
function leaveCheckWhenUnfinished() {
  const unfinished = steps.names().find((name) => name !== CHECK && problemsOf(name).length > 0);
  if (steps.now === CHECK && unfinished) {
    steps.go(unfinished);
    showStepProblems(problemsOf(unfinished));
  }
}

/** List what keeps a step from being left. */
function problemsOf(name) {
  const step = definition.steps.find((each) => each.name === name);
  const names = new Set(step.questions.map((question) => question.name));
  return check(definition, answers(), today()).filter(
    (problem) => names.has(problem.path.split(".")[0]) && blocks(problem, definition),
  );
}

async function goOn() {
  if (attachments.busy()) {
    await attachments.busy();
  }
  const problems = problemsOf(steps.now);
  if (problems.length > 0) {
    showStepProblems(problems);
    return;
  }
  const names = steps.names();
  steps.go(isChanging ? CHECK : names[names.indexOf(steps.now) + 1]);
}

function showStepProblems(problems) {
  showProblems(
    form,
    problems.map((problem) => ({ path: problem.path, words: sentence(problem, definition) })),
  );
  steps.setTitle("Error: ");
}

function goBack() {
  const names = steps.names();
  steps.go(isChanging ? CHECK : names[names.indexOf(steps.now) - 1]);
}

function change(link) {
  isChanging = true;
  steps.go(link.hash.slice(1));
  const element = elementOf(form, link.dataset.change);
  element.scrollIntoView();
  firstField(element).focus({ preventScroll: true });
}

function showRefusedFiles(path, refused) {
  showProblems(
    form,
    refused.map((words) => ({ path, words })),
  );
  steps.setTitle("Error: ");
}

async function sealNow() {
  const anyway = hook("seal-anyway");
  if (isSealing) {
    return;
  }
  if (today() > setting.valid_until && !anyway.checked) {
    showSealProblem("This form is out of date. Telephone the LADO team first, or tick “Seal with this form anyway”.");
    anyway.focus();
    return;
  }
  setSealing(true);
  try {
    const counted = answers();
    const sealed = await sealAnswers({
      definition,
      setting,
      answers: counted,
      attachments: attachments.files(),
      onProgress: (part) => {
        hook("sealing-bar").value = part;
      },
    });
    wipe();
    drawReceiptPage(setting, sealed);
    steps.finish();
  } catch (error) {
    showSealProblem(explain(error));
  } finally {
    setSealing(false);
  }
}

function setSealing(is) {
  isSealing = is;
  hook("sealing").hidden = !is;
  hook("seal").hidden = is;
  if (is) {
    hook("seal-problem").hidden = true;
  }
}

function showSealProblem(words) {
  const place = hook("seal-problem");
  place.hidden = false;
  place.replaceChildren(make("p", { class: "advice__text" }, words));
}

/** Forget every answer: in the boxes, in the list of files and on the check page. */
function wipe() {
  form.reset();
  for (const box of form.querySelectorAll("input, textarea")) {
    box.disabled = false;
  }
  groups.clear();
  attachments.clear();
  clearCheckPage();
  clearProblems(form);
}

form.addEventListener("input", (event) => {
  reactToBox(definition, event.target);
  update();
});
form.addEventListener("change", (event) => warnLater(definition, event.target, answers, today));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
document.addEventListener("click", (event) => {
  const pressed = event.target.closest(
    "[data-back], [data-add-entry], [data-remove-entry], [data-change], [data-seal]",
  );
  if (pressed?.matches("[data-back]")) {
    goBack();
  } else if (pressed?.matches("[data-add-entry]")) {
    groups.add(pressed.dataset.addEntry);
    update();
  } else if (pressed?.matches("[data-remove-entry]")) {
    groups.remove(pressed.closest("[data-entry]"));
    update();
  } else if (pressed?.matches("[data-change]")) {
    event.preventDefault();
    change(pressed);
  } else if (pressed?.matches("[data-seal]")) {
    sealNow();
  }
});
watchLeaving({ hasAnswers: () => Object.keys(answers()).length > 0, wipe });

document.body.classList.add("js-enabled");
steps.start();
