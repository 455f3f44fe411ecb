/**
 * A draft, or somebody's own copy, as a file under a passphrase: an age file in text form that any age tool opens.
 *
 * Inside is the container of sealed files (`kit/encrypt/SPEC.md`, section 2) with another manifest: `draft` (its version),
 * `kind` ("draft" or "copy"), `form` {name, title, version, digest}, `authority`, `service`, `release`, `saved_at`,
 * `answers`, `sections` (the answers as people read them, for the day when the form asks something else), `attachments`
 * and `attachments_size`.
 */

import { Decrypter, Encrypter } from "age-encryption";
import { createProgress, NotArmoured, toBinary, toText } from "./armour.js";
import { describeAttachment, MAGIC, PREAMBLE_SIZE, pack } from "./container.js";

export const LEAST_LENGTH = 12;
export const DRAFT_VERSION = 1;

// 64 MiB of memory and less than a second, on a telephone too; the same as the kit's key files. Each further step doubles
// both, and six drawn words need none.
const WORK_FACTOR = 16;
const HEAD_SIZE = 200;

/** The file holds no draft and no copy. */
export class NotADraft extends Error {
  name = "NotADraft";
}

/** The file is sealed for the office, whose key alone opens it. */
export class SealedForOffice extends Error {
  name = "SealedForOffice";
}

/** The passphrase does not open the file. */
export class WrongPassphrase extends Error {
  name = "WrongPassphrase";
}

/** The file is not as it was saved. */
export class DraftDamaged extends Error {
  name = "DraftDamaged";
}

/** The file was saved by a later form than this one. */
export class DraftTooNew extends Error {
  name = "DraftTooNew";
}

/** Seal a draft (what the manifest holds, attachments left out) with its `attachments` (File). Return the file (Blob). */
export async function sealDraft({ draft, attachments, passphrase }) {
  const attachmentsSize = attachments.reduce((sum, file) => sum + file.size, 0);
  const advance = createProgress(1, () => {});
  const described = [];
  for (const file of attachments) {
    described.push(await describeAttachment(file, advance));
  }
  const manifest = { draft: DRAFT_VERSION, ...draft, attachments: described, attachments_size: attachmentsSize };
  const container = pack(manifest, attachments);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return (await toText(await encrypter.encrypt(container.stream), advance)).file;
}

/** Open what `sealDraft` made: `{draft, files}`. Throws one of the errors above. */
export async function openDraft(file, passphrase) {
  const binary = await readBinary(file);
  await refuseOtherKinds(binary);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const opened = await decrypter.decrypt(binary.stream()).then(collect).catch(explain);
  return unpack(opened);
}

async function readBinary(file) {
  const text = await file.text();
  try {
    return toBinary(text);
  } catch (error) {
    // What begins like a sealed file and does not end like one was cut off.
    throw error instanceof NotArmoured && text.includes("BEGIN AGE ENCRYPTED FILE")
      ? new DraftDamaged("the text is not whole")
      : new NotADraft("the file is not sealed");
  }
}

/** A file under a passphrase has one stanza, of type "scrypt"; one for the office has others. */
async function refuseOtherKinds(binary) {
  const head = await binary.slice(0, HEAD_SIZE).text();
  if (!head.startsWith("age-encryption.org/v1\n-> ")) {
    throw new DraftDamaged("the file does not begin as it should");
  }
  if (!head.includes("\n-> scrypt ")) {
    throw new SealedForOffice("the file is not under a passphrase");
  }
}

function collect(stream) {
  return new Response(stream).blob();
}

function explain(error) {
  if (error instanceof RangeError) {
    throw error;
  }
  if (error.message.startsWith("no identity matched")) {
    throw new WrongPassphrase("the passphrase does not open the file");
  }
  throw new DraftDamaged("the file has been changed");
}

async function unpack(container) {
  const preamble = new DataView(await container.slice(0, PREAMBLE_SIZE).arrayBuffer());
  const magic = await container.slice(0, MAGIC.length).text();
  if (magic !== MAGIC || preamble.byteLength !== PREAMBLE_SIZE) {
    throw new NotADraft("the file holds something else");
  }
  const end = PREAMBLE_SIZE + preamble.getUint32(MAGIC.length);
  const draft = readManifest(await container.slice(PREAMBLE_SIZE, end).text());
  return { draft, files: filesIn(container, draft.attachments, end) };
}

function readManifest(text) {
  let draft;
  try {
    draft = JSON.parse(text);
  } catch {
    throw new NotADraft("the file holds something else");
  }
  if (draft.draft > DRAFT_VERSION) {
    throw new DraftTooNew("the draft is of a later version");
  }
  if (draft.draft !== DRAFT_VERSION || !isDraft(draft)) {
    throw new NotADraft("the file holds something else");
  }
  return draft;
}

function isDraft({ kind, form, answers, sections, attachments, saved_at: savedAt, ...texts }) {
  return (
    ["draft", "copy"].includes(kind) &&
    [form, answers].every((each) => typeof each === "object" && each !== null) &&
    Array.isArray(attachments) &&
    Array.isArray(sections) &&
    sections.every(({ title, rows }) => typeof title === "string" && rows.every(isRow)) &&
    !Number.isNaN(Date.parse(savedAt)) &&
    [form.name, form.title, form.digest, texts.authority, texts.service].every((each) => typeof each === "string")
  );
}

function isRow({ path, label, lines, entry }) {
  return [path, label, entry, ...lines].every((each) => typeof each === "string");
}

function filesIn(container, attachments, start) {
  let place = start;
  return attachments.map(({ name, media_type: type, size }) => {
    place += size;
    return new File([container.slice(place - size, place)], name, { type });
  });
}
