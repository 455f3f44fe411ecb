/**
 * What is inside a sealed file: magic, manifest length, manifest, attachments, zero padding. `kit/encrypt/container.py`
 * and `manifest.py` read it, so what they refuse is refused here, before anybody sends it.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

export const CONTAINER_VERSION = 1;
// A referral without attachments is always this long, so its length says nothing about what happened to a child.
export const FLOOR = 64 * 1024;

export const MAGIC = "LRK1\0";
const MAX_MANIFEST_SIZE = 16 * 1024 * 1024;
const MAX_NAME_LENGTH = 200;
export const PREAMBLE_SIZE = MAGIC.length + 4;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that are replaced
const NOT_IN_A_NAME = /[\u0000-\u001f\u007f-\u009f/\\]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** An attachment has a name that the office's computer would refuse, or the same name as another. */
export class BadAttachmentName extends Error {
  name = "BadAttachmentName";
}

/** A file is no longer what it was when it was chosen. */
export class AttachmentChanged extends Error {
  name = "AttachmentChanged";
}

/** The answers are longer than the office's computer takes in. */
export class ManifestTooLong extends Error {
  name = "ManifestTooLong";
}

/**
 * Return the length a plaintext is padded to: Padmé, and never below the floor.
 *
 * Padmé (PURBs, Nikitin and others, 2019) adds 12 % at most and leaves few possible lengths.
 */
export function paddedSize(size) {
  if (size <= FLOOR) {
    return FLOOR;
  }
  const exponent = bitLength(size) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(size / step) * step;
}

/** Replace half characters in every text inside a value; JSON would carry them and the office's reader refuses them. */
export function wellFormed(value) {
  if (typeof value === "string") {
    return value.replace(LONE_SURROGATE, "\ufffd");
  }
  if (Array.isArray(value)) {
    return value.map(wellFormed);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [wellFormed(key), wellFormed(each)]));
  }
  return value;
}

/** Return a file's name without what the office's computer would refuse in it. */
export function usableName(name) {
  const characters = [...wellFormed(name).replace(NOT_IN_A_NAME, "_")].slice(0, MAX_NAME_LENGTH);
  return characters.join("").replace(/^\.{0,2}$/, "_");
}

/** Describe one attachment for the manifest. Its bytes are read once, piece by piece; `onBytes` is awaited for each. */
export async function describeAttachment(file, onBytes) {
  const hash = sha256.create();
  for await (const piece of piecesOf(file)) {
    hash.update(piece);
    await onBytes(piece.length);
  }
  return {
    name: file.name,
    media_type: wellFormed(file.type).slice(0, MAX_NAME_LENGTH) || "application/octet-stream",
    size: file.size,
    sha256: bytesToHex(hash.digest()),
  };
}

/**
 * Return a container as `{size, stream}`; the attachments (File) are read while the stream is.
 *
 * Throws BadAttachmentName or ManifestTooLong. The stream fails with AttachmentChanged.
 */
export function pack(manifest, files) {
  refuseBadNames(manifest.attachments.map((attachment) => attachment.name));
  const written = new TextEncoder().encode(JSON.stringify(wellFormed(manifest)));
  if (written.length > MAX_MANIFEST_SIZE) {
    throw new ManifestTooLong("the answers are too long to be sealed");
  }
  const used = PREAMBLE_SIZE + written.length + manifest.attachments_size;
  const size = paddedSize(used);
  return { size, stream: streamOf(piecesOfContainer(written, manifest.attachments, files, size - used)) };
}

function refuseBadNames(names) {
  const bad = names.find((name, index) => name !== usableName(name) || names.indexOf(name) !== index);
  if (bad !== undefined) {
    throw new BadAttachmentName("an attachment needs a usable name of its own");
  }
}

async function* piecesOfContainer(written, attachments, files, padding) {
  yield preamble(written.length);
  yield written;
  for (const [index, file] of files.entries()) {
    let left = attachments[index].size;
    for await (const piece of piecesOf(file)) {
      left -= piece.length;
      yield piece;
    }
    if (left !== 0) {
      throw new AttachmentChanged("an attachment changed while it was being sealed");
    }
  }
  for (let left = padding; left > 0; left -= FLOOR) {
    yield new Uint8Array(Math.min(left, FLOOR));
  }
}

function preamble(manifestLength) {
  const bytes = new Uint8Array(PREAMBLE_SIZE);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, manifestLength);
  return bytes;
}

// Not every browser lets a stream be read with "for await", or be made from a generator.
async function* piecesOf(file) {
  const reader = file.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    yield read.value;
  }
}

function streamOf(pieces) {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(value);
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
}

function bitLength(number) {
  return 32 - Math.clz32(number);
}
