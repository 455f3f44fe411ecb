/** Seals answers for a published page with the page's own modules, where no browser can be had. Reads one JSON order. */

import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { argv, stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { sealAnswers } from "../site/browser/sealing.js";

const MEDIA_TYPES = { pdf: "application/pdf", png: "image/png" };

const order = JSON.parse(await text(stdin));
const page = await readFile(order.page, "utf8");
const attachments = await Promise.all(order.files.map(asFile));
const sealed = await sealAnswers({
  definition: embedded(page, "form-definition"),
  setting: embedded(page, "setting"),
  words: [...page.match(/data-words>(.*?)<\/p>/s)[1].matchAll(/<span>(\w+)</g)].map(([, word]) => word),
  answers: { ...order.answers, ...(attachments.length > 0 && { attachments: attachments.map((file) => file.name) }) },
  attachments,
});
await writeFile(join(argv[2], sealed.fileName), await sealed.file.text());
stdout.write(JSON.stringify({ file: sealed.fileName, receipt: sealed.receipt }));

/** Return the JSON that a page, or a form as one file, carries under an id. */
function embedded(html, id) {
  const [, json] = html.match(new RegExp(`<script[^>]* id="?${id}"?[^>]*>([^<]*)</script>`));
  return JSON.parse(json);
}

async function asFile(path) {
  const name = basename(path);
  return new File([await readFile(path)], name, { type: MEDIA_TYPES[name.split(".").pop()] });
}
