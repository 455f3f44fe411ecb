/** The one place where code is loaded on demand. */

/** Load what seals, and what saves and opens drafts. Fails when it cannot be had, and can be tried again. */
export function loadLater() {
  return import("./later.js");
}
