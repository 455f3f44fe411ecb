/** "Keep this form on this device": starts and ends the worker that keeps the empty forms, and says what is kept. */

import { hook } from "./page.js";

const WORKER = "worker.js";
const TAKE_OVER = "take over";
const SORRY =
  "The form could not be kept on this device. Check that you are online, and try again. Or download it as one file.";

/** Offer to keep the form, where the page and the browser can. Nothing is kept before somebody asks. */
export async function offerKeeping() {
  const place = hook("keep");
  if (!place || !("serviceWorker" in navigator)) {
    return;
  }
  hook("keep-start").addEventListener("click", start);
  hook("keep-stop").addEventListener("click", stop);
  hook("use-newer").addEventListener("click", useNewer);
  const registration = await find();
  show(registration?.active ?? null);
  if (registration) {
    watch(registration);
  }
}

async function start() {
  hook("keep-start").disabled = true;
  say("Keeping the form on this device …");
  try {
    const registration = await navigator.serviceWorker.register(workerAddress(), { updateViaCache: "none" });
    await settled(registration.installing);
    watch(registration);
    show(true);
    say("The empty form is now kept on this device.");
    hook("keep-stop").focus();
  } catch {
    await forget();
    say(SORRY);
  } finally {
    hook("keep-start").disabled = false;
  }
}

async function stop() {
  await forget();
  show(false);
  hook("newer").hidden = true;
  say("This device no longer keeps the form.");
  hook("keep-start").focus();
}

async function forget() {
  const registration = await find();
  const scope = registration?.scope ?? new URL(".", location.href).href;
  await registration?.unregister();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`lado ${scope} `)).map((name) => caches.delete(name)));
}

/** A newer form waits beside this one until the reader wants it: nothing changes under somebody who is typing. */
function watch(registration) {
  const tell = () => {
    hook("newer").hidden = !(registration.waiting && registration.active);
  };
  tell();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
}

async function useNewer() {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  (await find())?.waiting?.postMessage(TAKE_OVER);
}

/** Only a worker of this very folder counts; the council may have others above it. */
async function find() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.scope === new URL(".", location.href).href ? registration : undefined;
}

function settled(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!worker || worker.state === "activated") {
        resolve();
      } else if (worker.state === "redundant") {
        reject(new Error("the worker could not keep the files"));
      }
    };
    worker?.addEventListener("statechange", look);
    look();
  });
}

/** The page's policy lets a script be started from this one address only. */
let policy = null;
function workerAddress() {
  policy ??= window.trustedTypes?.createPolicy("worker", { createScriptURL: () => WORKER });
  return policy ? policy.createScriptURL(WORKER) : WORKER;
}

function show(isKept) {
  hook("keep-here").hidden = Boolean(isKept);
  hook("kept").hidden = !isKept;
}

function say(words) {
  hook("keep-said").textContent = words;
}
