/** What a form definition leaves out or is asked by several modules. The definition is JSON of `site/forms/compiled.py`. */

/** The longest text of each kind; a definition names a length only where it is another. */
export const MAX_LENGTHS = {
  "short-text": 200,
  "long-text": 10_000,
  email: 254,
  phone: 60,
  address: 500,
  postcode: 12,
};

/** Return the words for one entry of a group, counted from 0: "Child 2". */
export function entryName(group, index) {
  const word = group.entry.toLowerCase();
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${index + 1}`;
}
