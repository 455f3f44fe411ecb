import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  dateParts,
  dateTimeParts,
  dayProblem,
  minuteProblem,
  readDate,
  readDateTime,
  readTime,
  showDate,
  showDateTime,
} from "../../site/browser/dates.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/dates.json", import.meta.url), "utf8"));
const LONG_AFTER = "2099-12-31";

for (const { typed, kept, shown, problem = "" } of vectors.dates) {
  const [day, month, year] = typed;

  test(`a date typed as ${JSON.stringify(typed)} is kept as "${kept}"`, () => {
    assert.equal(readDate({ day, month, year }), kept);
    assert.equal(showDate(kept), shown);
    assert.equal(kept && dayProblem(kept, LONG_AFTER, { approximate: true }), problem);
  });

  test(`"${kept}" comes back into the boxes as what reads the same`, () => {
    assert.equal(readDate(dateParts(kept)), kept);
  });
}

test("times are read as people type them, and kept as typed when they are none", () => {
  for (const [typed, kept] of vectors.times) {
    assert.equal(readTime(typed), kept, typed);
  }
});

for (const { typed, kept, shown, problem = "" } of vectors.date_times) {
  const [day, month, year, time] = typed;

  test(`a date and time typed as ${JSON.stringify(typed)} is kept as "${kept}"`, () => {
    assert.equal(readDateTime({ day, month, year, time }), kept);
    assert.equal(showDateTime(kept), shown);
    assert.equal(kept && minuteProblem(kept, LONG_AFTER), problem);
  });

  test(`"${kept}" comes back into the four boxes as what reads the same`, () => {
    assert.equal(readDateTime(dateTimeParts(kept)), kept);
  });
}

test("boxes that are not there count as empty", () => {
  assert.equal(readDate({ year: "2026" }), "2026");
  assert.equal(readDateTime({}), "");
});

test("every day from 1896 to 2105 is a day exactly when the calendar has it", () => {
  for (let year = 1896; year <= 2105; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      for (let day = 28; day <= 31; day += 1) {
        const text = `${year}-${String(month).padStart(2, "0")}-${day}`;
        const isReal = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;

        const expected = isReal ? (year < 1900 ? "date-too-early" : "") : "date-format";
        assert.equal(dayProblem(text, "9999-12-31"), expected, text);
      }
    }
  }
});
