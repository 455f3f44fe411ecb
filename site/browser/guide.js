/**
 * Shows the criteria guide one question at a time. What people choose is kept in this window's memory and nowhere else:
 * not in the address, not on the device. Without this script the same links lead through the same page.
 *
 * Hooks in the page: data-guide is the guide, data-place="NAME" a question or an ending, data-answer="KEY" a link in a
 * question that leads to the next place, with its words in data-label.
 */

import { hook, make } from "./page.js";

const guide = hook("guide");
const places = [...guide.querySelectorAll("[data-place]")];
const first = places[0].dataset.place;
let trail = [];

function placeNamed(name) {
  return places.find((place) => place.dataset.place === name);
}

function now() {
  return trail.length > 0 ? trail.at(-1).next : first;
}

function show({ focus }) {
  const shown = placeNamed(now());
  for (const place of places) {
    place.hidden = place !== shown;
  }
  hook("buttons").hidden = trail.length === 0;
  sayWhy(shown);
  if (focus) {
    shown.querySelector("h2").focus();
  }
}

/** List the answers that led to an ending. */
function sayWhy(place) {
  const list = hook("because", place);
  if (list) {
    hook("why", place).hidden = false;
    list.replaceChildren(
      ...trail.map(({ question, label }) => make("li", {}, `${question} `, make("strong", {}, label))),
    );
  }
}

function choose(link) {
  const place = link.closest("[data-place]");
  trail.push({
    question: place.querySelector("h2").textContent,
    label: hook("label", link).textContent,
    next: link.hash.slice("#guide-".length),
  });
  history.pushState({ steps: trail.length }, "");
  show({ focus: true });
}

guide.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-answer], [data-back], [data-again]");
  if (pressed?.matches("[data-answer]")) {
    event.preventDefault();
    choose(pressed);
  } else if (pressed?.matches("[data-back]")) {
    history.back();
  } else if (pressed?.matches("[data-again]")) {
    history.go(-trail.length);
  }
});

/** The browser's own Back undoes an answer. Going forward again would need answers that are no longer kept. */
window.addEventListener("popstate", (event) => {
  trail = trail.slice(0, event.state?.steps ?? 0);
  show({ focus: true });
});

document.body.classList.add("js-enabled");
for (const element of guide.querySelectorAll("[data-unscripted], [data-then]")) {
  element.hidden = true;
}
show({ focus: false });
