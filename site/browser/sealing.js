/** Seals the answers with the code that is loaded only now, and says in plain words why it could not. */

const SENTENCES = {
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
  import("./seal.js").catch(() => {
    // It is tried again, and said so, when there is something to seal.
  });
}

/** Seal. The seal code wants the keys themselves in the roster, where the page's setting keeps their fingerprints. */
export async function sealAnswers({ definition, setting, answers, attachments, onProgress }) {
  const { seal } = await import("./seal.js");
  const roster = { version: setting.roster.version, recipients: setting.recipients };
  return seal({
    setting: { ...setting, prefix: definition.prefix, roster },
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
