/**
 * Measures pages with Lighthouse in one browser. Wants `{browser, arguments, pages}` as JSON on standard input and gives
 * `[{page, scores, losses}]`, with what costs points.
 */

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const { browser, arguments: chromeFlags, pages } = JSON.parse(await readAll(process.stdin));
const chrome = await launch({ chromePath: browser, chromeFlags: [...chromeFlags, "--headless=new"] });
const measured = [];
for (const page of pages) {
  measured.push(await measure(page));
}
await chrome.kill();
console.log(JSON.stringify(measured));

async function measure(page) {
  const { lhr } = await lighthouse(page, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" });
  const categories = Object.values(lhr.categories);
  return {
    page,
    version: lhr.lighthouseVersion,
    scores: Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(score * 100)])),
    losses: categories.flatMap(({ id, auditRefs }) =>
      auditRefs
        .filter((each) => each.weight > 0 && lhr.audits[each.id].score !== null && lhr.audits[each.id].score < 1)
        .map((each) => `${id}: ${lhr.audits[each.id].title} ${lhr.audits[each.id].displayValue ?? ""}`.trim()),
    ),
  };
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf-8");
}
