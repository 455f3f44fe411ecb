/**
 * Judges answers by the page's own rules, for `tests/forms/test_same_verdict.py`: bundles the page once more with
 * `verdict.js` as one more entry, so that the rules are those the page is served with, then answers line by line. A line
 * is `{definition, cases: [{answers, today}]}`, the line in return a list of verdicts.
 */

import { join } from "node:path";
import { argv, stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { BUNDLING } from "../../site/browser/bundling.js";

const SOURCES = fileURLToPath(new URL("../../site/browser/", import.meta.url));
const VERDICT = fileURLToPath(new URL("verdict.js", import.meta.url));

const { metafile } = await build({
  entryPoints: [join(SOURCES, "main.js"), VERDICT],
  absWorkingDir: SOURCES,
  outdir: argv[2],
  ...BUNDLING,
});
const [bundled] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith("verdict.js"));
const { verdict } = await import(pathToFileURL(join(SOURCES, bundled)));

for await (const line of createInterface({ input: stdin })) {
  const { definition, cases } = JSON.parse(line);
  stdout.write(`${JSON.stringify(cases.map((each) => judge(definition, each)))}\n`);
}

/** An exception is a verdict too, and never the right one. */
function judge(definition, { answers, today }) {
  try {
    return verdict(definition, answers, today);
  } catch (error) {
    return { error: error.stack };
  }
}
