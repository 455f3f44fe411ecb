/** What the published page does not have, for tests: the page's own sealing, and opening by the library it seals with. */

export { armor, Decrypter } from "age-encryption";
export { seal } from "../../site/browser/seal.js";
