/** The text form of a binary sealed file, which survives e-mail: written and read piece by piece, never whole in memory. */

import { sha256 } from "@noble/hashes/sha2.js";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const BYTES_PER_LINE = 48;
const BYTES_AT_ONCE = 200 * BYTES_PER_LINE;
// What was written is handed to the browser in parts of this size, which it may keep outside the page's memory.
const PART_SIZE = 1024 * 1024;
// Longer than this without a pause and the page would feel stuck.
const BUSY_MILLISECONDS = 40;

/** A text holds no whole sealed file. */
export class NotArmoured extends Error {
  name = "NotArmoured";
}

/** Read a sealed stream once: its text form, line by line, the same bytes as they are, and their digest. */
export async function toText(stream, advance) {
  const hash = sha256.create();
  const text = createParts("text/plain");
  const binary = createParts("application/octet-stream");
  text.add(`${BEGIN}\n`);
  const reader = stream.getReader();
  let rest = new Uint8Array(0);
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    hash.update(read.value);
    binary.add(read.value);
    const bytes = joined(rest, read.value);
    const whole = bytes.length - (bytes.length % BYTES_PER_LINE);
    for (let start = 0; start < whole; start += BYTES_AT_ONCE) {
      text.add(toLines(bytes.subarray(start, Math.min(start + BYTES_AT_ONCE, whole))));
    }
    rest = bytes.slice(whole);
    await advance(read.value.length);
  }
  text.add(toLines(rest));
  text.add(`${END}\n`);
  return { file: text.finish(), binary: binary.finish(), digest: hash.digest() };
}

/**
 * Return the binary file (Blob) in a text. What mail does to a text is undone: other line ends, ">" before the lines,
 * words above and below. Throws NotArmoured.
 */
export function toBinary(text) {
  const start = text.indexOf(BEGIN);
  const end = text.indexOf(END, start);
  if (start < 0 || end < 0) {
    throw new NotArmoured("there is no whole sealed file in this text");
  }
  const letters = text.slice(start + BEGIN.length, end).replace(/[\s>\ufeff]+/g, "");
  const parts = createParts("application/octet-stream");
  try {
    for (let place = 0; place < letters.length; place += PART_SIZE) {
      parts.add(Uint8Array.from(atob(letters.slice(place, place + PART_SIZE)), (letter) => letter.charCodeAt(0)));
    }
  } catch {
    throw new NotArmoured("there is something else between the letters of the sealed file");
  }
  return parts.finish();
}

/** Return a function to await after each piece of work: it reports, and now and then lets the page draw and answer. */
export function createProgress(total, onProgress) {
  let done = 0;
  let pausedAt = Date.now();
  return async (bytes) => {
    done += bytes;
    if (Date.now() - pausedAt > BUSY_MILLISECONDS) {
      onProgress(Math.min(done / total, 0.99));
      await new Promise((resume) => setTimeout(resume));
      pausedAt = Date.now();
    }
  };
}

/** Collect text of ASCII or bytes without ever holding all of it. */
function createParts(type) {
  const parts = [];
  let waiting = [];
  let size = 0;
  const store = () => {
    parts.push(new Blob(waiting, { type }));
    waiting = [];
    size = 0;
  };
  return {
    add(piece) {
      waiting.push(piece);
      size += piece.length;
      if (size >= PART_SIZE) {
        store();
      }
    },
    finish() {
      store();
      return new Blob(parts, { type });
    },
  };
}

function toLines(bytes) {
  // Not "...bytes", which takes four times as long.
  return btoa(String.fromCharCode.apply(null, bytes)).replace(/.{1,64}/g, "$&\n");
}

function joined(first, second) {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
