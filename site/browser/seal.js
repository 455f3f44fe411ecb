/**
 * Seals answers and attachments for the officers: an age file in text form, to `age1pq1…` recipients only.
 *
 * Nothing is sent and nothing is kept. Works without a secure context (`http:`, `file:`), because no Web Crypto is
 * needed but its random numbers.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { createProgress, toText } from "./armour.js";
import { CONTAINER_VERSION, describeAttachment, pack } from "./container.js";
import { fileName, receiptCode } from "./receipt.js";

/** Always this many stanzas, so that a file does not show how many people can read it. */
export const PLACES = 6;
/** The largest binary file that the office's computer takes in. */
export const MAX_FILE_SIZE = 150_000_000;

const RECIPIENT_PREFIX = "age1pq";
const PUBLIC_KEY_SIZE = 1216;

/** The page's setting does not name one to six different post-quantum public keys. */
export class UnusableRecipients extends Error {
  name = "UnusableRecipients";
}

/** The sealed file would be over the limit. */
export class TooLarge extends Error {
  name = "TooLarge";
}

/**
 * Seal `answers` (only those that count) and `attachments` (File, with names from `usableName`).
 *
 * `setting` is `{authority, prefix, release, form: {name, version, digest}, roster: {version, recipients}}`, `now` a Date.
 * `onProgress` is called with a number from 0 to 1. Throws UnusableRecipients, TooLarge or an error of `container.js`.
 *
 * `binary` is the same as `file` before it became text, a quarter smaller.
 *
 * @returns {Promise<{file: Blob, binary: Blob, receipt: string, fileName: string, sealedAt: string, submissionId: string, size: number}>}
 */
export async function seal({ setting, answers, attachments = [], now, onProgress = () => {} }) {
  const fingerprints = setting.roster.recipients.map(fingerprintOf);
  refuseUnusable(fingerprints);
  const attachmentsSize = attachments.reduce((sum, file) => sum + file.size, 0);
  refuseTooLarge(attachmentsSize);
  const encrypter = await createEncrypter(setting.roster.recipients);
  const advance = createProgress(2 * attachmentsSize, onProgress);
  const described = [];
  for (const file of attachments) {
    described.push(await describeAttachment(file, advance));
  }

  const manifest = {
    container: CONTAINER_VERSION,
    submission_id: bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
    authority: setting.authority,
    form: { name: setting.form.name, version: setting.form.version, digest: setting.form.digest },
    release: setting.release,
    roster: { version: setting.roster.version, recipients: fingerprints },
    sealed_at: `${now.toISOString().slice(0, 19)}Z`,
    answers,
    attachments: described,
    attachments_size: attachmentsSize,
  };
  const container = pack(manifest, attachments);
  const sealed = await encrypter.encrypt(container.stream);
  refuseTooLarge(sealed.size(container.size));
  const { file, binary, digest } = await toText(sealed, advance);
  onProgress(1);

  const receipt = receiptCode(digest);
  return {
    file,
    binary,
    receipt,
    fileName: fileName(setting.prefix, receipt),
    sealedAt: manifest.sealed_at,
    submissionId: manifest.submission_id,
    size: file.size,
  };
}

/** Return the SHA-256 of a public key, given as `age1pq1…`, in hexadecimal. Throws UnusableRecipients. */
export function fingerprintOf(recipient) {
  const decoded = String(recipient).startsWith(`${RECIPIENT_PREFIX}1`) && bech32.decodeUnsafe(recipient, false);
  const publicKey = decoded && decoded.prefix === RECIPIENT_PREFIX && bech32.fromWordsUnsafe(decoded.words);
  if (!publicKey || publicKey.length !== PUBLIC_KEY_SIZE) {
    throw new UnusableRecipients("a recipient is not a post-quantum public key (age1pq1…)");
  }
  return bytesToHex(sha256(Uint8Array.from(publicKey)));
}

function refuseUnusable(fingerprints) {
  if (fingerprints.length < 1 || fingerprints.length > PLACES || new Set(fingerprints).size !== fingerprints.length) {
    throw new UnusableRecipients(`a file is sealed to one to ${PLACES} different public keys`);
  }
}

function refuseTooLarge(size) {
  if (size > MAX_FILE_SIZE) {
    throw new TooLarge(`the sealed file would be over ${MAX_FILE_SIZE / 1_000_000} MB`);
  }
}

/** Unused places go to fresh random keys, which nobody keeps. */
async function createEncrypter(recipients) {
  const places = [...recipients];
  while (places.length < PLACES) {
    places.push(await identityToRecipient(await generateHybridIdentity()));
  }
  const encrypter = new Encrypter();
  for (const recipient of shuffled(places)) {
    encrypter.addRecipient(recipient);
  }
  return encrypter;
}

function shuffled(list) {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1);
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** Draw a number from 0 to limit - 1 (limit up to 256), each as likely as the others. */
function randomBelow(limit) {
  const fair = 256 - (256 % limit);
  let drawn = fair;
  while (drawn >= fair) {
    [drawn] = crypto.getRandomValues(new Uint8Array(1));
  }
  return drawn % limit;
}
