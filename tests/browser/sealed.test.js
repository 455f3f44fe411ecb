/** The public vectors of sealed files, read with the browser's age library and a reader of the container. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { armor, Decrypter } from "age-encryption";
import { readContainer } from "./read-container.js";

const FOLDER = new URL("../vectors/sealed/", import.meta.url);
const SECONDS = 5;

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(".json", ""));
const vectors = new Map(names.map((name) => [name, JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"))]));
const files = new Map();

/** Put the parts of a vector's file together. */
function fileOf(name) {
  if (!files.has(name)) {
    files.set(name, Buffer.concat(vectors.get(name).file.map(partOf)));
  }
  return files.get(name);
}

function partOf(part) {
  if ("of" in part) {
    return fileOf(part.of).subarray(part.from, part.to);
  }
  if ("repeat" in part) {
    return Buffer.from(part.repeat.repeat(part.times));
  }
  return "text" in part ? Buffer.from(part.text) : Buffer.from(part.base64, "base64");
}

/** Open a file in its strict form. */
async function open(file, key) {
  const isBinary = file.subarray(0, 19).toString("latin1") === "age-encryption.org/";
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  return decrypter.decrypt(isBinary ? new Uint8Array(file) : armor.decode(file.toString("utf8")));
}

async function verdict(file, key) {
  try {
    return readContainer(await open(file, key));
  } catch (error) {
    assert.ok(error instanceof Error);
    return null;
  }
}

test("there are vectors of both kinds", () => {
  assert.ok(names.filter((name) => name.startsWith("good-")).length >= 15);
  assert.ok(names.filter((name) => name.startsWith("bad-")).length >= 100);
});

for (const [name, vector] of vectors) {
  if (vector.elsewhere === "not-tried") {
    continue;
  }
  test(`${name}: ${vector.shows}`, async () => {
    const file = fileOf(name);
    assert.equal(createHash("sha256").update(file).digest("hex"), vector.sha256);
    const opens = vector.elsewhere === "same" ? vector.outcome === "opened" : vector.elsewhere === "opens";
    const begun = performance.now();

    for (const key of vector.keys) {
      const read = await verdict(file, key);
      assert.equal(read !== null, opens);
      if (vector.outcome === "opened" && opens) {
        assert.deepEqual(read.manifest, vector.manifest);
        const hashes = read.attachments.map((content) => createHash("sha256").update(content).digest("hex"));
        assert.deepEqual(hashes, vector.attachments);
      }
    }

    assert.ok(performance.now() - begun < 1000 * SECONDS * vector.keys.length);
  });
}
