// Every example of the types runs, and prints what its comments say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";

import * as api from "active-active";

const TYPES = readFileSync(new URL("../src/index.d.ts", import.meta.url), "utf8");

/** The examples, each with the number of its line. */
function examples() {
  return [...TYPES.matchAll(/```ts\n(.*?)```/gs)].map(({ 0: whole, 1: body, index }) => ({
    line: TYPES.slice(0, index).split("\n").length,
    source: body.replace(/^\s*\* ?/gm, ""),
    whole,
  }));
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

for (const { line, source } of rest) {
  test(`the example at line ${line}`, () => {
    assert.deepEqual(run(`${first.source}\n${source}`), promised(source));
  });
}

test("every class and function says what it is for", () => {
  const exported = [...TYPES.matchAll(/^export (?:class|function|const|interface|type) (\w+)/gm)];
  for (const { index, 1: name } of exported) {
    assert.ok(/\*\/\n$/.test(TYPES.slice(0, index)), `${name} has no documentation`);
  }
});
