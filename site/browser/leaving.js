/** What happens when somebody leaves: a question while something would be lost, and in every case nothing stays behind. */

/** Watch the ways out. `isLosing` tells whether something would be lost, `wipe` forgets everything. */
export function watchLeaving({ isLosing, wipe }) {
  let isWanted = false;

  window.addEventListener("beforeunload", (event) => {
    if (!isWanted && isLosing()) {
      event.preventDefault();
      // Older browsers ask only when this is set.
      event.returnValue = "";
    }
  });
  // Browsers keep a page they leave, to show it again on "back": it is emptied on the way out, and made new on the way in.
  window.addEventListener("pagehide", wipe);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
  // To call or to write leaves nothing, but some browsers ask all the same.
  document.addEventListener("click", (event) => {
    if (event.target.closest('a[href^="tel:"], a[href^="mailto:"]')) {
      isWanted = true;
      setTimeout(() => {
        isWanted = false;
      }, 1000);
    }
  });
  document.querySelector("[data-leave]").addEventListener("click", (event) => {
    event.preventDefault();
    isWanted = true;
    const address = event.currentTarget.href;
    document.body.hidden = true;
    document.title = "";
    wipe();
    location.replace(address);
  });
}
