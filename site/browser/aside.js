/**
 * The page beside the steps: saving a draft, continuing one, a copy for oneself. What it shows is loaded on demand and
 * forgotten when it is left.
 */

import { loadLater } from "./loading.js";
import { hook, make } from "./page.js";
import { ASIDE } from "./steps.js";

const TITLES = {
  save: "Save a draft",
  open: "Continue a draft",
  copy: "Keep a sealed copy for yourself",
  print: "A paper copy of your answers",
};
const FAILED =
  "This part of the page could not be loaded. Check that you are online, then try again. Your answers are still here.";

/** Return the functions that show and empty the page. `page` is what `drafts.js` wants, but for what is added here. */
export function createAside({ steps, page }) {
  const place = hook("aside");
  let from = "";

  function setTitle(title) {
    const heading = hook("aside-title");
    heading.textContent = title;
    steps.setTitle();
    heading.focus();
  }

  function back() {
    steps.go(from);
  }

  function show(...parts) {
    place.replaceChildren(...parts);
  }

  function showThatItFailed() {
    const button = make("button", { type: "button", class: "back" }, "Back to the form");
    button.addEventListener("click", back);
    show(make("p", { class: "govuk-body", role: "alert" }, FAILED), button);
  }

  return {
    /** Open the page to "save" or "open" a draft, or to "copy" or "print" the answers. */
    async open(kind) {
      from = steps.now === ASIDE ? from : steps.now;
      hook("aside-title").textContent = TITLES[kind];
      steps.go(ASIDE);
      const later = await loadLater().catch(() => null);
      if (later === null) {
        showThatItFailed();
      } else if (steps.now === ASIDE) {
        later.createDrafts({ ...page, show, setTitle, back })[kind]();
      }
    },
    clear: () => show(),
  };
}
