/**
 * Builds the page's scripts once more, as `site/browser/build.js` does, and then with `opener.js` as one more entry.
 *
 * The first build stays in memory and only says what it would write: a test holds it against the files that are
 * served, byte for byte. So the second is the same sources through the same bundler with the same options, and its
 * opener can show how the bundled library reads files with a key, which the page, that opens drafts only, never does.
 */

import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { argv, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { BUNDLING } from "../../site/browser/bundling.js";

const SOURCES = fileURLToPath(new URL("../../site/browser/", import.meta.url));
const BUILT = fileURLToPath(new URL("../../site/static/dist/", import.meta.url));
const MAIN = join(SOURCES, "main.js");
const OPENER = fileURLToPath(new URL("opener.js", import.meta.url));

async function buildInto(outdir, entryPoints, write) {
  return build({ entryPoints, absWorkingDir: SOURCES, outdir, write, ...BUNDLING });
}

/** Return the files that an entry loads, and the modules that are in them. */
function partsOf({ metafile }, entry) {
  const { outputs } = metafile;
  const files = new Set([Object.keys(outputs).find((path) => basename(outputs[path].entryPoint ?? "") === entry)]);
  for (const path of files) {
    for (const { path: next } of outputs[path].imports.filter(({ kind }) => kind === "import-statement")) {
      files.add(next);
    }
  }
  const modules = new Set([...files].flatMap((path) => Object.keys(outputs[path].inputs)));
  return { files: [...files].map((path) => basename(path)), modules: [...modules].sort() };
}

const published = await buildInto(BUILT, [MAIN], false);
const withOpener = await buildInto(argv[2], [MAIN, OPENER], true);
const hashes = published.outputFiles.map(({ path, contents }) => [
  basename(path),
  createHash("sha256").update(contents).digest("hex"),
]);
stdout.write(
  JSON.stringify({
    hashes: Object.fromEntries(hashes),
    later: partsOf(published, "later.js"),
    opener: partsOf(withOpener, "opener.js"),
  }),
);
