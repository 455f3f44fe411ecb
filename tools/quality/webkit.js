/** WebKitGTK's own small browser, driven by the W3C WebDriver protocol. What it downloads goes to its home, the folder. */

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const TRIES = 60;

export async function startWebKit({ program, folder }) {
  const port = await freePort();
  // A group of its own, so that the screen, the driver and the browser end together.
  const server = spawn("xvfb-run", ["-a", program, `--port=${port}`], {
    detached: true,
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DOWNLOAD_DIR: folder },
    stdio: "ignore",
  });
  const end = () => process.kill(-server.pid);
  const begun = await begin(port).catch((error) => {
    end();
    throw error;
  });
  const session = `/session/${begun.sessionId}`;
  const ask = (path, body) => post(port, session + path, body);
  const element = async (selector) => (await ask("/element", { using: "css selector", value: selector }))[ELEMENT];
  return {
    version: async () => `${begun.capabilities.browserName} ${begun.capabilities.browserVersion}`,
    open: (url) => ask("/url", { url }),
    press: async (selector) => ask(`/element/${await element(selector)}/click`, {}),
    type: async (selector, text) => ask(`/element/${await element(selector)}/value`, { text }),
    evaluate: (script) => ask("/execute/sync", { script: `return ${script}`, args: [] }),
    close: async () => end(),
  };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function begin(port) {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await post(port, "/session", { capabilities: {} });
    } catch (error) {
      if (left === 0 || error.name === "Refused") {
        throw error;
      }
      await pause(250);
    }
  }
}

async function post(port, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(`${path}: ${value.error}: ${value.message}`), { name: "Refused" });
  }
  return value;
}
