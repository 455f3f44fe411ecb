/** What happens when somebody leaves: a question while there are answers, and in every case nothing stays behind. */

/** Watch the ways out. `hasAnswers` tells whether something would be lost, `wipe` forgets everything. */
export function watchLeaving({ hasAnswers, wipe }) {
  let isQuick = false;

  window.addEventListener("beforeunload", (event) => {
    if (!isQuick && hasAnswers()) {
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
  document.querySelector("[data-leave]").addEventListener("click", (event) => {
    event.preventDefault();
    isQuick = true;
    const address = event.currentTarget.href;
    document.body.hidden = true;
    document.title = "";
    wipe();
    location.replace(address);
  });
}
