import { readFile } from "node:fs/promises";

/** A list of words is shorter as one text: without it, each word costs two quotation marks and a comma. */
const listsOfWords = {
  name: "lists of words",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]words\.json$/ }, async ({ path }) => {
      const words = JSON.parse(await readFile(path, "utf8"));
      return { contents: `export default ${JSON.stringify(words.join(" "))}.split(" ")` };
    });
  },
};

/** How modules become the files that are served: for the build, and for the tests that run what was built. */
export const BUNDLING = {
  bundle: true,
  plugins: [listsOfWords],
  format: "esm",
  splitting: true,
  minify: true,
  target: ["chrome109", "edge109", "firefox115", "safari15.4"],
  charset: "ascii",
  legalComments: "linked",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  logLevel: "warning",
};

/** A classic script with everything in it: a page opened from a file can import nothing. Its licences travel inside. */
export const IN_ONE = { ...BUNDLING, format: "iife", splitting: false, legalComments: "eof" };
