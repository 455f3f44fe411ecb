/**
 * Dates and times: what people type, what is kept ("2026-11-03", "2026-11", "2026", "2026-11-03T14:30"), what is shown.
 *
 * What cannot be read is kept as it was typed, in a shape that no rule accepts ("31//2026"), so that nothing is lost and
 * the rules say what is wrong. No time zone plays a part: a date is the one on the wall where it happened.
 */

export const EARLIEST_YEAR = 1900;

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const DAY = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
// A date with a gap, as `readDate` keeps it.
const GAPS = /^([0-9]{1,2})?\/([0-9]{1,2})?\/([0-9]{4})?$/;
const PARTS = ["a day", "a month", "a year"];
const FULL_DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MINUTE = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** Read three boxes. Day, or day and month, may be left empty; whether that is enough is for the rules to say. */
export function readDate(boxes) {
  const { day = "", month = "", year = "" } = takeApart(boxes);
  const typed = [day, month, year].map(tidy);
  if (typed.every((text) => text === "")) {
    return "";
  }
  const read = readParts(typed);
  if (read.includes(undefined)) {
    return typed.join("/");
  }
  const hasGap = read[2] === "" || (read[1] === "" && read[0] !== "");
  if (hasGap) {
    return read.join("/");
  }
  return read
    .reverse()
    .filter((text) => text !== "")
    .join("-");
}

/** Return the boxes with a whole date that was put into the first one ("1/2/1980") taken apart; else the boxes as they are. */
export function takeApart(boxes) {
  const { day = "", month = "", year = "" } = boxes;
  const parts = tidy(day).split(/[\s/.,-]+/);
  if (parts.length !== 3 || tidy(month) !== "" || tidy(year) !== "") {
    return boxes;
  }
  const typed = /^[0-9]{4}$/.test(parts[0]) ? parts.reverse() : parts;
  const isDate = readParts(typed).every(Boolean);
  return isDate ? { ...boxes, day: typed[0], month: typed[1], year: typed[2] } : boxes;
}

/** Read a time of day: "14:30" from "2:30pm", "14.30", "1430" or "1430 hrs", "14:00" from "2pm"; else the text itself. */
export function readTime(text) {
  const typed = tidy(text);
  if (/^(midday|noon|12 ?noon)$/i.test(typed)) {
    return "12:00";
  }
  const parts = /^([0-9]{1,2})(?:[:.h ]?([0-9]{2}))? ?(?:(am|pm|a\.m\.?|p\.m\.?)|(?:hrs?|hours)\.?)?$/i.exec(typed);
  const [, hourText, minute, half] = parts ?? [];
  // "2" or "14" alone could as well be a slip, so that a bare hour needs "am" or "pm".
  if (parts === null || (minute === undefined && half === undefined) || Number(minute ?? 0) > 59) {
    return typed;
  }
  const hour = to24Hours(Number(hourText), half?.charAt(0).toLowerCase());
  return hour === undefined ? typed : `${pad(hour)}:${minute ?? "00"}`;
}

/** Read four boxes. */
export function readDateTime({ day = "", month = "", year = "", time = "" }) {
  const date = readDate({ day, month, year });
  const clock = readTime(time);
  if (date === "" && clock === "") {
    return "";
  }
  return `${FULL_DAY.test(date) || date.includes("/") ? date : withGaps(date)}T${clock}`;
}

/** A date without its day must not look like one whose time alone is wrong. */
function withGaps(date) {
  const [year = "", month = ""] = date.split("-");
  return `/${month}/${year}`;
}

/** Return what to put back into the three boxes. */
export function dateParts(value) {
  const real = DAY.exec(value);
  if (real) {
    const [, year, month = "", day = ""] = real;
    return { day: withoutZero(day), month: withoutZero(month), year };
  }
  const [day = "", month = "", ...year] = value.split("/");
  return { day, month, year: year.join("/") };
}

/** Return what to put back into the four boxes. */
export function dateTimeParts(value) {
  const [, date, time] = /^([^/]*\/[^/]*\/[^T]*|[^/T]*)T(.*)$/s.exec(value) ?? [undefined, value, ""];
  return { ...dateParts(date), time };
}

/** Return "3 November 2026", "November 2026" or "2026"; what is no date as it stands. */
export function showDate(value) {
  const [, year, month, day] = DAY.exec(value) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) {
    return value;
  }
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/** Return "Tuesday 3 November 2026" for a whole day. */
export function showLongDate(day) {
  return `${WEEKDAYS[new Date(day).getUTCDay()]} ${showDate(day)}`;
}

/** Return "3 November 2026 at 2:30pm"; what is no date and time as it stands. */
export function showDateTime(value) {
  const [, date, hour, minute] = MINUTE.exec(value) ?? [];
  if (date === undefined) {
    return value;
  }
  return `${showDate(date)} at ${Number(hour) % 12 || 12}:${minute}${Number(hour) < 12 ? "am" : "pm"}`;
}

/** Return the code of what is wrong with a kept date, "" when nothing is. */
export function dayProblem(value, today, { approximate = false, future = false } = {}) {
  if (missingParts(value, approximate) !== "") {
    return "date-incomplete";
  }
  const parts = typeof value === "string" ? DAY.exec(value) : null;
  if (parts === null) {
    return "date-format";
  }
  const [, year, month = "01", day = "01"] = parts;
  return realDayProblem(`${year}-${month}-${day}`, future ? undefined : today);
}

/** Return the code of what is wrong with a kept date and time, "" when nothing is. */
export function minuteProblem(value, today) {
  const parts = typeof value === "string" ? MINUTE.exec(value) : null;
  if (parts !== null) {
    return realDayProblem(parts[1], today);
  }
  if (missingParts(value) !== "") {
    return "date-incomplete";
  }
  return typeof value === "string" && DAY.test(value.split("T")[0]) ? "time-format" : "date-format";
}

/** Return "a day and a month" for what a kept date, or date and time, goes without; "" when it has all or is no date. */
export function missingParts(value, approximate = false) {
  const parts = typeof value === "string" ? partsOf(value.split("T")[0]) : [];
  const first = approximate ? parts.findIndex((part) => part !== undefined) : 0;
  const missing = PARTS.filter((_, index) => index >= first && index < parts.length && parts[index] === undefined);
  return [missing.slice(0, -1).join(", "), ...missing.slice(-1)].filter(Boolean).join(" and ");
}

function partsOf(date) {
  const [, ...whole] = DAY.exec(date) ?? [];
  return whole.length > 0 ? whole.reverse() : (GAPS.exec(date) ?? []).slice(1);
}

function realDayProblem(date, latest) {
  const [year, month, day] = date.split("-").map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) {
    return "date-format";
  }
  if (year < EARLIEST_YEAR) {
    return "date-too-early";
  }
  return latest !== undefined && date > latest ? "date-future" : "";
}

function daysIn(month, year) {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? 28 + isLeap : 30 + ((month + (month > 7)) % 2);
}

function readParts([day, month, year]) {
  return [readDay(day), readMonth(month), readYear(year)];
}

function readDay(text) {
  const day = /^([0-9]{1,2})(?:st|nd|rd|th)?$/i.exec(text);
  return text === "" ? "" : day?.[1].padStart(2, "0");
}

function readMonth(text) {
  if (text === "") {
    return "";
  }
  if (/^[0-9]{1,2}$/.test(text)) {
    return text.padStart(2, "0");
  }
  const letters = text.replace(/\.$/, "").toLowerCase();
  const index = MONTHS.findIndex((name) => name.toLowerCase().startsWith(letters));
  return letters.length < 3 || index < 0 ? undefined : pad(index + 1);
}

/** "26" is 2026 and "75" is 1975: up to 49 this century, from 50 the last. A birth before 1950 is then in the future,
 * which the rules refuse, so that a wrong guess is seen. */
function readYear(text) {
  if (/^[0-9]{2}$/.test(text)) {
    return `${text < "50" ? "20" : "19"}${text}`;
  }
  return text === "" || /^[0-9]{4}$/.test(text) ? text : undefined;
}

function to24Hours(hour, half) {
  if (hour > 23 || (half !== undefined && hour === 0 && half === "p") || (half === "a" && hour > 12)) {
    return undefined;
  }
  return half === undefined || hour > 12 ? hour : (hour % 12) + (half === "p" ? 12 : 0);
}

function tidy(text) {
  return text.normalize("NFKC").trim();
}

function withoutZero(text) {
  return text.replace(/^0/, "");
}

function pad(number) {
  return String(number).padStart(2, "0");
}
