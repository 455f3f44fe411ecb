/** How modules become the files that are served: for the build, and for the tests that run what was built. */
export const BUNDLING = {
  bundle: true,
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
