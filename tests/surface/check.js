// Holds JavaScript against surface.json: prints `ok <name>` or `not ok <name>` for each operation.
//
// What surface.json names is there; what is there, but for errors, it names.
import { readFileSync } from "node:fs";

import * as library from "active-active";

// What every class of a host has.
const USUAL = ["constructor", "toJSON", "length", "name", "prototype"];

// `Region.put` is a method, a static function or an accessor of `Region`.
function isThere(name) {
  const [owner, member] = name.split(".");
  if (member === undefined) return owner in library;
  const type = library[owner];
  return type !== undefined && (member in type || (typeof type === "function" && member in (type.prototype ?? {})));
}

function* publicNames() {
  for (const [name, item] of Object.entries(library)) {
    if (item?.prototype instanceof Error) continue;
    const isClass = typeof item === "function" && /^class\b/.test(Function.prototype.toString.call(item));
    if (typeof item === "function" && !isClass) yield name;
    const members = new Set(Object.getOwnPropertyNames(item));
    if (isClass) Object.getOwnPropertyNames(item.prototype).forEach((member) => members.add(member));
    if (isClass || typeof item === "object") {
      for (const member of members) if (!USUAL.includes(member) && !member.startsWith("_")) yield `${name}.${member}`;
    }
  }
}

const { operations } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = operations.map((operation) => operation.javascript).filter((name) => typeof name === "string");
const unlisted = [...publicNames()].filter((name) => !names.includes(name));
for (const name of names) console.log(isThere(name) ? "ok" : "not ok", name);
for (const name of unlisted) console.log("not ok", name, "is not in surface.json");
process.exitCode = names.every(isThere) && unlisted.length === 0 ? 0 : 1;
