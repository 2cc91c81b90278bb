// Runs the conformance vectors through the npm package in Node.
//
//     node node.js                      every vector of tests/vectors
//     node node.js --histories FOLDER   histories, each ending in a line `history <name> <all that must be the same>`
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { runHistories, runVectors } from "./run.js";

const { values } = parseArgs({ options: { histories: { type: "string" }, vectors: { type: "string" } } });

/** The files of a folder but the schema, as `[name, content]` in the order of their names. */
function files(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "schema.json");
  return names.sort().map((name) => [name.replace(/\.json$/, ""), JSON.parse(readFileSync(join(folder, name), "utf8"))]);
}

process.exitCode =
  values.histories === undefined
    ? runVectors("node", files(values.vectors ?? fileURLToPath(new URL("../../vectors", import.meta.url))), console.log)
    : runHistories(files(values.histories), console.log);
