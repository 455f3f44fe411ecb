/** What day it is, and whether the device's clock can be right about it. */

import { inEngland } from "./working-days.js";

// A form this much older than its last day is less likely than a clock that is wrong.
const MOST_YEARS_LATE = 5;

/**
 * Compare the device's clock (`now`, a Date) with the days of this form: `{device, today, isExpired, isWrong}`.
 *
 * `device` is the day that the device says it is. `today` is the day to reckon with: a form is never filled in before it
 * was released, so a clock that says so is years behind, and would otherwise refuse every true date as "in the future".
 */
export function readClock({ released, valid_until: validUntil }, now) {
  const device = inEngland(now).slice(0, 10);
  const latest = `${Number(validUntil.slice(0, 4)) + MOST_YEARS_LATE}${validUntil.slice(4)}`;
  const today = device < released ? released : device;
  return { device, today, isExpired: today > validUntil, isWrong: today !== device || device > latest };
}
