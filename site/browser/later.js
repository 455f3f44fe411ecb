/**
 * Everything that is loaded on demand, in one: what seals and hands over, what saves and opens drafts, the rule for names.
 *
 * It is one entry so that the page loads it with one request, and so that a form in one file can hold it too.
 */

export { usableName } from "./container.js";
export { createDrafts } from "./drafts.js";
export { examineFile } from "./file-kinds.js";
export { drawReceiptPage } from "./receipt-page.js";
export { readRoster } from "./roster.js";
export { seal } from "./seal.js";
