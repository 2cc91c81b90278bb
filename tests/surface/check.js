// Every operation that surface.json names in JavaScript is there: prints `ok <name>` or `not ok <name>` for each.
import { readFileSync } from "node:fs";

import * as library from "active-active";

// `Region.put` is a method, a static function or an accessor of `Region`.
function isThere(name) {
  const [owner, member] = name.split(".");
  if (member === undefined) return owner in library;
  const type = library[owner];
  return type !== undefined && (member in type || (typeof type === "function" && member in (type.prototype ?? {})));
}

const { operations } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = operations.map((operation) => operation.javascript).filter((name) => typeof name === "string");
for (const name of names) console.log(isThere(name) ? "ok" : "not ok", name);
process.exitCode = names.every(isThere) ? 0 : 1;
