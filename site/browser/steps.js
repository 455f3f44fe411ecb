/**
 * One step at a time inside one document: which one is on show, its address (a fragment that is the step's name and
 * never an answer), the title, the focus, the progress and the list of steps.
 */

import { askedSteps } from "./answers.js";
import { hide, hook, make } from "./page.js";

export const CHECK = "check";
export const SEALED = "sealed";
export const ASIDE = "aside";

// Longer than any picture takes: where none is drawn, as in a tab that is not on show, this much later will do.
const WITHOUT_A_PICTURE = 250;

/** Return the functions that move between the steps. `answers` gives the answers that count; `onShow` is told the name. */
export function createSteps({ definition, answers, onShow }) {
  const parts = new Map(
    [...document.querySelectorAll("[data-step]")].map((each) => [each.dataset.step, partsOf(each)]),
  );
  const formTitle = document.title;
  const map = hook("map");
  const mapItems = [...map.querySelectorAll("[data-map-step]")];
  const reached = new Set([definition.steps[0].name]);
  const untold = [];
  let now = "";

  const order = () => [...askedSteps(definition, answers()).map((step) => step.name), CHECK];

  function show(name, { focus = true } = {}) {
    now = name;
    reached.add(name);
    for (const [each, { section }] of parts) {
      hide(section, each !== name);
    }
    const names = order();
    const title = titleOf(names);
    drawProgress(names);
    onShow(name);
    tellLater(() => {
      document.title = title;
    });
    if (focus) {
      window.scrollTo(0, 0);
      parts.get(name).title.focus({ preventScroll: true });
    }
  }

  /**
   * The browser takes as long over its history as over the whole step: it is told once the step can be seen, and the
   * title after that, for it belongs to the new entry.
   */
  function tellLater(act) {
    untold.push(act);
    if (untold.length === 1) {
      requestAnimationFrame(() => setTimeout(tell));
      setTimeout(tell, WITHOUT_A_PICTURE);
    }
  }

  function tell() {
    for (const act of untold.splice(0)) {
      act();
    }
  }

  function setTitle(prefix = "") {
    tell();
    document.title = prefix + titleOf(order());
  }

  function titleOf(names) {
    const place = names.indexOf(now);
    const progress = place < 0 ? "" : ` – Step ${place + 1} of ${names.length}`;
    return `${parts.get(now).title.textContent}${progress} – ${formTitle}`;
  }

  function drawProgress(names) {
    const place = names.indexOf(now);
    const { progress, back } = parts.get(now);
    progress?.replaceChildren(
      `Step ${place + 1} of ${names.length}`,
      make("progress", { class: "progress__bar", max: names.length, value: place + 1, "aria-hidden": "true" }),
    );
    if (back) {
      hide(back, place === 0);
    }
    drawMap(names);
  }

  function drawMap(names) {
    hide(map, now === SEALED || now === ASIDE);
    for (const item of mapItems) {
      const name = item.dataset.mapStep;
      const isNow = name === now;
      const isReached = reached.has(name) && !isNow;
      hide(item, !names.includes(name));
      item.classList.toggle("map__step--reached", isReached);
      item.classList.toggle("map__step--now", isNow);
      const link = item.firstElementChild;
      put(link, "aria-current", isNow && "step");
      put(link, "href", isReached && `#${name}`);
    }
  }

  /**
   * Show a step and leave an entry in the history. An address that is followed as a link takes the focus to the element
   * of that name, or away where it is hidden, and a question may have the name of a step.
   */
  function go(name) {
    tellLater(() => history.pushState(null, "", `#${name}`));
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
    tell();
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
  map.addEventListener("click", followLink);
  map.closest(".form-page").classList.add("form-page--mapped");

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
      tell();
      history.replaceState(null, "", `#${SEALED}`);
      show(SEALED);
    },
  };
}

/** Find the parts of a step: once, because they stay. What lies beside the steps has no progress and no way back. */
function partsOf(section) {
  return {
    section,
    title: section.querySelector(".step__title"),
    progress: hook("progress", section),
    back: hook("back", section),
  };
}

/** Give an element an attribute, or take it away where there is no value; where nothing changes the page is left alone. */
function put(element, name, value) {
  if (value && element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  } else if (!value && element.hasAttribute(name)) {
    element.removeAttribute(name);
  }
}
