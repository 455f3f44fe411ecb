/**
 * Keeps the pages of one release with their empty forms, when somebody asked for it, and hands them out without the
 * network. `KEPT` is put before this when the site is frozen: the release, and every file with its hash.
 *
 * It asks the network for nothing but these files and sees no answer: answers are never in an address or a request. A
 * newer release is fetched aside, and takes over when no page is open or when a reader says so.
 */

/* global KEPT */

const FAMILY = `lado ${self.registration.scope} `;
const NAME = FAMILY + KEPT.release;
const TAKE_OVER = "take over";

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) {
    self.skipWaiting();
  }
});
self.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== null) {
    event.respondWith(handOut(name, event.request));
  }
});

/** All of it or nothing: should one file be missing or altered, the browser gives up this worker. */
async function keepAll() {
  const cache = await caches.open(NAME);
  await Promise.all(
    Object.entries(KEPT.files).map(async ([name, integrity]) => {
      const address = new URL(name, self.registration.scope);
      const response = await fetch(address, { cache: "no-store", credentials: "omit", integrity, redirect: "error" });
      if (!response.ok) {
        throw new Error(`${name}: ${response.status}`);
      }
      await cache.put(address, response);
    }),
  );
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(FAMILY) && name !== NAME).map((name) => caches.delete(name)),
  );
}

/** Return which kept file a request is for, or null. What follows a "?" is not looked at. */
function nameOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  const scope = new URL(self.registration.scope);
  if (method !== "GET" || origin !== scope.origin || !pathname.startsWith(scope.pathname)) {
    return null;
  }
  const name = pathname.slice(scope.pathname.length) || "index.html";
  return Object.hasOwn(KEPT.files, name) ? name : null;
}

async function handOut(name, request) {
  const cache = await caches.open(NAME);
  return (await cache.match(new URL(name, self.registration.scope))) ?? fetch(request);
}
