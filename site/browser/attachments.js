/** The files that go with the answers: chosen, listed with their sizes, taken away again. They stay in memory only. */

import { announce, make, showSize } from "./page.js";

const MOST_BYTES = 100_000_000;
export const MOST_BYTES_BY_EMAIL = 10_000_000;

/** Start the file picker of a form. Return functions that give the names and the files, and that forget them. */
export function createAttachments(form, { onChange, onRefused }) {
  const input = form.querySelector('input[type="file"]');
  const place = form.querySelector("[data-files]");
  let files = [];
  let adding = null;

  const total = () => files.reduce((sum, file) => sum + file.size, 0);

  async function add(chosen) {
    const refused = [];
    const usableName = await loadNames();
    if (!usableName) {
      onRefused(input.name, ["The files could not be added. Check that you are online, then choose them again"]);
      return;
    }
    for (const file of chosen) {
      if (file.size === 0) {
        refused.push(`“${file.name}” is empty. Choose another file`);
      } else if (total() + file.size > MOST_BYTES) {
        refused.push(`“${file.name}” is too big: all files together can be ${showSize(MOST_BYTES)} at most`);
      } else {
        const name = nameOfItsOwn(usableName(file.name), files);
        files.push(new File([file], name, { type: file.type }));
      }
    }
    draw();
    onChange();
    if (refused.length > 0) {
      onRefused(input.name, refused);
    } else {
      announce(`${files.length} ${files.length === 1 ? "file" : "files"} added, ${showSize(total())} together`);
    }
  }

  function remove(file) {
    files = files.filter((each) => each !== file);
    draw();
    onChange();
    announce(`${file.name} removed`);
    input.focus();
  }

  function draw() {
    place.replaceChildren();
    if (files.length === 0) {
      return;
    }
    place.append(
      make("ul", { class: "files__list" }, ...files.map(drawFile)),
      make("p", { class: "files__total" }, `${showSize(total())} together, of ${showSize(MOST_BYTES)} at most`),
    );
    if (total() > MOST_BYTES_BY_EMAIL) {
      place.append(
        make(
          "p",
          { class: "warning" },
          "Together these may be too big for e-mail. You can seal them, but agree first with the LADO team how to hand them over, or take some away.",
        ),
      );
    }
  }

  function drawFile(file) {
    const button = make(
      "button",
      { type: "button", class: "text-button", "data-remove-file": true },
      "Remove",
      make("span", { class: "govuk-visually-hidden" }, ` ${file.name}`),
    );
    button.addEventListener("click", () => remove(file));
    return make(
      "li",
      {},
      make("span", { class: "files__name" }, file.name),
      make("span", { class: "files__size" }, showSize(file.size)),
      button,
    );
  }

  input?.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    adding = add(chosen).finally(() => {
      adding = null;
    });
  });

  return {
    /** A promise while files are being added, else null. */
    busy: () => adding,
    names: () => files.map((file) => file.name),
    files: () => [...files],
    clear() {
      files = [];
      if (place) {
        draw();
      }
    },
  };
}

/** The rule for names is loaded when it is needed, with the code that seals. Null when it cannot be had. */
async function loadNames() {
  try {
    return (await import("./container.js")).usableName;
  } catch {
    return null;
  }
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
