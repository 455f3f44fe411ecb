/** What the published page does not have, for tests: opening with any key, by the library that it seals with. */

export { armor, Decrypter } from "age-encryption";
export * from "../../site/browser/later.js";
