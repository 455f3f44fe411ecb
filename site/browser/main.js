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
 *   data-open-aside="KIND"      opens the page beside the steps to "save" or "open" a draft, or to "copy" or "print"
 *   data-state="NAME"           one of the three states in sight: "draft", "sealed", "handed-over"
 *   data-share, data-handed-over  shares the sealed file; says that it was sent
 *   data-receipt                the receipt code; data-file-name the name; data-download downloads the file again
 *   data-leave                  leaves quickly
 * Boxes have the name of their question: NAME, NAME--day, NAME--month, NAME--year, NAME--time, NAME--not-known, and
 * GROUP.N.NAME inside a group, where N counts entries as they were added, from 0.
 */

import { givenAnswers } from "./answers.js";
import { createAside } from "./aside.js";
import { createAttachments } from "./attachments.js";
import { missingCapabilities } from "./capabilities.js";
import { clearCheckPage, drawCheckPage } from "./check-page.js";
import { readClock } from "./clock.js";
import { showDate } from "./dates.js";
import { clearProblems, clearProblemsOf, showProblems } from "./error-summary.js";
import { elementOf, firstField, readAnswers } from "./fields.js";
import { currentAnswers, reactToBox, showAdvice, showAsked, warnLater } from "./form.js";
import { createGroups } from "./groups.js";
import { watchLeaving } from "./leaving.js";
import { loadLater } from "./loading.js";
import { offerKeeping } from "./offline.js";
import { hide, hook, make, readDefinition, readJson, write } from "./page.js";
import { fillAndLock } from "./prefill.js";
import { blocks, check, sentence } from "./rules.js";
import { explain, prepareSealing, sealAnswers } from "./sealing.js";
import { ASIDE, CHECK, createSteps, SEALED } from "./steps.js";

const definition = readDefinition();
const setting = readJson("setting");
const form = hook("form");
const expiredNotices = document.querySelectorAll("[data-expired]");
const groups = createGroups(definition, form);
const attachments = createAttachments(form, { definition, onChange: update, onRefused: showRefusedFiles });
const steps = createSteps({ definition, answers, onShow });
const aside = createAside({
  steps,
  page: {
    definition,
    setting,
    form,
    attachments,
    answers: () => givenAnswers(definition, answers()),
    everyAnswer: () => readAnswers(definition, form, attachments.names),
    addEntry: groups.add,
    reactToBox: (box) => reactToBox(definition, box),
    wipe,
    update,
    goOn: goToUnfinished,
    finish,
  },
});
let moment = null;
let isChanging = false;
let isSealing = false;
let isToBeSent = false;

/** The answers are read when one changes, and the rules asked once, for all that is done until the next change. */
function atThisMoment() {
  if (moment === null) {
    const clock = readClock(setting, new Date());
    moment = { clock, counted: currentAnswers(definition, form, attachments, clock.today) };
  }
  return moment;
}

function answers() {
  return atThisMoment().counted;
}

function problems() {
  const now = atThisMoment();
  now.problems ??= check(definition, givenAnswers(definition, now.counted), now.clock.today);
  return now.problems;
}

function today() {
  return atThisMoment().clock.today;
}

function update() {
  moment = null;
  showAsked(definition, form, answers());
  showAdvice(definition, form, answers());
}

function onShow(name) {
  clearProblems(form);
  hide(form, [CHECK, SEALED, ASIDE].includes(name));
  if (name !== ASIDE) {
    aside.clear();
  }
  const clock = readClock(setting, new Date());
  showDays(name, clock);
  if (name === SEALED || name === ASIDE) {
    return;
  }
  // What is checked is what will be sealed, and a program may have filled a box without a word to the page.
  if (name === CHECK || clock.device !== atThisMoment().clock.device) {
    update();
  }
  if (name !== definition.steps[0].name) {
    prepareSealing();
  }
  if (name === CHECK) {
    isChanging = false;
    const warnings = problems().filter((problem) => !blocks(problem, definition));
    drawCheckPage(definition, form, answers(), warnings);
    leaveCheckWhenUnfinished();
  }
}

/** Say that the form is out of date or the clock wrong, while something can still be done about it. */
function showDays(name, { device, isExpired, isWrong }) {
  for (const notice of expiredNotices) {
    // A wrong date is no reason to blame the form before it is filled in; sealing wants the choice all the same.
    hide(notice, name === SEALED || !isExpired || (isWrong && !notice.contains(hook("seal-anyway"))));
  }
  hide(hook("wrong-clock"), name === SEALED || !isWrong);
  write(hook("device-day"), showDate(device));
}

function showMissing() {
  const missing = missingCapabilities();
  hook("missing").hidden = missing.length === 0;
  hook("missing-list").textContent = missing.join(" or ");
}

/** Answers that were changed may have made a question necessary in a step that was passed before. */
function leaveCheckWhenUnfinished() {
  const unfinished = steps.names().find(isUnfinished);
  if (unfinished) {
    // Only when this step is wholly shown can another take its place.
    setTimeout(() => {
      if (steps.now === CHECK) {
        steps.go(unfinished);
        showStepProblems(problemsOf(unfinished));
      }
    });
  }
}

/** Go to the first step that something is missing in, or to the check page: where somebody goes on with a draft. */
function goToUnfinished() {
  const names = steps.names();
  const place = names.findIndex(isUnfinished);
  steps.reach(place < 0 ? names : names.slice(0, place));
  steps.go(place < 0 ? CHECK : names[place]);
}

/** Empty the page and begin anew, without a question. */
function finish() {
  wipe();
  location.replace(location.pathname);
}

function isUnfinished(name) {
  return name !== CHECK && problemsOf(name).length > 0;
}

/** List what keeps a step from being left. */
function problemsOf(name) {
  const step = definition.steps.find((each) => each.name === name);
  const names = new Set(step.questions.map((question) => question.name));
  return problems().filter((problem) => names.has(problem.path.split(".")[0]) && blocks(problem, definition));
}

async function goOn() {
  if (attachments.busy()) {
    await attachments.busy();
  }
  if (isUnfinished(steps.now)) {
    // Nobody is told that an answer is missing before the boxes were read once more.
    update();
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
  if (refused.length === 0) {
    steps.setTitle(clearProblemsOf(form, path) ? "Error: " : "");
    return;
  }
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
  if (readClock(setting, new Date()).isExpired && !anyway.checked) {
    showSealProblem("This form is out of date. Telephone the LADO team first, or tick “Seal with this form anyway”.");
    anyway.focus();
    return;
  }
  setSealing(true);
  try {
    const given = givenAnswers(definition, answers());
    const { drawReceiptPage } = await loadLater();
    const sealed = await sealAnswers({
      definition,
      setting,
      words: [...hook("words").querySelectorAll("span")].map((word) => word.textContent),
      answers: given,
      attachments: attachments.files(given),
      onProgress: (part) => {
        hook("sealing-bar").value = part;
      },
    });
    wipe();
    drawReceiptPage(setting, sealed, {
      hasRightClock: !readClock(setting, new Date()).isWrong,
      onState: (state) => {
        isToBeSent = state === "sealed";
      },
    });
    setSealing(false);
    steps.finish();
  } catch (error) {
    setSealing(false);
    showSealProblem(explain(error));
    hook("seal").focus();
  }
}

function setSealing(is) {
  isSealing = is;
  hook("sealing").hidden = !is;
  if (is) {
    hook("seal-problem").hidden = true;
    // The button that had the focus goes.
    hook("sealing").focus();
  }
  hook("seal").hidden = is;
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
  aside.clear();
  clearCheckPage();
  clearProblems(form);
  fillAndLock(form, setting.prefill);
  moment = null;
}

/** Tell whether leaving the page would lose something: an answer, or a sealed file that nobody has sent yet. */
function isLosing() {
  const given = Object.keys(givenAnswers(definition, answers()));
  return isToBeSent || given.some((name) => !Object.hasOwn(setting.prefill, name));
}

form.addEventListener("input", (event) => {
  reactToBox(definition, event.target);
  update();
});
form.addEventListener("change", (event) => warnLater(definition, event.target, answers, today));
// "Continue" is taken below before it submits the form, which takes a browser longer than all else that a press does.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
document.addEventListener("click", (event) => {
  const pressed = event.target.closest(
    "[data-continue], [data-back], [data-add-entry], [data-remove-entry], [data-change], [data-seal], [data-open-aside]",
  );
  if (pressed?.matches("[data-continue]")) {
    event.preventDefault();
    goOn();
  } else if (pressed?.matches("[data-back]")) {
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
  } else if (pressed?.matches("[data-open-aside]")) {
    aside.open(pressed.dataset.openAside);
  }
});
watchLeaving({ isLosing, wipe });

document.body.classList.add("js-enabled");
fillAndLock(form, setting.prefill);
showMissing();
offerKeeping();
steps.start();
update();
