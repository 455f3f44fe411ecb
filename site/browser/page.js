/** Small things every module that draws on the page needs. Text goes in as text, never as markup. */

/** More than this many mail programs will not carry. */
export const MOST_BYTES_BY_EMAIL = 10_000_000;

/** Make an element with attributes and children (elements or text). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

/** Return the one element that carries a hook, "data-" left out. */
export function hook(name, within = document) {
  return within.querySelector(`[data-${name}]`);
}

/** Return the value in a script element that holds JSON. */
export function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Return the form definition, whose parts lie beside the steps they are about (`site/parts.py` says why). */
export function readDefinition() {
  const parts = [...document.querySelectorAll("[data-definition]")].map((part) => JSON.parse(part.textContent));
  const rest = readJson("form-definition");
  const advice = parts.flatMap((part) => part.advice);
  return {
    ...rest,
    steps: parts.map((part) => part.step),
    advice: rest.advice.map((name) => advice.find((each) => each.name === name)),
  };
}

/** Hide or show; where nothing changes the page is left alone. */
export function hide(element, isHidden) {
  if (element.hidden !== isHidden) {
    element.hidden = isHidden;
  }
}

/** Write into an element; where nothing changes the page is left alone. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Say something to people who listen to the page, after what they hear now. */
export function announce(text) {
  hook("announce").textContent = text;
}

/** Show a size as people say it: "640 KB", "2.4 MB", "100 MB". */
export function showSize(bytes) {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1).replace(".0", "")} MB`;
}
