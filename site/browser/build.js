/**
 * Builds the browser files under names with a hash of what they hold: `main.js` and `guide.js` with what they load on
 * demand; `single.js`, which is `main.js` with everything in it for a page that is one file; `worker.js`; and the styles.
 */

import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";
import { BUNDLING, IN_ONE } from "./bundling.js";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const BUILT = fileURLToPath(new URL("../static/dist/", import.meta.url));
// Beside the folder that is in use, which stays as it is when the build fails. Two builds do not disturb each other.
const FRESH = join(BUILT, "..", `dist-${process.pid}`);
const HASH_LENGTH = 8;

async function buildScripts(entryPoints, bundling) {
  const { metafile } = await build({ entryPoints, absWorkingDir: SOURCES, outdir: FRESH, ...bundling });
  return Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .flatMap(([path]) => {
      const name = basename(path).replace(/-[A-Z0-9]{8}\.js$/, ".js");
      return [path, ...loadedWith(metafile, path)].map((each, index) => [
        index ? `${name}/${index}` : name,
        basename(each),
      ]);
    });
}

/** List the files that an entry cannot begin without: the page asks for them at once, and not only when it has read it. */
function loadedWith({ outputs }, path) {
  const found = new Set([path]);
  for (const each of found) {
    for (const { path: next } of outputs[each].imports.filter(({ kind }) => kind === "import-statement")) {
      found.add(next);
    }
  }
  return [...found].slice(1);
}

function buildStyles(entry) {
  const { css } = compile(join(SOURCES, `${entry}.scss`), {
    loadPaths: [MODULES],
    style: "compressed",
    charset: false,
    quietDeps: true,
  });
  const hash = createHash("sha256").update(css).digest("hex").slice(0, HASH_LENGTH);
  const name = `${entry}-${hash}.css`;
  writeFileSync(join(FRESH, name), css);
  return [`${entry}.css`, name];
}

mkdirSync(FRESH, { recursive: true });
try {
  const names = [
    ...(await buildScripts([join(SOURCES, "main.js")], BUNDLING)),
    ...(await buildScripts([join(SOURCES, "guide.js")], BUNDLING)),
    ...(await buildScripts({ single: "main.js", worker: "worker.js" }, IN_ONE)),
    ...["form-page", "guidance-page"].map(buildStyles),
  ].sort();
  writeFileSync(join(FRESH, "manifest.json"), `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
  rmSync(BUILT, { recursive: true, force: true });
  renameSync(FRESH, BUILT);
} finally {
  rmSync(FRESH, { recursive: true, force: true });
}
