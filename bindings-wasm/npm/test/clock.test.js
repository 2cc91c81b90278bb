import assert from "node:assert/strict";
import { test } from "node:test";

import { HybridClock, Snowflake, Timestamp, Uuid7, VersionVector, joinDots, node, resolve } from "active-active";

const code = (expected) => ({ code: expected });

test("without a time the host's clock is read", () => {
  const clock = new HybridClock(node(1));
  const before = Date.now();
  const { ms } = Timestamp.parse(clock.tick());
  assert.ok(before <= ms && ms <= Date.now());
  assert.ok(Number(clock.tickPacked() >> 16n) - before < 1_000);
});

test("tick and tickPacked are one clock", () => {
  const clock = new HybridClock(7n);
  assert.equal(clock.tick(5), "000000000005-0000-0000000000000007");
  assert.equal(clock.tickPacked(5), (5n << 16n) | 1n);
  assert.equal(clock.tickPacked(4), (5n << 16n) | 2n);
  assert.equal(clock.last, "000000000005-0002-0000000000000007");
  assert.equal(clock.node, 7n);
});

test("tickPacked refuses as tick does", () => {
  const clock = new HybridClock(7n);
  clock.confirmReserve(10);
  assert.equal(clock.tickPacked(9), 9n << 16n);
  for (const call of [() => clock.tick(10), () => clock.tickPacked(10)]) assert.throws(call, code("clock_bound"));
  for (const now of [NaN, -1, -Infinity]) {
    for (const call of [() => clock.tick(now), () => clock.tickPacked(now)]) assert.throws(call, code("invalid_argument"));
  }
  assert.throws(() => clock.tickPacked(2 ** 48), code("timestamp_out_of_range"));
  assert.equal(clock.tickPacked(9), (9n << 16n) | 1n, "what was refused changed nothing");
});

test("the functions of the module behind tickPacked are not part of the API", () => {
  assert.equal(HybridClock.prototype.tickOrZero, undefined);
  assert.equal(HybridClock.prototype.tickChecked, undefined);
});

test("options are checked by name and by range", () => {
  assert.throws(() => new HybridClock(1n, { maxDrift: 5 }), { code: "invalid_argument", message: /no option `maxDrift`/ });
  assert.throws(() => new HybridClock(1n, { maxDriftMs: 1.5 }), code("invalid_argument"));
  assert.throws(() => new HybridClock(1n, { maxDriftMs: "5" }), code("invalid_argument"));
  assert.throws(() => new HybridClock(1n, [5]), code("invalid_argument"));
  for (const bad of [undefined, -1, 1.5, 2n ** 64n, "1", null]) assert.throws(() => new HybridClock(bad), code("invalid_argument"));
  const clock = new HybridClock(1, { maxDriftMs: undefined, maxAheadMs: 10n });
  assert.throws(() => clock.checkDrift("000000001389-0000-0000000000000002", 0), (error) => error.details.limitMs === 5_000);
});

test("a node has three parts", () => {
  assert.equal(node(1), 0x0001_0001_0000_0000n);
  assert.equal(node(65_535, 65_535, 4_294_967_295), 2n ** 64n - 1n);
  for (const bad of [[65_536], [-1], [1, 65_536], [1, 1, 2 ** 32], []]) assert.throws(() => node(...bad), code("invalid_argument"));
});

test("a clock goes on after a restart", () => {
  const clock = HybridClock.restart(1n, 13_000);
  assert.equal(clock.boundMs, 13_000);
  assert.throws(() => clock.tick(9_000), code("clock_bound"));
  clock.confirmReserve(clock.reserve(3_000, 9_000));
  assert.equal(Timestamp.parse(clock.tick(9_000)).ms, 13_000);
  assert.equal(HybridClock.resume(1n, "0000000001f4-0003-0000000000000009").tick(400), "0000000001f4-0004-0000000000000001");
});

test("timestamps sort as strings", () => {
  const sorted = [Timestamp.of(1, 0, 2), Timestamp.of(1, 1, 1), Timestamp.of(2, 0, 0), Timestamp.of(2 ** 48 - 1, 65_535, 2n ** 64n - 1n)];
  assert.deepEqual([...sorted].reverse().sort(), sorted);
  assert.deepEqual([...sorted].reverse().sort(Timestamp.compare), sorted);
  assert.equal(Timestamp.compare(sorted[0], sorted[0]), 0);
});

test("timestamps convert both ways", () => {
  const t = "017f22e279b0-0005-00000000deadbeef";
  assert.equal(Timestamp.fromBytes(Timestamp.toBytes(t)), t);
  assert.equal(Timestamp.fromBase32(Timestamp.toBase32(t)), t);
  assert.equal(Timestamp.fromPacked(Timestamp.toPacked(t), 0xdeadbeefn), t);
  assert.equal(Timestamp.prev(Timestamp.next(t)), t);
  assert.equal(new Date(Timestamp.parse(t).ms).toISOString(), "2022-02-22T19:22:22.000Z");
  assert.throws(() => Timestamp.parse(t.toUpperCase()), code("timestamp_invalid"));
  assert.throws(() => Timestamp.of(2 ** 48, 0, 0), code("timestamp_out_of_range"));
  assert.throws(() => Timestamp.of(1, 65_536, 0), code("invalid_argument"));
});

test("a vector takes vectors and documents, itself too", () => {
  const vector = new VersionVector({ "1.1": 2 });
  const copy = new VersionVector(vector);
  vector.merge(vector);
  vector.merge(new VersionVector({ "2.1": 1 }));
  assert.equal(vector.compare(copy), "after");
  assert.equal(vector.compare(vector), "equal");
  assert.equal(copy.compare({ "2.1": 9 }), "concurrent");
  vector.advance("1.1/0/3", 4);
  assert.deepEqual(vector.toDocument(), { "1.1": 2, "1.1/0/3": 4, "2.1": 1 });
  assert.deepEqual(VersionVector.fromBytes(vector.toBytes()).toDocument(), vector.toDocument());
  assert.equal(vector.get("3.1"), 0);
  for (const bad of [null, 5, [], { "1.1": 0 }, { x: 1 }, "1.1"]) assert.throws(() => vector.merge(bad), code("part_malformed"));
  assert.throws(() => VersionVector.fromBytes(new Uint8Array([1])), code("part_malformed"));
});

test("ids rise, also while time stands still or steps back", () => {
  const ids = new Uuid7();
  const made = [10, 10, 9, 11, 11].map((now) => ids.next(now));
  assert.deepEqual([...made].sort(), made);
  assert.equal(Uuid7.ms(made[0]), 10);
  assert.equal(Uuid7.fromBytes(Uuid7.toBytes(made[0])), made[0]);
  assert.ok(Uuid7.resume(made[4]).next(5) > made[4]);
  assert.equal(Uuid7.causalTime(Uuid7.causal("00000000000a-0005-0000000000000001")), (10n << 16n) | 5n);
  assert.throws(() => ids.next(10, new Uint8Array(9)), code("invalid_argument"));
  assert.throws(() => Uuid7.ms("x"), code("id_invalid"));
});

test("snowflakes are BigInt", () => {
  const ids = new Snowflake(3, 0);
  assert.equal(ids.next(10), (10n << 22n) | (3n << 12n));
  assert.throws(() => ids.next(9), (error) => error.code === "clock_backwards" && error.details.waitMs === 1);
  assert.deepEqual(ids.decode(ids.next(10)), { ms: 10, worker: 3, sequence: 1 });
  assert.throws(() => new Snowflake(1_024, 0), code("worker_out_of_range"));
  assert.ok(Snowflake.resume(3, 0, ids.next(10)).next(10) > (10n << 22n));
});

test("two versions are resolved without an engine", () => {
  const a = { value: 1, timestamp: "00000000000a-0000-0001000100000000", dot: "1.1#1" };
  const b = { value: 2, timestamp: "000000000009-0000-0002000100000000", dot: "2.1#1", context: { "1.1": 1 } };
  assert.deepEqual({ ...resolve("last-write-wins", a, b), why: "" }, {
    causality: "before", conflict: false, strategy: "last-write-wins", value: 2, why: "", winner: "b",
  });
  assert.throws(() => resolve("newest", a, b), (error) => error.area === undefined && typeof error.code === "string");
});

test("a join does not depend on the order", () => {
  const a = { versions: [{ dot: "1.1#1", value: "x" }] };
  const b = { versions: [{ dot: "2.1#1", value: { __proto__: null, y: 1 } }] };
  assert.deepEqual(joinDots(a, b), joinDots(b, a));
  assert.throws(() => joinDots(a, {}), code("part_malformed"));
});
