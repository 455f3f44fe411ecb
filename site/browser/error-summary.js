/** Shows what is wrong with the answers: a summary that takes the focus and links to each box, and a message at each box. */

import { controlOf, elementOf, firstField } from "./fields.js";
import { hook, make } from "./page.js";

const CONTROLS = ".govuk-input, .govuk-textarea, .govuk-file-upload";

/** Show the problems of one step, `[{path, words}]`, each at its box and all together above. */
export function showProblems(form, problems) {
  clearProblems(form);
  const items = problems.map(({ path, words }) => {
    const element = elementOf(form, path);
    showAtBox(element, words);
    return make("li", {}, linkTo(element, words));
  });
  const summary = make(
    "div",
    { class: "govuk-error-summary", tabindex: "-1" },
    make(
      "div",
      { role: "alert" },
      make("h2", { class: "govuk-error-summary__title" }, "There is a problem"),
      make(
        "div",
        { class: "govuk-error-summary__body" },
        make("ul", { class: "govuk-list govuk-error-summary__list" }, ...items),
      ),
    ),
  );
  const place = hook("errors");
  place.hidden = false;
  place.replaceChildren(summary);
  window.scrollTo(0, 0);
  summary.focus({ preventScroll: true });
}

/** Take every message away. */
export function clearProblems(form) {
  const place = hook("errors");
  if (place.hidden) {
    return;
  }
  place.hidden = true;
  place.replaceChildren();
  clearBoxes(form);
}

/** Take the messages about one answer away, and the summary with the last of them. Tell whether others are left. */
export function clearProblemsOf(form, path) {
  const element = elementOf(form, path);
  clearBoxes(element);
  const links = [...hook("errors").querySelectorAll("a")];
  const others = links.filter((link) => link.hash !== hashOf(element));
  for (const link of links.filter((each) => !others.includes(each))) {
    link.closest("li").remove();
  }
  if (others.length === 0) {
    clearProblems(form);
  }
  return others.length > 0;
}

function clearBoxes(place) {
  for (const message of place.querySelectorAll(".govuk-error-message")) {
    const described = place.querySelector(`[aria-describedby~="${CSS.escape(message.id)}"]`);
    if (described) {
      setDescription(described, (ids) => ids.filter((id) => id !== message.id));
    }
    message.closest(".govuk-form-group--error")?.classList.remove("govuk-form-group--error");
    message.remove();
  }
  for (const name of ["govuk-input--error", "govuk-textarea--error", "govuk-file-upload--error"]) {
    for (const control of place.querySelectorAll(`.${name}`)) {
      control.classList.remove(name);
    }
  }
}

function linkTo(element, words) {
  const field = firstField(element);
  const link = make("a", { href: hashOf(element) }, words);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    element.scrollIntoView();
    field.focus({ preventScroll: true });
  });
  return link;
}

function hashOf(element) {
  return `#${firstField(element).id || element.dataset.question}`;
}

function showAtBox(element, words) {
  const control = controlOf(element);
  const group = element.querySelector(".govuk-form-group, .group");
  const id = `${firstField(element).id || element.dataset.question}-error`;
  if (document.getElementById(id)) {
    return;
  }
  group.classList.add("govuk-form-group--error");
  control.before(
    make("p", { class: "govuk-error-message", id }, make("span", { class: "govuk-visually-hidden" }, "Error: "), words),
  );
  const described = control.matches("input, textarea") ? control : element.querySelector("fieldset");
  setDescription(described, (ids) => [...ids, id]);
  for (const box of element.querySelectorAll(control.matches("[data-entries]") ? "none" : CONTROLS)) {
    box.classList.add(`${box.classList[0]}--error`);
  }
}

function setDescription(element, change) {
  const ids = change((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length > 0) {
    element.setAttribute("aria-describedby", ids.join(" "));
  } else {
    element.removeAttribute("aria-describedby");
  }
}
