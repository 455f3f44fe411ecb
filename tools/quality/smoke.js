/**
 * Fills in and seals a form in a browser that is not Chromium. Wants `{engine, program, folder, address, acts}` as JSON on
 * standard input, where an act is `["press", SELECTOR]` or `["type", SELECTOR, TEXT]`. Gives `{version, receipt, draft,
 * sealed, focused}` when the draft and the sealed file are in the folder.
 */

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const AT_MOST = 60_000;
const STARTS = {
  firefox: async (order) => (await import("./firefox.js")).startFirefox(order),
  webkit: async (order) => (await import("./webkit.js")).startWebKit(order),
};
const HEADER = /^-----BEGIN AGE ENCRYPTED FILE-----[\s\S]*-----END AGE ENCRYPTED FILE-----\s*$/;

const order = JSON.parse(await readAll(process.stdin));
const browser = await STARTS[order.engine](order);
try {
  console.log(JSON.stringify(await fillAndSeal(browser, order)));
} finally {
  await browser.close();
}

async function fillAndSeal(page, { address, acts, folder }) {
  await page.open(address);
  await until("the form starts", () => page.evaluate(`document.body.classList.contains("js-enabled")`));
  for (const [act, selector, text] of acts) {
    // The driver itself would scroll no further than to the edge, where the bar with the way out is.
    await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView({ block: "center" })`);
    await until(`${selector} can be seen`, () => page.evaluate(isSeen(selector)));
    await page[act](selector, text).catch((error) => {
      throw new Error(`${act} ${selector}: ${error.message}`);
    });
  }
  await isShown(page, "check");
  await page.press("[data-step=check] [data-open-aside=save]");
  await until("the words are shown", () => page.evaluate(`!!document.querySelector("[data-aside] .words")`));
  await page.press("[data-aside] .govuk-button");
  const draft = await downloaded(folder, "draft-");
  await until("the draft is saved", () =>
    page.evaluate(`document.querySelector("[data-aside-title]").textContent === "Draft saved"`),
  );
  await page.press("[data-aside] .govuk-button");
  await isShown(page, "check");
  await page.press("[data-seal]");
  await isShown(page, "sealed");
  const name = await page.evaluate(`document.querySelector("[data-file-name]").textContent`);
  return {
    version: await page.version(),
    receipt: await page.evaluate(`document.querySelector("[data-receipt]").textContent.trim()`),
    draft,
    sealed: await downloaded(folder, name),
    focused: await page.evaluate(`document.activeElement.textContent.trim()`),
  };
}

function isSeen(selector) {
  return `(() => {
    const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  })()`;
}

function isShown(page, step) {
  return until(`the step ${step} is shown`, () =>
    page.evaluate(`!document.querySelector("[data-step=${step}]").hidden`),
  );
}

/** Wait for a whole file whose name begins like this, and give its name. */
function downloaded(folder, beginning) {
  return until(`${beginning}… is downloaded`, async () => {
    const name = (await readdir(folder)).find((each) => each.startsWith(beginning) && each.endsWith(".txt"));
    return name && HEADER.test(await readFile(`${folder}/${name}`, "utf-8")) ? name : null;
  });
}

async function until(what, isSo) {
  const end = Date.now() + AT_MOST;
  while (Date.now() < end) {
    const value = await isSo();
    if (value) {
      return value;
    }
    await pause(100);
  }
  throw new Error(`within ${AT_MOST / 1000} seconds it never came to this: ${what}`);
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf-8");
}
