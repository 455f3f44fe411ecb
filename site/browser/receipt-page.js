/** The last page: the sealed file to download, the receipt code, how to send it, and when somebody will call. */

import { MOST_BYTES_BY_EMAIL } from "./attachments.js";
import { showDate } from "./dates.js";
import { hook, make, showSize } from "./page.js";
import { replyBy } from "./working-days.js";

/** Fill in the page and start the download. */
export function drawReceiptPage(setting, sealed) {
  const address = URL.createObjectURL(sealed.file);
  const download = () => {
    const link = make("a", { href: address, download: sealed.fileName, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
  };
  hook("receipt").textContent = sealed.receipt;
  hook("file-name").textContent = sealed.fileName;
  hook("download").addEventListener("click", download);
  for (const link of document.querySelectorAll("[data-mail]")) {
    link.href = mailAddress(setting, sealed);
  }
  hook("too-big").hidden = sealed.size <= MOST_BYTES_BY_EMAIL;
  hook("size").textContent = showSize(sealed.size);
  drawReplies(setting, sealed.sealedAt);
  hook("print").addEventListener("click", () => window.print());
  hook("again").addEventListener("click", () => {
    location.replace(location.pathname);
  });
  download();
}

/** The subject is the code and nothing else: subjects are shown on screens and kept in logs. */
function mailAddress({ contact }, { receipt, fileName }) {
  const body = `Please attach the file ${fileName} from your Downloads folder before you send this.\n\nDo not write names or details in this e-mail: they are in the file.\n`;
  return `mailto:${contact.email}?subject=${encodeURIComponent(receipt)}&body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
}

function drawReplies({ clocks, off_days: offDays }, sealedAt) {
  const dated = clocks.map((clock) => ({ clock, day: replyBy(clock, sealedAt, offDays) }));
  dated.sort((one, other) => String(one.day ?? "9").localeCompare(String(other.day ?? "9")));
  hook("replies").replaceChildren(...dated.map(({ clock, day }) => make("li", {}, ...sayReply(clock, day))));
}

function sayReply({ role, label, length, unit, wherever_possible: isHoped }, day) {
  const start = `The ${role || "LADO team"} ${label} `;
  const end = isHoped ? ", wherever possible." : ".";
  if (day === null) {
    return [`${start}within ${length} ${unit.replace("-", " ")}${end}`];
  }
  const date = showDay(day.slice(0, 10));
  return length === 0 ? [`${start}(${date})${end}`] : [`${start}by the end of `, make("strong", {}, date), end];
}

function showDay(iso) {
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(new Date(iso));
  return `${weekday} ${showDate(iso)}`;
}
