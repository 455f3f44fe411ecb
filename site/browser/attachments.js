/** The files that go with the answers: chosen, listed with their sizes, taken away again. They stay in memory only. */

import { loadLater } from "./loading.js";
import { announce, hook, MOST_BYTES_BY_EMAIL, make, showSize } from "./page.js";
import { blocks, MAX_FILES, sentence } from "./rules.js";

const MOST_BYTES = 100_000_000;

/**
 * Start the file pickers of a form, one for each question that takes files. Return functions that give the names and the
 * files, and that forget them. The limits and the names are over the whole form. `onRefused(question, sentences)` is
 * told at every change why files were refused, or that none were.
 */
export function createAttachments(form, { definition, onChange, onRefused }) {
  const inputs = [...form.querySelectorAll('input[type="file"]')];
  const chosen = new Map(inputs.map((input) => [input.name, []]));
  const notes = new WeakMap();
  let adding = null;

  const all = () => [...chosen.values()].flat();
  const total = () => all().reduce((sum, file) => sum + file.size, 0);

  function say(code, values) {
    return sentence({ code, entry: "", values: { most: showSize(MOST_BYTES), ...values } }, definition);
  }

  /** Add files one after the other. What is refused is said, and the others are added all the same. */
  async function add(input, added) {
    const later = await loadLater().catch(() => null);
    if (!later) {
      onRefused(input.name, ["The files could not be added. Check that you are online, then choose them again"]);
      return;
    }
    const refused = [];
    let leftOut = 0;
    for (const file of added) {
      if (all().length >= MAX_FILES) {
        leftOut += 1;
      } else {
        refused.push(...(await addOne(later, input, file)));
      }
    }
    draw();
    onChange();
    if (leftOut > 0) {
      refused.push(say("files-left-out", { count: leftOut, most: MAX_FILES }));
    }
    onRefused(input.name, refused);
    if (refused.length === 0) {
      const count = all().length;
      announce(`${count} ${count === 1 ? "file" : "files"} added, ${showSize(total())} together`);
    }
  }

  /** Add a file unless it cannot be taken. Return why it is refused: a list of one sentence, or of none. */
  async function addOne({ examineFile, usableName }, input, file) {
    const { code, kind } = await examineFile(file, MOST_BYTES - total());
    const words = code && say(code, { name: file.name, kind: definition.file_kinds[kind] });
    if (code && blocks({ code }, definition)) {
      return [words];
    }
    const kept = new File([file], nameOfItsOwn(usableName(file.name), all()), { type: file.type });
    notes.set(kept, words);
    chosen.get(input.name).push(kept);
    return [];
  }

  function remove(input, file) {
    chosen.set(
      input.name,
      chosen.get(input.name).filter((each) => each !== file),
    );
    draw();
    onChange();
    onRefused(input.name, []);
    announce(`${file.name} removed`);
    input.focus();
  }

  function draw() {
    for (const input of inputs) {
      const files = chosen.get(input.name);
      const lines = files.length > 0 ? [drawList(input, files), drawTotal(), ...drawWarning()] : [];
      hook("files", input.closest("[data-question]")).replaceChildren(...lines);
    }
  }

  function drawList(input, files) {
    return make(
      "ul",
      { class: "files__list" },
      ...files.map((file) => drawFile(file, notes.get(file), () => remove(input, file))),
    );
  }

  function drawTotal() {
    const together = inputs.length > 1 ? "together with the files of other questions" : "together";
    return make("p", { class: "files__total" }, `${showSize(total())} ${together}, of ${showSize(MOST_BYTES)} at most`);
  }

  function drawWarning() {
    const words =
      "Together these may be too big for e-mail. You can seal them, but agree first with the LADO team how to hand them over, or take some away.";
    return total() > MOST_BYTES_BY_EMAIL ? [make("p", { class: "warning" }, words)] : [];
  }

  for (const input of inputs) {
    input.addEventListener("change", () => {
      const added = [...input.files];
      input.value = "";
      const last = Promise.resolve(adding)
        .then(() => add(input, added))
        .finally(() => {
          adding = adding === last ? null : adding;
        });
      adding = last;
    });
  }

  return {
    /** A promise while files are being added, else null. */
    busy: () => adding,
    names: (question) => chosen.get(question).map((file) => file.name),
    /** The files of these answers, in their order: a question that is no longer asked sends none. */
    files(answers) {
      const asked = [...chosen].filter(([question]) => Object.hasOwn(answers, question));
      return asked.flatMap(([, files]) => files);
    },
    /** Put the files of a draft back. */
    put(question, files) {
      chosen.set(question, files);
      draw();
    },
    clear() {
      for (const input of inputs) {
        chosen.set(input.name, []);
      }
      draw();
    },
  };
}

function drawFile(file, note, onRemove) {
  const button = make(
    "button",
    { type: "button", class: "text-button", "data-remove-file": true },
    "Remove",
    make("span", { class: "govuk-visually-hidden" }, ` ${file.name}`),
  );
  button.addEventListener("click", onRemove);
  return make(
    "li",
    {},
    make("span", { class: "files__name" }, file.name),
    make("span", { class: "files__size" }, showSize(file.size)),
    button,
    ...(note ? [make("p", { class: "warning" }, note)] : []),
  );
}

/** Two pictures from a phone are often both "image.jpg". */
function nameOfItsOwn(name, files) {
  const taken = new Set(files.map((file) => file.name));
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let free = name;
  for (let count = 2; taken.has(free); count += 1) {
    free = `${stem.slice(0, 180)} (${count})${ending.slice(0, 12)}`;
  }
  return free;
}
