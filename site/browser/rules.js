/**
 * What makes an answer acceptable: the rules of `site/forms/rules.py`; `tests/vectors/rules.json` holds both.
 * Problems are values, never exceptions, and all of them are collected: `{path, code, label, missing, entry, values}`.
 */

import { count, isAnswered, isAsked, isAskedIn } from "./answers.js";
import { lettersOf, readCode } from "./codes.js";
import { answerTo, isEntry, NOT_KNOWN } from "./conditions.js";
import { dayProblem, minuteProblem, missingParts } from "./dates.js";
import { entryName, MAX_LENGTHS } from "./definition.js";

export const MAX_ENTRIES = 30;
export const MAX_FILE_NAME = 200;
// Of one submission, over all its questions.
export const MAX_FILES = 50;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that are refused
const HIDDEN_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u;
// An override, which makes "fdp.exe" read "exe.pdf". Scripts that run from right to left do without.
const TURNED_AROUND = /[\u202d\u202e]/;
const MAIL_PART = "[^@\\s\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069]+";
const EMAIL = new RegExp(`^${MAIL_PART}@${MAIL_PART}\\.${MAIL_PART}$`);
// Without the flag "u", so that no letter but A to Z is taken for one of these.
const POSTCODE = /^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$/i;

const REQUIRED_CODES = {
  "one-of": "required-choice",
  "any-of": "required-choice",
  "yes-no": "required-choice",
  date: "required-date",
  "date-time": "required-date",
  files: "required-entries",
};

/** What each kind finds wrong with a value that is not blank: a list of [code, values]. */
const RULES = {
  "short-text": findInText,
  "long-text": findInText,
  email: findInText,
  phone: findInText,
  address: findInText,
  postcode: findInText,
  "one-of": findInChoice,
  "yes-no": findInChoice,
  "any-of": findInChoices,
  date: findInDate,
  "date-time": (_, value, today) => codes(minuteProblem(value, today), { parts: missingParts(value) }),
  number: findInNumber,
  code: findInCode,
  files: (_, value) => findInFiles(value),
};

/**
 * Hold a set of answers against the form in one pass: `{counted, problems}`, the answers that count and every problem of
 * the answers given, in the order of the form. `today` is "YYYY-MM-DD", the day the form is filled in.
 */
export function examine(definition, answers, today) {
  const top = new Set(definition.steps.flatMap((step) => step.questions.map((question) => question.name)));
  const unknown = Object.keys(answers).filter((name) => !top.has(name));
  const problems = unknown.map((name) => problem(name, { label: name }, "unknown-question"));
  const counted = {};
  const files = [];
  for (const step of definition.steps) {
    const isStepAsked = isAsked(step, counted);
    for (const question of step.questions) {
      if (isStepAsked && isAsked(question, counted)) {
        count(question, answers, counted, today);
        const found = checkQuestion(question, answerTo(answers, question.name), counted, today);
        problems.push(...found);
        if (question.kind === "files" && found.length === 0) {
          problems.push(...checkAllFiles(question, answerTo(counted, question.name), files));
        }
      } else if (Object.hasOwn(answers, question.name)) {
        problems.push(problem(question.name, { label: question.label }, "not-asked"));
      }
    }
  }
  return { counted, problems };
}

/** List every problem of a set of answers, in the order of the form. */
export function check(definition, answers, today) {
  return examine(definition, answers, today).problems;
}

/** List the problems of one answer. `counted` are the answers that count, for conditions inside a group. */
export function checkQuestion(question, value, counted, today) {
  if (question.kind === "group") {
    return checkGroup(question, value, counted, today);
  }
  if (question.kind === "deadline") {
    return value === undefined || value === null
      ? []
      : [problem(question.name, { label: question.label }, "not-asked")];
  }
  return find(question, value, today).map(([code, values]) => problem(question.name, question, code, values));
}

/** Say a problem in words, from the definition's own table. */
export function sentence({ code, label = "", missing, entry, values }, definition) {
  if (missing && code.startsWith("required-")) {
    return entry + missing;
  }
  const words = { ...values, label: withoutOptional(label), entry };
  return definition.sentences[code].replace(/\{(\w+)\}/g, (_, word) => words[word]);
}

/** Whether a question was optional matters no more once it is answered. */
export function withoutOptional(label) {
  return label.replace(/ \(optional\)$/, "");
}

/** Tell whether the answer is refused; otherwise it is kept and the reader is asked to look again. */
export function blocks({ code }, definition) {
  return !definition.warnings.includes(code);
}

function problem(path, { label, missing = "" }, code, values = {}, entry = "") {
  return { path, code, label, missing, entry, values };
}

/** Hold the files of one question against those of the questions before it, and add them to these. */
function checkAllFiles(question, names, files) {
  if (!Array.isArray(names)) {
    return [];
  }
  const isTwice = names.some((name) => files.includes(name));
  files.push(...names);
  const isTooMany = files.length > MAX_FILES;
  return [
    ...(isTwice ? [["file-twice"]] : []),
    ...(isTooMany ? [["too-many-files", { most: MAX_FILES, count: files.length }]] : []),
  ].map(([code, values]) => problem(question.name, { label: question.label }, code, values));
}

function checkGroup(group, value, outer, today) {
  if (!isAnswered(value)) {
    return group.required ? [problem(group.name, group, "required-entries")] : [];
  }
  if (!Array.isArray(value) || !value.every(isEntry)) {
    return [problem(group.name, group, "wrong-kind")];
  }
  if (value.length > MAX_ENTRIES) {
    return [problem(group.name, group, "too-many-entries", { most: MAX_ENTRIES })];
  }
  const counted = answerTo(outer, group.name) ?? [];
  return value.flatMap((entry, index) => checkEntry(group, index, entry, counted[index] ?? {}, outer, today));
}

function checkEntry(group, index, entry, counted, outer, today) {
  const pathOf = (name) => `${group.name}.${index}.${name}`;
  const names = new Set(group.questions.map((question) => question.name));
  const unknown = Object.keys(entry).filter((name) => !names.has(name));
  const problems = unknown.map((name) => problem(pathOf(name), { label: name }, "unknown-question"));
  for (const question of group.questions) {
    const found = isAskedIn(counted, question, outer)
      ? find(question, answerTo(entry, question.name), today)
      : Object.hasOwn(entry, question.name)
        ? [["not-asked"]]
        : [];
    problems.push(
      ...found.map(([code, values]) =>
        problem(pathOf(question.name), question, code, values, `${entryName(group, index)}: `),
      ),
    );
  }
  return problems;
}

function find(question, value, today) {
  if (question.kind === "notice") {
    return [];
  }
  if (!isAnswered(value)) {
    return question.required ? [[REQUIRED_CODES[question.kind] ?? "required-text"]] : [];
  }
  if (question.not_known && value === NOT_KNOWN) {
    return [];
  }
  return RULES[question.kind](question, value, today);
}

function findInText({ kind, max_length: most = MAX_LENGTHS[kind] }, value) {
  if (typeof value !== "string") {
    return [["wrong-kind"]];
  }
  const found = HIDDEN_CHARACTERS.test(value) ? [["characters"]] : [];
  if (TURNED_AROUND.test(value)) {
    found.push(["characters-turned"]);
  }
  const length = countCharacters(value);
  if (length > most) {
    return [...found, ["too-long", { most, count: length }]];
  }
  if (kind === "email" && !EMAIL.test(value.trim())) {
    found.push(["email-odd"]);
  } else if (kind === "phone" && (value.match(/[0-9]/g) ?? []).length < 10) {
    found.push(["phone-odd"]);
  } else if (kind === "postcode" && !POSTCODE.test(value.trim())) {
    found.push(["postcode-odd"]);
  }
  return found;
}

function findInChoice({ kind, choices }, value) {
  const offered = kind === "yes-no" ? ["yes", "no"] : choices.map((choice) => choice.value);
  return codes(offered.includes(value) ? "" : "not-a-choice");
}

function findInChoices({ choices }, value) {
  const offered = choices.map((choice) => choice.value);
  const isOffered = Array.isArray(value) && value.every((each) => offered.includes(each));
  return codes(isOffered && !hasTwins(value) ? "" : "not-a-choice");
}

function findInDate({ approximate, future }, value, today) {
  return codes(dayProblem(value, today, { approximate, future }), { parts: missingParts(value, approximate) });
}

function findInNumber({ least = 0, most = 9999 }, value) {
  if (!Number.isInteger(value)) {
    return [["number-format"]];
  }
  return least <= value && value <= most ? [] : [["number-range", { least, most }]];
}

function findInCode({ length }, value) {
  if (typeof value !== "string") {
    return [["wrong-kind"]];
  }
  if (countCharacters(lettersOf(value)) !== length + 1) {
    return [["code-length", { count: length + 1 }]];
  }
  return codes(readCode(value, length) ? "" : "code-check");
}

function findInFiles(names) {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    return [["wrong-kind"]];
  }
  const isUsable = (name) => name !== "" && countCharacters(name) <= MAX_FILE_NAME;
  return codes(names.every(isUsable) && !hasTwins(names) ? "" : "file-names");
}

function codes(code, values) {
  return code ? [[code, values]] : [];
}

const hasTwins = (list) => new Set(list).size !== list.length;

/** Count characters as Python does: an emoji is one, although JavaScript stores two units for it. */
export function countCharacters(text) {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
