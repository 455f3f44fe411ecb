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
  for (const message of form.querySelectorAll(".govuk-error-message")) {
    const described = form.querySelector(`[aria-describedby~="${CSS.escape(message.id)}"]`);
    if (described) {
      setDescription(described, (ids) => ids.filter((id) => id !== message.id));
    }
    message.closest(".govuk-form-group--error")?.classList.remove("govuk-form-group--error");
    message.remove();
  }
  for (const name of ["govuk-input--error", "govuk-textarea--error", "govuk-file-upload--error"]) {
    for (const control of form.querySelectorAll(`.${name}`)) {
      control.classList.remove(name);
    }
  }
}

function linkTo(element, words) {
  const field = firstField(element);
  const link = make("a", { href: `#${field.id || element.dataset.question}` }, words);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    element.scrollIntoView();
    field.focus({ preventScroll: true });
  });
  return link;
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
