// Merge functions in JavaScript, which the engine calls back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ABSTAIN, OperationError, Region, UsageError } from "active-active";

const T = 1_700_000_000_000;
const CUSTOM = { by: "custom", function: "f", version: 1 };

const shop = (strategy = CUSTOM, version = 1) => ({
  version,
  name: "shop",
  regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
  classes: [{ name: "notes", keys: "**", labels: [], type: "register", strategy }],
});

/** Two regions that wrote one note apart and have not met. */
function apart(strategy, options) {
  const [eu, us] = ["eu", "us"].map((name) => Region.open(shop(strategy), name, options));
  eu.put("note", "aaaa", { now: T });
  us.put("note", "bb", { now: T + 1 });
  return { eu, us, meet: () => us.batchesFor("eu", { now: T + 2 }).map((batch) => eu.apply(batch, T + 2)) };
}

const values = ({ versions }) => versions.map(({ value }) => value);
const longest = (given) => values(given).reduce((a, b) => (b.length > a.length ? b : a));
const spin = (ms) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

function failure(region) {
  const [record] = region.conflicts({ state: "waiting" });
  assert.equal(record.strategyUsed, "custom");
  return record.failure;
}

test("a function is given all that it may decide by", () => {
  const { eu, meet } = apart();
  const given = [];
  eu.registerMerge("f", 1, (input) => {
    given.push(input);
    return { kept_values: values(input) };
  });
  meet();
  assert.deepEqual(eu.get("note").value, { kept_values: ["aaaa", "bb"] });
  assert.deepEqual(given[0], {
    className: "notes",
    key: "note",
    path: [],
    kind: "insert_insert",
    versions: [
      { value: "aaaa", region: "eu", timestamp: "018bcfe56800-0000-0001000100000000", dot: "1.1#1" },
      { value: "bb", region: "us", timestamp: "018bcfe56801-0000-0002000100000000", dot: "2.1#1" },
    ],
  });
  const [record] = eu.conflicts();
  assert.deepEqual(record.resolvedValue, { kept_values: ["aaaa", "bb"] });
  assert.deepEqual(record.function, { name: "f", version: 1 });
  assert.deepEqual([record.winner, record.state, record.failure], [null, "decided", null]);
});

test("without the function reads are refused until it comes", () => {
  const { eu, meet } = apart();
  meet();
  const refused = { name: "OperationError", code: "function_not_registered", details: { function: "f", version: 1 } };
  assert.throws(() => eu.get("note"), refused);
  assert.throws(() => eu.get("note"), OperationError);
  assert.equal(failure(eu).code, "function_not_registered");
  const digest = eu.digest();
  eu.registerMerge("f", 1, longest);
  assert.equal(eu.get("note").value, "aaaa");
  assert.deepEqual(eu.conflicts().map(({ state }) => state), ["decided"]);
  assert.deepEqual(eu.digest(), digest);
  eu.loadDeployment(shop(CUSTOM, 2));
  eu.registerMerge("f", 1, () => "another");
  assert.equal(eu.get("note").value, "another");
  assert.deepEqual(eu.status().mergeFunctions, [{ name: "f", version: 1 }]);
});

test("what fails waits, and reads show the latest", () => {
  const cyclic = {};
  cyclic.itself = cyclic;
  const cases = [
    [() => { throw new RangeError("boom"); }, "RangeError: boom"],
    [() => { throw null; }, "null"],
    [() => undefined, "undefined"],
    [async () => 1, "Promise"],
    [() => NaN, "NaN"],
    [() => 1n << 70n, "2^63"],
    [() => cyclic, "contains itself"],
    [() => "x".repeat(2 << 20), "bytes"],
    [() => Symbol("abstain"), "symbol"],
  ];
  for (const [merge, said] of cases) {
    const { eu, meet } = apart();
    eu.registerMerge("f", 1, merge);
    meet();
    const { code, message } = failure(eu);
    assert.equal(code, "function_failed");
    assert.ok(message.includes(said), message);
    const { value, siblings } = eu.get("note");
    assert.deepEqual([value, siblings], ["bb", 2]);
    assert.equal(eu.explain("note").failure.code, "function_failed");
    eu.resolveConflict(eu.conflicts()[0].id, { value: "by hand" }, { now: T + 5 });
    assert.equal(eu.get("note").value, "by hand");
  }
});

test("null is a value, and abstaining is not", () => {
  const { eu, meet } = apart([CUSTOM, "min"]);
  meet();
  eu.registerMerge("f", 1, () => null);
  assert.equal(eu.get("note").value, null);
  eu.registerMerge("f", 1, () => ABSTAIN);
  assert.equal(eu.get("note").value, "aaaa");
  assert.equal(eu.explain("note").rule, "min");
});

test("a function that uses its region fails, whether it catches that or not", () => {
  const uses = [
    (eu) => eu.get("note"),
    (eu) => eu.put("note", "x"),
    (eu) => eu.digest(),
    (eu) => eu.registerMerge("f", 1, longest),
    (eu) => eu.free(),
    (eu) => eu.name,
  ];
  for (const use of uses) {
    for (const catches of [false, true]) {
      const { eu, meet } = apart();
      const caught = [];
      eu.registerMerge("f", 1, () => {
        try {
          use(eu);
        } catch (error) {
          caught.push(error);
          if (!catches) throw error;
        }
        return "a value all the same";
      });
      meet();
      assert.ok(caught.every((error) => error instanceof UsageError && error.code === "invalid_argument"));
      assert.equal(caught.length, 1);
      assert.equal(failure(eu).code, "function_failed");
      assert.equal(eu.get("note").value, "bb");
      eu.put("other", 1, { now: T + 9 });
      eu.free();
    }
  }
});

test("a slow function is over its budget, unless there is none", () => {
  const slow = (given) => {
    spin(20);
    return longest(given);
  };
  const limited = apart(CUSTOM, { mergeBudgetMs: 5 });
  limited.eu.registerMerge("f", 1, slow);
  limited.meet();
  assert.equal(failure(limited.eu).code, "function_over_budget");
  assert.equal(limited.eu.get("note").value, "bb");
  const free = apart(CUSTOM, { mergeBudgetMs: 0 });
  free.eu.registerMerge("f", 1, slow);
  free.meet();
  assert.equal(free.eu.get("note").value, "aaaa");
});

test("names and functions are checked", () => {
  const { eu } = apart();
  const invalid = { code: "invalid_argument" };
  for (const [name, version] of [["F", 1], ["", 1], ["f", 0], ["f".repeat(64), 1], ["f", 1.5]]) {
    assert.throws(() => eu.registerMerge(name, version, longest), invalid);
  }
  assert.throws(() => eu.registerMerge("f", 1, "no function"), invalid);
});

test("samples report a broken law", () => {
  const { eu, meet } = apart(CUSTOM, { sampleMerges: 1 });
  eu.registerMerge("f", 1, ({ versions }) => versions[0].value + "!");
  meet();
  const [found] = eu.mergeViolations();
  assert.deepEqual([found.function, found.className, found.law, found.times], [{ name: "f", version: 1 }, "notes", "idempotence", 1]);
  assert.equal(found.versions[0].value, "aaaa");
  assert.ok(found.text.startsWith("merge function f 1 is not idempotent"), found.text);
  assert.equal(eu.status().mergeViolations, 1);
  assert.deepEqual(eu.metrics(T + 10).mergeViolations[0].labels, { class: "notes", law: "idempotence" });
});
