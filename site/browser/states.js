/** The three states of a referral, always in sight: draft, sealed, handed over. The last is what the person says. */

const STATES = ["draft", "sealed", "handed-over"];

/** Show which state it is now. */
export function showState(now) {
  for (const [place, name] of STATES.entries()) {
    const item = document.querySelector(`[data-state="${name}"]`);
    const isNow = name === now;
    item.classList.toggle("states__state--done", place < STATES.indexOf(now));
    item.classList.toggle("states__state--now", isNow);
    if (isNow) {
      item.setAttribute("aria-current", "step");
    } else {
      item.removeAttribute("aria-current");
    }
  }
}
