/** Builds the browser files: `main.js` with what it loads on demand, and `app.css`, under names with a hash of what they hold. */

import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";
import { BUNDLING } from "./bundling.js";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const BUILT = fileURLToPath(new URL("../static/dist/", import.meta.url));
const HASH_LENGTH = 8;

async function buildScripts() {
  const { metafile } = await build({
    entryPoints: [join(SOURCES, "main.js")],
    absWorkingDir: SOURCES,
    outdir: BUILT,
    ...BUNDLING,
  });
  return Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([path, output]) => [basename(output.entryPoint), basename(path)]);
}

function buildStyles() {
  const { css } = compile(join(SOURCES, "app.scss"), { loadPaths: [MODULES], style: "compressed", quietDeps: true });
  const hash = createHash("sha256").update(css).digest("hex").slice(0, HASH_LENGTH);
  const name = `app-${hash}.css`;
  writeFileSync(join(BUILT, name), css);
  return ["app.css", name];
}

rmSync(BUILT, { recursive: true, force: true });
mkdirSync(BUILT, { recursive: true });
const names = [...(await buildScripts()), buildStyles()].sort();
writeFileSync(join(BUILT, "manifest.json"), `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
