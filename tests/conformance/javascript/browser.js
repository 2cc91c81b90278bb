// Runs the conformance vectors through the npm package in a browser, served by `tests/browser/open.js`.
import { runHistories, runVectors } from "./run.js";

/** The files of a folder but the schema, as `[name, content]`; the server lists a folder as JSON. */
async function files(folder) {
  const names = await (await fetch(folder)).json();
  const wanted = names.filter((name) => name.endsWith(".json") && name !== "schema.json").sort();
  const read = async (name) => [name.replace(/\.json$/, ""), await (await fetch(folder + name)).json()];
  return Promise.all(wanted.map(read));
}

/** Answers the exit status; a page's parameter `histories` names a folder of histories to run instead. */
export default async function main(parameters) {
  const log = (line) => console.log(line);
  const histories = parameters.get("histories");
  return histories === null
    ? runVectors("chromium", await files("/tests/vectors/"), log)
    : runHistories(await files(histories), log);
}
