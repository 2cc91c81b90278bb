import assert from "node:assert/strict";
import { test } from "node:test";

import { Deployment, Region } from "active-active";

const DOCUMENT = {
  version: 1,
  name: "test",
  regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
  classes: [
    {
      name: "people", keys: "person/*", labels: [], type: "map",
      fields: {
        name: { type: "register" },
        likes: { type: "counter" },
        tags: { type: "set" },
        admin: { type: "flag" },
        address: { type: "map", fields: { "*": { type: "register" } } },
      },
    },
    { name: "counters", keys: "count/*", labels: [], type: "counter" },
    { name: "pages", keys: "page/*", labels: [], type: "register", strategy: "keep-all" },
    { name: "rest", keys: "**", labels: [], type: "register" },
  ],
};
const T = 1_700_000_000_000;
const code = (expected) => ({ code: expected });

const open = (name, options) => Region.open(DOCUMENT, name, options);
const ship = (from, to, now) => from.batchesFor(to.name, { now }).map((batch) => to.apply(batch, now));

test("a record is written, read and deleted", () => {
  const eu = open("eu");
  assert.deepEqual(eu.put("note", { a: [1, null] }, { now: T }), { dot: "1.1#1", timestamp: "018bcfe56800-0000-0001000100000000" });
  const read = eu.get("note");
  assert.deepEqual({ ...read, context: 0 }, { value: { a: [1, null] }, context: 0, timestamp: "018bcfe56800-0000-0001000100000000", siblings: 1, violated: [] });
  assert.ok(read.context instanceof Uint8Array);
  eu.delete("note", { context: read.context, now: T });
  assert.equal(eu.get("note"), undefined);
});

const TOGETHER = {
  ...DOCUMENT,
  classes: [{ name: "seats", keys: "seats/*", labels: [], type: "bounded-counter" }, ...DOCUMENT.classes],
};

test("rights are spent and given", () => {
  const eu = Region.open(TOGETHER, "eu");
  eu.increment("seats/1", 10, { now: T });
  eu.transfer("seats/1", "us", 4, { now: T });
  assert.deepEqual(eu.rights("seats/1"), {
    total: 10, available: 6, elsewhere: 4, incomplete: false, regions: { eu: 6, us: 4 },
  });
  assert.throws(() => eu.increment("seats/1", -7, { now: T }), code("insufficient_rights"));
  assert.throws(() => eu.transfer("seats/1", "us", 0), code("invalid_argument"));
});

test("a record expires", () => {
  const eu = open("eu");
  eu.put("note", "x", { now: T });
  eu.expire("note", T + 50, { now: T });
  assert.equal(eu.get("note", { now: T + 49 })?.value, "x");
  assert.equal(eu.get("note", { now: T + 50 }), undefined);
  assert.equal(eu.get("note"), undefined, "the clock of the computer is the default");
  eu.persist("note", { now: T });
  assert.equal(eu.get("note")?.value, "x");
});

test("several writes are one", () => {
  const eu = open("eu");
  const written = eu.transaction(
    [{ operation: "put", key: "note", value: [1], context: eu.context("note") }, { operation: "increment", key: "count/1", amount: 2 }],
    { now: T },
  );
  assert.deepEqual(written.map(({ dot }) => dot), ["1.1#1", "1.1#2"]);
  const before = eu.digest();
  const refused = [{ operation: "put", key: "note", value: 9 }, { operation: "enable", key: "note" }];
  assert.throws(() => eu.transaction(refused), { code: "wrong_type", details: { class: "rest", operation: "enable", type: "register", write: 1 } });
  assert.equal(eu.digest(), before);
});

test("every write is there, with path and context where they belong", () => {
  const eu = open("eu");
  const at = { now: T };
  eu.patch("person/1", { name: "Ada" }, at);
  eu.patch("person/1", [[["address", "city"], "London"], ["name", "Ada L."]], at);
  eu.put("person/1", "N1", { path: ["address", "code"], ...at });
  eu.increment("person/1", 3, { path: "likes", ...at });
  eu.increment("person/1", -1n, { path: ["likes"], ...at });
  eu.add("person/1", "math", { path: "tags", ...at });
  eu.add("person/1", { poet: true }, { path: "tags", ...at });
  eu.remove("person/1", "math", { path: "tags", context: eu.get("person/1").context, ...at });
  eu.enable("person/1", { path: "admin", ...at });
  assert.deepEqual(eu.get("person/1").value, {
    address: { city: "London", code: "N1" }, admin: true, likes: 2, name: "Ada L.", tags: [{ poet: true }],
  });
  eu.disable("person/1", { path: "admin", ...at });
  eu.clear("person/1", { path: "tags", ...at });
  eu.unset("person/1", ["address", "code"], at);
  const { admin, address } = eu.get("person/1").value;
  assert.deepEqual({ admin, address }, { admin: false, address: { city: "London" } });
  eu.assign("count/1", 10, at);
  eu.assign("count/1", 4, at);
  assert.equal(eu.get("count/1").value, 4);
  eu.reset("count/1", at);
  eu.increment("count/1", 1, at);
  assert.equal(eu.get("count/1").value, 1);
  assert.equal(eu.versions("person/1", "name")[0].value, "Ada L.");
  assert.deepEqual(eu.keys(), ["count/1", "person/1"]);
  assert.deepEqual(eu.keys({ prefix: "p", after: "a", limit: 1 }), ["person/1"]);
});

test("counters go beyond 2^63 and come back as BigInt", () => {
  const eu = open("eu");
  eu.increment("count/1", 2n ** 63n - 1n, { now: T });
  eu.increment("count/1", 2n ** 63n - 1n, { now: T });
  assert.equal(eu.get("count/1").value, 2n ** 64n - 2n);
  for (const bad of [1.5, 2 ** 60, "1", undefined, NaN, true]) {
    assert.throws(() => eu.increment("count/1", bad), (error) => ["invalid_argument", "not_finite", "unsupported_value"].includes(error.code), String(bad));
  }
  assert.throws(() => eu.increment("count/1", 2n ** 63n), code("integer_out_of_range"));
});

test("two regions converge, and the conflict is recorded in both", () => {
  const [eu, us] = [open("eu"), open("us")];
  eu.put("x", "from eu", { now: T });
  us.put("x", "from us", { now: T + 1 });
  const [report] = ship(us, eu, T + 2);
  assert.deepEqual({ ...report, conflicts: report.conflicts.length }, { stream: "2.1", applied: 1, duplicates: 0, released: 0, conflicts: 1, held: [] });
  ship(eu, us, T + 2);
  assert.equal(eu.digest(), us.digest());
  assert.match(eu.digest(), /^[0-9a-f]{64}$/);
  const record = eu.conflict(report.conflicts[0]);
  assert.deepEqual(us.conflict(record.id), record);
  assert.equal(record.kind, "insert_insert");
  assert.equal(record.resolvedValue, "from us");
  assert.equal(record.winner, "b");
  assert.deepEqual([record.aValue, record.bValue, record.regionA, record.regionB], ["from eu", "from us", "eu", "us"]);
  assert.deepEqual(eu.conflicts({ kind: "insert_insert", state: "decided", key: "x", limit: 5 }), [record]);
  assert.deepEqual(eu.conflicts({ state: "waiting" }), []);
  assert.throws(() => eu.conflicts({ kind: "quarrel" }), code("invalid_argument"));
  assert.throws(() => eu.conflict("0".repeat(32)), code("unknown_conflict"));
  assert.equal(eu.conflictsDropped(), 0);
});

test("names of members in values are left as they are", () => {
  const [eu, us] = [open("eu"), open("us")];
  const value = { first_name: { last_name: 1 } };
  eu.put("x", value, { now: T });
  us.put("x", { b_c: 1 }, { now: T + 1 });
  ship(us, eu, T + 2);
  assert.deepEqual(eu.conflicts()[0].aValue, value);
  assert.deepEqual(eu.versions("x").map(({ value }) => value), [value, { b_c: 1 }]);
});

test("siblings are kept until a write that saw them", () => {
  const [eu, us] = [open("eu"), open("us")];
  eu.put("page/1", 1, { now: T });
  us.put("page/1", 2, { now: T + 1 });
  ship(us, eu, T + 2);
  const { value, siblings, context } = eu.get("page/1");
  assert.deepEqual([value, siblings], [2, 2]);
  assert.deepEqual(eu.versions("page/1").map((version) => version.value), [1, 2]);
  eu.put("page/1", 3, { context, now: T + 3 });
  assert.deepEqual(eu.versions("page/1").map((version) => version.value), [3]);
  assert.equal(eu.conflicts()[0].state, "superseded");
});

test("what cannot be applied yet is held, listed and released", () => {
  const [eu, us] = [open("eu"), open("us")];
  eu.put("x", 1, { now: T + 60_000 });
  const [batch] = eu.batchesFor("us", { now: T });
  assert.equal(us.apply(batch, T).applied, 0);
  const [held] = us.held();
  assert.deepEqual([held.stream, held.first, held.last, held.code], ["1.1", 1, 1, "clock_drift"]);
  assert.deepEqual(us.retryHeld(T), []);
  assert.deepEqual(us.retryHeld(T + 60_000).map(({ released }) => released), [1]);
  assert.equal(us.get("x").value, 1);
});

test("acknowledged batches are not sent again", () => {
  const [eu, us] = [open("eu"), open("us")];
  eu.put("x", 1, { now: T });
  ship(eu, us, T);
  assert.equal(eu.batchesFor("us", { now: T }).length, 1);
  assert.equal(eu.acknowledge(us.acknowledgementFor("eu")), "us");
  assert.equal(eu.batchesFor("us", { now: T }).length, 0);
  assert.deepEqual(us.cursors().toDocument(), { "1.1": 1 });
  assert.ok(us.hasSeen("1.1#1") && !us.hasSeen("1.1#2"));
});

test("the feed goes on where the cursor is", () => {
  const eu = open("eu");
  eu.put("a", 1, { now: T });
  eu.put("b", 2, { now: T });
  const first = eu.changesSince(0, { limit: 1 });
  assert.deepEqual(first.changes, [{ key: "a", dot: "1.1#1", timestamp: "018bcfe56800-0000-0001000100000000", operation: "put" }]);
  assert.deepEqual(eu.changesSince(first.cursor).changes.map(({ key }) => key), ["b"]);
});

test("a snapshot is restored as a new incarnation", () => {
  const eu = open("eu");
  eu.put("x", 1, { now: T });
  const snapshot = eu.snapshot();
  const again = Region.restore(DOCUMENT, "eu", snapshot, { incarnation: 2 });
  assert.equal(again.origin, "1.2");
  assert.equal(again.digest(), eu.digest());
  assert.equal(again.status().writable, false);
  assert.throws(() => again.put("x", 2, { now: T }), code("not_caught_up"));
  assert.throws(() => Region.restore(DOCUMENT, "eu", snapshot, { incarnation: 1 }), code("incarnation_used"));
  assert.throws(() => Region.restore(DOCUMENT, "eu", snapshot.slice(1), { incarnation: 2 }), code("snapshot_malformed"));
});

test("the status names its members as JavaScript does", () => {
  const eu = open("eu");
  eu.put("x", 1, { now: T });
  const { deployment, ...rest } = eu.status();
  assert.deepEqual(rest, {
    region: "eu", origin: "1.1", writable: true, records: 1, cursors: { "1.1": 1 }, stable: rest.stable, held: 0,
    conflicts: 0, conflictsDropped: 0, mergeFunctions: [], mergeViolations: 0, feedCursor: rest.feedCursor,
  });
  assert.deepEqual(deployment, { name: "test", version: 1, digest: eu.deployment.digest });
});

test("a deployment is given as an object, as text or parsed", () => {
  const parsed = Deployment.parse(JSON.stringify(DOCUMENT));
  const digests = [parsed, DOCUMENT, JSON.stringify(DOCUMENT)].map((given) => Region.open(given, "eu").deployment.digest);
  assert.equal(new Set(digests).size, 1);
  assert.equal(Deployment.fromDocument(parsed.toDocument()).digest, parsed.digest);
  assert.deepEqual(parsed.regions, [
    { name: "eu", number: 1, place: null, status: "active" },
    { name: "us", number: 2, place: null, status: "active" },
  ]);
  assert.equal(parsed.classOf("person/1"), "people");
  assert.equal(parsed.partitionOf("person/1"), 0);
});

test("a deployment that is wrong says where", () => {
  const wrong = structuredClone(DOCUMENT);
  wrong.classes[0].fields.name.type = "regster";
  assert.throws(() => Deployment.fromDocument(wrong), (error) => error.name === "DeploymentError" && error.details.place === "classes[0].fields.name.type");
  assert.throws(() => Deployment.parse('{"version":1,"version":1}'), code("duplicate_key"));
  assert.throws(() => open("mars"), code("unknown_region"));
  for (const bad of [undefined, null, 5]) assert.throws(() => Region.open(bad, "eu"), (error) => typeof error.code === "string");
});

test("a newer deployment is loaded", () => {
  const eu = open("eu");
  const changed = (rest) => ({ ...DOCUMENT, version: 2, classes: [...DOCUMENT.classes.slice(0, -1), { ...DOCUMENT.classes.at(-1), ...rest }] });
  assert.throws(() => eu.deployment.checkSuccessor(changed({ type: "counter" })), code("deployment_incompatible"));
  const next = changed({ strategy: "keep-all" });
  eu.deployment.checkSuccessor(next);
  eu.loadDeployment(next);
  assert.equal(eu.deployment.version, 2);
  assert.throws(() => eu.loadDeployment(DOCUMENT), (error) => error.name === "DeploymentError");
});

test("bad arguments are refused and change nothing", () => {
  const eu = open("eu");
  eu.put("x", 1, { now: T });
  const before = [eu.digest(), eu.status()];
  const refusals = {
    invalid_argument: [
      () => eu.put(undefined, 1),
      () => eu.put(5, 1),
      () => eu.put("x", 1, { contxt: new Uint8Array() }),
      () => eu.put("x", 1, { path: 5 }),
      () => eu.put("x", 1, { path: [5] }),
      () => eu.put("x", 1, { now: "noon" }),
      () => eu.put("x", 1, { now: NaN }),
      () => eu.put("x", 1, { context: "abc" }),
      () => eu.put("x", 1, 5),
      () => eu.increment("count/1", 1, { context: new Uint8Array() }),
      () => eu.delete("x", { path: "a" }),
      () => eu.patch("person/1", 5),
      () => eu.patch("person/1", [5]),
      () => eu.apply("batch"),
      () => eu.apply(null),
      () => eu.apply(new Uint8Array(1).buffer),
      () => eu.batchesFor(5),
      () => eu.changesSince(-1),
      () => eu.changesSince(0, { limit: -1 }),
      () => eu.get(),
      () => open("eu", { incarnation: 0 }),
      () => open("eu", { incarnation: 70_000 }),
    ],
    unsupported_value: [() => eu.put("x"), () => eu.put("x", { a: undefined }), () => eu.add("x", () => 1)],
    invalid_context: [() => eu.put("x", 1, { context: new Uint8Array([1, 2, 3]) })],
    not_canonical: [() => eu.putEncoded("x", new Uint8Array([0x18, 0x01]))],
    wrong_type: [() => eu.increment("x", 1), () => eu.put("count/1", 1), () => eu.enable("x")],
    unknown_path: [() => eu.put("person/1", 1, { path: "age" })],
    unknown_region: [() => eu.batchesFor("mars")],
    batch_malformed: [() => eu.apply(new Uint8Array()), () => eu.apply(new Uint8Array([1, 2]))],
    acknowledgement_malformed: [() => eu.acknowledge(new Uint8Array([1]))],
    invalid_key: [() => eu.put("", 1), () => eu.put("a\0", 1)],
    key_too_large: [() => eu.put("k".repeat(1_025), 1)],
    value_too_large: [() => eu.put("x", "v".repeat(1 << 20))],
  };
  for (const [expected, calls] of Object.entries(refusals)) {
    for (const call of calls) assert.throws(call, code(expected), `${call} → ${expected}`);
  }
  assert.deepEqual([eu.digest(), eu.status()], before);
});
