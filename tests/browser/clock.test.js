import assert from "node:assert/strict";
import { test } from "node:test";
import { readClock } from "../../site/browser/clock.js";

const FORM = { released: "2026-11-22", valid_until: "2027-11-21" };

const DAYS = [
  // the device's day, the day to reckon with, out of date, wrong
  ["2026-11-22T08:00:00Z", "2026-11-22", false, false],
  ["2027-11-21T23:59:00Z", "2027-11-21", false, false],
  ["2027-11-22T00:00:00Z", "2027-11-22", true, false],
  ["2032-11-21T12:00:00Z", "2032-11-21", true, false],
  ["2032-11-22T12:00:00Z", "2032-11-22", true, true],
  ["2026-11-21T12:00:00Z", "2026-11-22", false, true],
  ["1970-01-01T00:00:00Z", "2026-11-22", false, true],
];

for (const [now, today, isExpired, isWrong] of DAYS) {
  test(`a device whose clock says ${now}`, () => {
    const read = readClock(FORM, new Date(now));

    assert.deepEqual(read, { device: now.slice(0, 10), today, isExpired, isWrong });
  });
}

test("the day is the one in England", () => {
  assert.equal(readClock(FORM, new Date("2027-06-30T23:30:00Z")).device, "2027-07-01");
});
