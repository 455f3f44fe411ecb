/** Fills in and locks what a file was made for, such as the reference of a meeting. */

import { elementOf } from "./fields.js";

/** Fill and lock the boxes. What is filled in stays when the form is emptied: it is in the file, and no secret. */
export function fillAndLock(form, prefill) {
  for (const [name, value] of Object.entries(prefill)) {
    const boxes = [...elementOf(form, name).querySelectorAll("input, textarea")];
    for (const box of boxes) {
      if (box.type === "radio" || box.type === "checkbox") {
        box.defaultChecked = box.type === "radio" && box.value === value;
        box.disabled = !box.defaultChecked;
      } else {
        box.defaultValue = value;
        box.readOnly = true;
      }
    }
  }
}
