/**
 * Working days in England, the same sum as `site/profiles/calendar.py`; `tests/vectors/working-days.json` holds both.
 *
 * Days are text ("2026-11-03") and counted in UTC, where every day has 24 hours.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// To make one takes longer than to use it a hundred times.
const CLOCK_IN_ENGLAND = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/**
 * Return the working day that is `count` working days after the start; the day of the start is day 0. With a count of 0
 * it is the start itself, or the next working day after it. `offDays` are the days off besides Saturdays and Sundays.
 */
export function addWorkingDays(startISO, count, offDays) {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError("working days are counted forward, in whole days");
  }
  const off = new Set(offDays);
  let day = startISO;
  while (count === 0 && !isWorkingDay(day, off)) {
    day = addDays(day, 1);
  }
  for (let left = count; left > 0; left -= isWorkingDay(day, off) ? 1 : 0) {
    day = addDays(day, 1);
  }
  return day;
}

/**
 * Return when a clock that starts at `sentAtISO` (an instant, "2026-11-03T14:30:00Z") runs out, as England's calendar
 * and clocks show it: "2026-11-04", or "2026-11-04T14:30" for a clock in hours.
 *
 * Null for a clock that cannot be worked out in advance, and for working days beyond the last year that `offDays` covers:
 * no date is better than a wrong one.
 */
export function replyBy(clock, sentAtISO, offDays) {
  const sentAt = new Date(sentAtISO);
  const day = inEngland(sentAt).slice(0, 10);
  switch (clock.unit) {
    case "working-days":
      return withinCalendar(addWorkingDays(day, clock.length, offDays), offDays);
    case "days":
      return addDays(day, clock.length);
    case "weeks":
      return addDays(day, 7 * clock.length);
    case "hours":
      return inEngland(new Date(sentAt.getTime() + clock.length * HOUR));
    default:
      return null;
  }
}

/** Return an instant as "2026-11-03T14:30" on the wall in England, whatever zone the device is set to. */
export function inEngland(instant) {
  const part = Object.fromEntries(CLOCK_IN_ENGLAND.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

function isWorkingDay(day, off) {
  const weekday = new Date(day).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !off.has(day);
}

function addDays(day, count) {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);
}

function withinCalendar(day, offDays) {
  return offDays.some((off) => off.slice(0, 4) >= day.slice(0, 4)) ? day : null;
}
