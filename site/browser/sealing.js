/** Seals the answers with the code that is loaded only now, and says in plain words why it could not. */

import { loadLater } from "./loading.js";

const SENTENCES = {
  WordsDiffer:
    "Nothing was sealed. The six words at the foot of this page do not belong to the keys that it would seal to, so this page is not as the council published it. Do not use it. Telephone the LADO team. Your answers are still here.",
  TooLarge: "The files are too big to be sealed. Take some away and try again. Your answers are still here.",
  ManifestTooLong:
    "The answers are too long to be sealed. Shorten the longest and try again. Your answers are still here.",
  AttachmentChanged:
    "One of the files has changed or can no longer be read. Take it away, add it again, and try again. Your answers are still here.",
  NotReadableError:
    "One of the files can no longer be read. Take it away, add it again, and try again. Your answers are still here.",
};
const OTHER =
  "Your answers could not be sealed. They are still here. Check that you are online, then try again. If it does not work, telephone the LADO team and keep this page open.";

/** Load the code ahead of time, so that sealing works even when the connection is gone by then. */
export function prepareSealing() {
  loadLater().catch(() => {
    // It is tried again, and said so, when there is something to seal.
  });
}

/** Seal, to the keys whose words are shown and to no others. `words` are those that people see at the foot of the page. */
export async function sealAnswers({ definition, setting, words, answers, attachments, onProgress }) {
  const { readRoster, seal } = await loadLater();
  return seal({
    setting: { ...setting, prefix: definition.prefix, roster: readRoster(setting.roster, words) },
    answers,
    attachments,
    now: new Date(),
    onProgress,
  });
}

/** Return a sentence for an error of sealing. */
export function explain(error) {
  return SENTENCES[error.name] ?? OTHER;
}
