/** The last page: the sealed file to hand over, the receipt code, and when somebody will call. Sealed is not sent. */

import { showLongDate } from "./dates.js";
import { hook, MOST_BYTES_BY_EMAIL, make, showSize } from "./page.js";
import { showState } from "./states.js";
import { replyBy } from "./working-days.js";

/** Fill in the page and start the download. `hasRightClock` tells whether days can be worked out from the device's. */
export function drawReceiptPage(setting, sealed, { hasRightClock, onState }) {
  const file = fileToHandOver(sealed);
  const address = URL.createObjectURL(file);
  const download = () => {
    const link = make("a", { href: address, download: file.name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
  };
  hook("receipt").textContent = sealed.receipt;
  hook("file-name").textContent = file.name;
  for (const button of document.querySelectorAll("[data-download]")) {
    button.addEventListener("click", download);
  }
  for (const link of document.querySelectorAll("[data-mail]")) {
    link.href = mailAddress(setting, sealed.receipt, file.name);
  }
  showTooBig(sealed, file);
  offerSharing(file);
  drawReplies(setting, hasRightClock ? sealed.sealedAt : null);
  hook("handed-over").addEventListener("click", () => changeState("handed-over", onState));
  hook("not-handed-over").addEventListener("click", () => changeState("sealed", onState));
  hook("print").addEventListener("click", () => window.print());
  hook("again").addEventListener("click", () => {
    location.replace(location.pathname);
  });
  setState("sealed", onState);
  download();
}

/** Text survives e-mail; what is too big for e-mail is better a quarter smaller. Both have the same receipt code. */
function fileToHandOver({ file, binary, fileName, size }) {
  return size > MOST_BYTES_BY_EMAIL
    ? new File([binary], fileName.replace(/txt$/, "age"), { type: "application/octet-stream" })
    : new File([file], fileName, { type: "text/plain" });
}

function showTooBig({ size }, file) {
  const isTooBig = size > MOST_BYTES_BY_EMAIL;
  hook("too-big").hidden = !isTooBig;
  hook("by-mail").hidden = isTooBig;
  hook("size").textContent = showSize(file.size);
}

/** A telephone's own menu takes the file into its mail program or another. */
function offerSharing(file) {
  const problem = hook("share-problem");
  hook("sharing").hidden = !navigator.canShare?.({ files: [file] });
  hook("share").addEventListener("click", async () => {
    problem.hidden = true;
    try {
      await navigator.share({ files: [file] });
    } catch (error) {
      // The person closed the menu again.
      problem.hidden = error.name === "AbortError";
    }
  });
}

/** "I have sent it" is what the person says: the page sends nothing and cannot know. */
function setState(state, onState) {
  const isSent = state === "handed-over";
  for (const element of document.querySelectorAll("[data-until-sent]")) {
    element.hidden = isSent;
  }
  for (const element of document.querySelectorAll("[data-when-sent]")) {
    element.hidden = !isSent;
  }
  hook("sealed-title").textContent = isSent ? "Handed over, as you say" : "Sealed. Not sent yet.";
  showState(state);
  onState(state);
}

/** The button that was pressed has gone: the focus goes to the heading, and the title says what the heading says. */
function changeState(state, onState) {
  const heading = hook("sealed-title");
  const before = heading.textContent;
  setState(state, onState);
  document.title = document.title.replace(before, heading.textContent);
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

/** The subject is the code and nothing else: subjects are shown on screens and kept in logs. */
function mailAddress({ contact }, receipt, name) {
  const body = `Please attach the file ${name} from your Downloads folder before you send this.\n\nDo not write names or details in this e-mail: they are in the file.\n`;
  return `mailto:${contact.email}?subject=${encodeURIComponent(receipt)}&body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
}

/** Say by when somebody answers; a form that nobody has promised an answer to has no room for it. */
function drawReplies({ clocks, off_days: offDays }, sealedAt) {
  const dated = clocks.map((clock) => ({ clock, day: sealedAt && replyBy(clock, sealedAt, offDays) }));
  dated.sort((one, other) => String(one.day ?? "9").localeCompare(String(other.day ?? "9")));
  hook("replies")?.replaceChildren(...dated.map(({ clock, day }) => make("li", {}, ...sayReply(clock, day))));
}

function sayReply({ role, label, length, unit, wherever_possible: isHoped }, day) {
  const start = `The ${role || "LADO team"} ${label}`;
  const end = isHoped ? ", wherever possible." : ".";
  if (!day) {
    return [`${start}${length > 0 ? ` within ${sayLength(length, unit)}` : ""}${end}`];
  }
  const date = showLongDate(day.slice(0, 10));
  return length === 0 ? [`${start} (${date})${end}`] : [`${start} by the end of `, make("strong", {}, date), end];
}

function sayLength(length, unit) {
  return `${length} ${unit.replace("-", " ").replace(/s$/, "")}${length === 1 ? "" : "s"}`;
}
