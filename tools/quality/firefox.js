/** Firefox, driven by puppeteer. What it downloads goes to the folder. */

import puppeteer from "puppeteer-core";

export async function startFirefox({ program, folder }) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": folder,
      "browser.download.useDownloadDir": true,
      "browser.download.manager.showWhenStarting": false,
    },
  });
  const page = await browser.newPage();
  return {
    version: () => browser.version(),
    open: (address) => page.goto(address),
    press: (selector) => page.locator(selector).click(),
    type: (selector, text) => page.type(selector, text),
    evaluate: (script) => page.evaluate(script),
    close: () => browser.close(),
  };
}
