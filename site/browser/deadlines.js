/**
 * The last day for something: working days counted on from a date that was answered. The same as
 * `site/forms/deadlines.py`; `tests/vectors/rules.json` holds both.
 */

import { answerTo } from "./conditions.js";
import { dayProblem, showLongDate } from "./dates.js";
import { addWorkingDays } from "./working-days.js";

export const PASSED = "This day has passed";

const LATE = "late";
const DAY_FIRST = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9])?$/;

/** Return the last day in time; undefined while its date is not known to the day, or is beyond the days off covered. */
export function lastDay({ since, working_days: count, off_days: offDays }, counted) {
  const answer = answerTo(counted, since);
  const start = typeof answer === "string" ? DAY_FIRST.exec(answer)?.[1] : undefined;
  const lastOfAll = `${offDays
    .map((day) => day.slice(0, 4))
    .sort()
    .at(-1)}-12-31`;
  if (start === undefined || start > lastOfAll || dayProblem(start) !== "") {
    return undefined;
  }
  const day = addWorkingDays(start, count, offDays);
  return day > lastOfAll ? undefined : day;
}

/** Tell whether the deadline is kept on this day: "in-time" or "late"; undefined when there is no last day. */
export function stateOf(deadline, counted, today) {
  const day = lastDay(deadline, counted);
  return day && (today > day ? LATE : "in-time");
}

/** Return "Tuesday 3 November 2026", and that it has passed when it has; nothing when there is no last day. */
export function showDeadline(deadline, counted) {
  const day = lastDay(deadline, counted);
  const passed = answerTo(counted, deadline.name) === LATE ? [PASSED] : [];
  return day ? [showLongDate(day), ...passed] : [];
}
