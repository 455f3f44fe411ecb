import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addWorkingDays, replyBy } from "../../site/browser/working-days.js";

const { off_days: offDays, cases } = JSON.parse(
  readFileSync(new URL("../vectors/working-days.json", import.meta.url), "utf8"),
);
const CALL_BACK = { length: 1, unit: "working-days" };

test(`${cases.length} working days are counted as in the kit`, () => {
  for (const { about, start, count, end } of cases) {
    assert.equal(addWorkingDays(start, count, offDays), end, `${about}: ${start} + ${count}`);
  }
});

test("days are only counted forward and whole", () => {
  for (const count of [-1, 0.5, Number.NaN, "1"]) {
    assert.throws(() => addWorkingDays("2026-11-03", count, offDays), RangeError);
  }
});

const replies = JSON.parse(readFileSync(new URL("../vectors/reply-by.json", import.meta.url), "utf8"));

test(`${replies.cases.length} times by which there is a reply are those of the kit`, () => {
  assert.ok(replies.cases.length >= 200);
  for (const { about, sent_at: sentAt, length, unit, browser } of replies.cases) {
    assert.equal(replyBy({ length, unit }, sentAt, replies.off_days), browser, `${about}: ${length} ${unit}`);
  }
});

test("a referral sent on a Friday evening is answered by Monday, and before Easter by Tuesday", () => {
  assert.equal(replyBy(CALL_BACK, "2026-11-20T18:00:00Z", offDays), "2026-11-23");
  assert.equal(replyBy(CALL_BACK, "2024-03-28T18:00:00Z", offDays), "2024-04-02");
});

test("the day of sending is England's, whatever the zone of the device", () => {
  assert.equal(replyBy(CALL_BACK, "2026-07-14T22:59:59Z", offDays), "2026-07-15");
  assert.equal(replyBy(CALL_BACK, "2026-07-14T23:00:00Z", offDays), "2026-07-16");
  assert.equal(replyBy(CALL_BACK, "2026-11-03T23:59:59Z", offDays), "2026-11-04");
});

test("days, weeks and hours run through weekends and holidays", () => {
  assert.equal(replyBy({ length: 5, unit: "days" }, "2026-12-23T09:00:00Z", offDays), "2026-12-28");
  assert.equal(replyBy({ length: 12, unit: "weeks" }, "2026-11-03T09:00:00Z", offDays), "2027-01-26");
  assert.equal(replyBy({ length: 24, unit: "hours" }, "2026-12-24T16:30:00Z", offDays), "2026-12-25T16:30");
});

test("24 hours are 24 hours when the clocks change", () => {
  assert.equal(replyBy({ length: 24, unit: "hours" }, "2026-03-28T12:00:00Z", offDays), "2026-03-29T13:00");
  assert.equal(replyBy({ length: 24, unit: "hours" }, "2026-10-24T12:00:00Z", offDays), "2026-10-25T12:00");
});

test("no date is promised for other units, or beyond the calendar", () => {
  for (const unit of ["months", "working-hours", "moons"]) {
    assert.equal(replyBy({ length: 1, unit }, "2026-11-03T09:00:00Z", offDays), null);
  }
  assert.equal(replyBy(CALL_BACK, "2031-01-01T09:00:00Z", offDays), null);
  assert.equal(replyBy(CALL_BACK, "2030-12-31T09:00:00Z", offDays), null);
  assert.equal(replyBy(CALL_BACK, "2026-11-03T09:00:00Z", []), null);
});
