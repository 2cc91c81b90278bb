// All benchmarks of the JavaScript binding; `--json` prints a line of JSON for each figure.
await import("./clock.js");
await import("./apply.js");
await import("./module.js");
await import("./route.js");
