/** A reader of what is inside a sealed file, written from kit/encrypt/SPEC.md, section 2, for the test vectors. */

import { createHash } from "node:crypto";

const MAX_MANIFEST_SIZE = 16_777_216;
const MAX_ATTACHMENT_SIZE = 150_000_000;
const MAX_DEPTH = 32;
const MAX_VERSION = 2 ** 31 - 1;
const KEYS =
  "container submission_id authority form release roster sealed_at answers attachments attachments_size".split(" ");
const HASH = /^[0-9a-f]{64}$/;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/suy;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a text may not hold
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Return `{manifest, attachments}`. Throws an Error whose message says what is wrong. */
export function readContainer(bytes) {
  const magic = Buffer.from(bytes.subarray(0, 5)).toString("latin1");
  must(magic === "LRK1\0", "another layout");
  must(bytes.length >= 9, "too short");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5);
  let end = 9 + length;
  must(length <= MAX_MANIFEST_SIZE && end <= bytes.length, "a manifest that is too long");
  const manifest = readManifest(
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(9, end)),
  );
  const attachments = manifest.attachments.map(({ size, sha256 }) => {
    const content = bytes.subarray(end, end + size);
    end += size;
    must(
      content.length === size && createHash("sha256").update(content).digest("hex") === sha256,
      "another attachment",
    );
    return content;
  });
  must(bytes.length === padded(end) && bytes.subarray(end).every((byte) => byte === 0), "another padding");
  return { manifest, attachments };
}

function readManifest(text) {
  const manifest = JSON.parse(text);
  refuseLooseJson(text);
  hasKeys(manifest, KEYS);
  must(manifest.container === 1 && /"container"\s*:\s*1\s*[,}]/.test(text), "another version");
  must(typeof manifest.submission_id === "string" && /^[0-9a-f]{32}$/.test(manifest.submission_id), "submission_id");
  [manifest.authority, manifest.release].forEach(isText);
  const { form, roster } = manifest;
  hasKeys(form, ["name", "version", "digest"]);
  isText(form.name);
  isWhole(form.version, 1, MAX_VERSION);
  must(typeof form.digest === "string" && HASH.test(form.digest), "digest");
  hasKeys(roster, ["version", "recipients"]);
  isWhole(roster.version, 1, MAX_VERSION);
  const recipients = isList(roster.recipients);
  must(recipients.length >= 1 && recipients.length <= 6 && areDistinct(recipients), "recipients");
  must(
    recipients.every((each) => typeof each === "string" && HASH.test(each)),
    "recipients",
  );
  isInstant(manifest.sealed_at);
  must(isObject(manifest.answers), "answers");
  isList(manifest.attachments).forEach(isEntry);
  must(areDistinct(manifest.attachments.map((entry) => entry.name)), "two attachments of one name");
  must(manifest.attachments_size === manifest.attachments.reduce((sum, entry) => sum + entry.size, 0), "sum");
  return manifest;
}

/** Refuse what JSON.parse takes and the specification does not: keys twice, depth, numbers and half characters. */
function refuseLooseJson(text) {
  const open = [];
  let isKeyNext = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[1];
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      must(open.length <= MAX_DEPTH, "depth");
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token.startsWith('"')) {
      const value = JSON.parse(token);
      must(!/\p{Surrogate}/u.test(value), "half a character");
      if (isKeyNext && open.at(-1)) {
        must(!open.at(-1).has(value), "a key twice");
        open.at(-1).add(value);
      }
    } else if (/^[-0-9]/.test(token)) {
      must(Number.isFinite(Number(token)), "a number that is not finite");
      must(/[.eE]/.test(token) || Number.isSafeInteger(Number(token)), "an integer that is too large");
    }
    isKeyNext = token === "{" || token === ",";
  }
}

function isEntry(entry) {
  hasKeys(entry, ["name", "media_type", "size", "sha256"]);
  [entry.name, entry.media_type].forEach(isText);
  must(!/[/\\]/.test(entry.name) && entry.name !== "." && entry.name !== "..", "a path");
  isWhole(entry.size, 0, MAX_ATTACHMENT_SIZE);
  must(typeof entry.sha256 === "string" && HASH.test(entry.sha256), "sha256");
}

function isInstant(text) {
  must(typeof text === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text), "sealed_at");
  const instant = new Date(text);
  must(!Number.isNaN(instant.getTime()) && instant.toISOString() === text.replace("Z", ".000Z"), "sealed_at");
}

function padded(size) {
  if (size <= 65_536) {
    return 65_536;
  }
  const exponent = Math.floor(Math.log2(size));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(size / step) * step;
}

function hasKeys(value, keys) {
  must(isObject(value) && Object.keys(value).sort().join() === [...keys].sort().join(), "other keys");
}

function isText(value) {
  must(
    typeof value === "string" && [...value].length >= 1 && [...value].length <= 200 && !CONTROL.test(value),
    "a text",
  );
}

function isWhole(value, least, most) {
  must(Number.isInteger(value) && value >= least && value <= most, "a whole number");
}

function isList(value) {
  must(Array.isArray(value), "a list");
  return value;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areDistinct(list) {
  return new Set(list).size === list.length;
}

function must(holds, what) {
  if (!holds) {
    throw new Error(`not as the specification has it: ${what}`);
  }
}
