// Three-way merge, and the check of merge functions.
import assert from "node:assert/strict";
import { test } from "node:test";

import { UsageError, checkMerge, threeWay } from "active-active";

const values = ({ versions }) => versions.map(({ value }) => value);
const written = (versions) => versions.map(({ value }) => value);
const average = (versions) => written(versions).reduce((sum, value) => sum + value, 0) / versions.length;
const concatenation = (versions) => written(versions).join("");

test("documents merge member by member", () => {
  assert.deepEqual(threeWay({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: null }), { value: { a: 2, b: null }, conflicts: [] });
});

test("a conflict says what met what, with the users' own names in values", () => {
  const rules = { default: "update-wins" };
  const merged = threeWay({ a: { snake_case: 1 } }, { a: { snake_case: { two_words: 2n } } }, { a: {} }, rules);
  assert.deepEqual(merged.value, { a: { snake_case: { two_words: 2 } } });
  assert.deepEqual(merged.conflicts, [
    {
      path: ["a", "snake_case"],
      kind: "delete_update",
      base: 1,
      a: { two_words: 2 },
      b: null,
      baseAbsent: false,
      aAbsent: false,
      bAbsent: true,
      picked: "a",
      rule: "update-wins",
    },
  ]);
});

test("there may be no base and no rules", () => {
  for (const base of [null, undefined]) {
    const { value, conflicts } = threeWay(base, 1, 2);
    assert.deepEqual([value, conflicts[0].kind, conflicts[0].picked], [1, "insert_insert", null]);
  }
});

test("rules that are none say where", () => {
  assert.throws(() => threeWay(null, 1, 2, { paths: [{ path: ["a"], strategy: "maxx" }] }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.deepEqual({ ...error.details }, { place: "paths[0].strategy", suggestion: "max" });
    return error.code === "invalid_argument";
  });
});

test("max keeps every law", () => {
  const report = checkMerge((versions) => Math.max(...written(versions)), { cases: 5_000, values: [0] });
  assert.ok(report.holds, report.text);
  assert.deepEqual([report.cases, report.law, report.versions], [5_000, null, []]);
});

test("an average is not associative", () => {
  const report = checkMerge(average, { values: [0] });
  assert.deepEqual([report.law, values(report), report.left, report.right], ["associativity", [0, 0, 1], 0.5, 0.25]);
  assert.deepEqual(
    report.versions.map(({ region }) => region),
    ["first", "second", "third"],
  );
  assert.match(report.text, /not associative.*\n  x = 0 by .*\n.*\n.*\n  merge\(merge\(x, y\), z\) = 0\.5\n/);
});

test("a concatenation is neither commutative nor idempotent", () => {
  const turned = checkMerge(concatenation, { values: [""], laws: ["commutativity"] });
  assert.deepEqual([turned.law, values(turned), turned.left, turned.right], ["commutativity", ["a", "b"], "ab", "ba"]);
  const twice = checkMerge(concatenation, { values: [""], laws: ["idempotence"] });
  assert.deepEqual([twice.law, values(twice), twice.left, twice.right], ["idempotence", ["a", "a"], "aa", "a"]);
});

test("a function that reads a counter is not deterministic", () => {
  let counter = 0;
  const report = checkMerge(() => counter++, { laws: ["determinism"] });
  assert.deepEqual([report.law, report.cases], ["determinism", 1]);
});

test("what the function throws is a finding, whatever it is", () => {
  const thrower = (thrown) => () => {
    throw thrown;
  };
  for (const [thrown, told] of [
    [new TypeError("no"), "TypeError: no"],
    ["text", "text"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [Object.create(null), "an object"],
  ]) {
    const report = checkMerge(thrower(thrown));
    assert.deepEqual([report.law, report.error], ["raises", told]);
    assert.ok(report.text.includes(told));
  }
});

test("an answer that is no value is a finding", async () => {
  const promise = async () => 1;
  for (const answer of [() => undefined, () => NaN, () => 2n ** 63n, () => new Date(), () => "\ud800", promise]) {
    const report = checkMerge(answer);
    assert.deepEqual([report.law, typeof report.error], ["not_encodable", "string"]);
  }
});

test("options that are none are refused", () => {
  for (const options of [{ cases: 0 }, { cases: 1.5 }, { seed: -1 }, { laws: ["associative"] }, { values: 5 }, { law: [] }, 5]) {
    assert.throws(() => checkMerge(average, options), { code: "invalid_argument" });
  }
  assert.throws(() => checkMerge("average"), { code: "invalid_argument" });
});

test("one seed gives one report", () => {
  assert.deepEqual(checkMerge(average, { values: [0], seed: 5n }), checkMerge(average, { values: [0], seed: 5 }));
});
