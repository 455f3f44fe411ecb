/**
 * One step at a time inside one document: which one is on show, its address (a fragment that is the step's name and
 * never an answer), the title, the focus, the progress and the list of steps.
 */

import { askedSteps } from "./answers.js";
import { hook, make } from "./page.js";

export const CHECK = "check";
export const SEALED = "sealed";
export const ASIDE = "aside";

/** Return the functions that move between the steps. `answers` gives the answers that count; `onShow` is told the name. */
export function createSteps({ definition, answers, onShow }) {
  const sections = new Map([...document.querySelectorAll("[data-step]")].map((each) => [each.dataset.step, each]));
  const title = document.title;
  const reached = new Set([definition.steps[0].name]);
  let now = "";

  const order = () => [...askedSteps(definition, answers()).map((step) => step.name), CHECK];

  function show(name, { focus = true } = {}) {
    now = name;
    reached.add(name);
    for (const [each, section] of sections) {
      section.hidden = each !== name;
    }
    drawProgress();
    setTitle();
    onShow(name);
    if (focus) {
      window.scrollTo(0, 0);
      sections.get(name).querySelector(".step__title").focus({ preventScroll: true });
    }
  }

  function setTitle(prefix = "") {
    const heading = sections.get(now).querySelector(".step__title").textContent;
    const place = order().indexOf(now);
    const progress = place < 0 ? "" : ` – Step ${place + 1} of ${order().length}`;
    document.title = `${prefix}${heading}${progress} – ${title}`;
  }

  function drawProgress() {
    const names = order();
    const place = names.indexOf(now);
    const progress = hook("progress", sections.get(now));
    progress?.replaceChildren(
      `Step ${place + 1} of ${names.length}`,
      make("progress", { class: "progress__bar", max: names.length, value: place + 1, "aria-hidden": "true" }),
    );
    const back = hook("back", sections.get(now));
    if (back) {
      back.hidden = place === 0;
    }
    drawMap(names);
  }

  function drawMap(names) {
    hook("map").hidden = now === SEALED || now === ASIDE;
    for (const item of document.querySelectorAll("[data-map-step]")) {
      const name = item.dataset.mapStep;
      const isNow = name === now;
      const isReached = reached.has(name) && !isNow;
      item.hidden = !names.includes(name);
      item.classList.toggle("map__step--reached", isReached);
      item.classList.toggle("map__step--now", isNow);
      const link = item.firstElementChild;
      link.toggleAttribute("aria-current", isNow);
      if (isNow) {
        link.setAttribute("aria-current", "step");
      }
      if (isReached) {
        link.href = `#${name}`;
      } else {
        link.removeAttribute("href");
      }
    }
  }

  /**
   * Show a step and leave an entry in the history. An address that is followed as a link takes the focus to the element
   * of that name, or away where it is hidden, and a question may have the name of a step.
   */
  function go(name) {
    history.pushState(null, "", `#${name}`);
    show(name);
  }

  function followLink(event) {
    const link = event.target.closest("a[href]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link.hash.slice(1));
    }
  }

  /** Follow the address, as "back" changes it, to a step that was shown before. */
  function follow() {
    const name = location.hash.slice(1);
    if (name === now) {
      return;
    }
    if (now !== SEALED && reached.has(name) && order().includes(name)) {
      show(name);
    } else {
      history.replaceState(null, "", `#${now}`);
    }
  }

  window.addEventListener("hashchange", follow);
  hook("map").addEventListener("click", followLink);
  hook("map").closest(".form-page").classList.add("form-page--mapped");

  return {
    get now() {
      return now;
    },
    names: order,
    setTitle,
    /** Show the first step when the page opens, without taking the focus. */
    start() {
      const [first] = order();
      history.replaceState(null, "", `#${first}`);
      show(first, { focus: false });
    },
    go,
    /** Let these steps be opened by their address and from the list, as when they were shown. */
    reach(names) {
      for (const name of names) {
        reached.add(name);
      }
    },
    /** Go to the last page, from which there is no way back. */
    finish() {
      history.replaceState(null, "", `#${SEALED}`);
      show(SEALED);
    },
  };
}
