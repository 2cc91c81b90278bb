// Every example of the types runs, and prints what its comments say.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";

import * as api from "active-active";

const SOURCE = new URL("../src/", import.meta.url);
const SUBJECTS = readdirSync(new URL("types/", SOURCE)).sort();
/** The declarations, by file; the index, whose example says what the others start from, is the first. */
const TYPES = new Map(
  ["index.d.ts", ...SUBJECTS.map((name) => `types/${name}`)].map((file) => [file, readFileSync(new URL(file, SOURCE), "utf8")]),
);

/** The examples, each with its file and the number of its line. */
function examples() {
  return [...TYPES].flatMap(([file, text]) =>
    [...text.matchAll(/```ts\n(.*?)```/gs)].map(({ 1: body, index }) => ({
      place: `${file}:${text.slice(0, index).split("\n").length}`,
      source: body.replace(/^\s*\* ?/gm, ""),
    })),
  );
}

/** What an example says that it prints: the comment behind each `console.log`. */
function promised(source) {
  return source.split("\n").flatMap((line) => /^\s*console\.log\(.*\); \/\/ (.*)$/.exec(line)?.[1] ?? []);
}

/** Runs an example; gives what it printed. */
function run(source) {
  const printed = [];
  const show = (value) => (typeof value === "string" ? value : inspect(value, { breakLength: Infinity }));
  const console = { log: (...values) => printed.push(values.map(show).join(" ")) };
  // Node 20 does not have `using`; what it would free is freed by the garbage collector.
  const plain = source.replace(/\busing (\w+) =/g, "const $1 =");
  new Function("console", ...Object.keys(api), plain)(console, ...Object.values(api));
  return printed;
}

const [first, ...rest] = examples();

test("there are examples", () => assert.ok(rest.length >= 20, `${rest.length} examples`));

for (const { place, source } of rest) {
  test(`the example at ${place}`, () => {
    assert.deepEqual(run(`${first.source}\n${source}`), promised(source));
  });
}

test("every class and function says what it is for", () => {
  for (const [file, text] of TYPES) {
    for (const { index, 1: name } of text.matchAll(/^export (?:class|function|const|interface|type) (\w+)/gm)) {
      assert.ok(/\*\/\n$/.test(text.slice(0, index)), `${name} in ${file} has no documentation`);
    }
  }
});

test("the index exports every subject", () => {
  const exported = [...TYPES.get("index.d.ts").matchAll(/^export \* from "\.\/types\/(.*)\.js";$/gm)].map(([, name]) => `${name}.d.ts`);
  assert.deepEqual(exported, SUBJECTS);
});
