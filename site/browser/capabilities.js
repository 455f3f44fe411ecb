/** What a browser must be able to do before anybody types into the form. Most that cannot never start this script. */

const NEEDED = {
  "draw random numbers": () => typeof crypto.getRandomValues === "function",
  "make files": () => typeof Blob.prototype.stream === "function" && typeof ReadableStream === "function",
  "download files": () => typeof URL.createObjectURL === "function" && "download" in HTMLAnchorElement.prototype,
};

/** List what this browser cannot do, in words. Empty when nothing is missing. */
export function missingCapabilities() {
  return Object.keys(NEEDED).filter((what) => !can(NEEDED[what]));
}

function can(test) {
  try {
    return test();
  } catch {
    return false;
  }
}
