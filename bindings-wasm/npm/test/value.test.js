import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { Region, fromCanonicalCbor, fromJson, toCanonicalCbor, toJson } from "active-active";

const DOCUMENT = {
  version: 1,
  name: "test",
  regions: [{ name: "eu", number: 1 }],
  classes: [{ name: "all", keys: "**", labels: [], type: "register" }],
};

/** A value through the canonical bytes and back. */
const round = (value) => fromCanonicalCbor(toCanonicalCbor(value));
const code = (expected) => ({ code: expected });

test("values come back as they were", () => {
  const values = [
    null, true, false, 0, -1, 2 ** 53, -(2 ** 53), 1.5, -0.1, 1e300, 5e-324, 2 ** 60, "", "text", "ü\u{1f600}\0",
    [], [1, [2, [3]]], {}, { a: { b: [null] } }, new Uint8Array([0, 255]), new Uint8Array(0),
  ];
  for (const value of values) assert.deepEqual(round(value), value);
});

test("integers beyond 2^53 are BigInt, others are numbers", () => {
  assert.equal(round(2n ** 53n), 2 ** 53);
  assert.equal(round(2n ** 53n + 1n), 2n ** 53n + 1n);
  assert.equal(round(-(2n ** 63n)), -(2n ** 63n));
  assert.equal(round(7n), 7);
  assert.throws(() => toCanonicalCbor(2n ** 63n), code("integer_out_of_range"));
  assert.throws(() => toCanonicalCbor(-(2n ** 63n) - 1n), code("integer_out_of_range"));
  assert.throws(() => toCanonicalCbor(2n ** 200n), code("integer_out_of_range"));
});

test("a float that is integral is that integer, and minus zero is zero", () => {
  assert.deepEqual(toCanonicalCbor(3.0), toCanonicalCbor(3n));
  assert.ok(Object.is(round(-0), 0));
});

test("what has no place in a value is refused, with its path", () => {
  const refused = [undefined, () => 1, Symbol("s"), new Date(), new Map(), new Set(), /x/, Promise.resolve(), new Float64Array(1), new (class A {})()];
  for (const given of refused) {
    assert.throws(() => toJson({ a: [0, given] }), (error) => error.code === "unsupported_value" && error.details.path === "a[1]");
  }
  assert.throws(() => toJson([1, , 3]), code("unsupported_value"));
  assert.throws(() => toJson({ $bytes: "AA" }), code("unsupported_value"));
  for (const given of [NaN, Infinity, -Infinity]) assert.throws(() => toJson([given]), code("not_finite"));
});

test("messages say what kind of thing was given, and nothing of what is in it", () => {
  assert.throws(() => toJson({ when: new Date() }), { message: "a Date has no place in a value at `when`" });
  assert.throws(() => toJson(() => "secret"), { message: "a function has no place in a value" });
});

test("objects without a prototype and of another realm are plain", () => {
  const bare = Object.assign(Object.create(null), { a: 1 });
  assert.equal(toJson(bare), '{"a":1}');
  assert.equal(toJson(runInNewContext("({ a: [1, new Uint8Array([104, 105])] })")), '{"a":[1,{"$bytes":"aGk"}]}');
});

test("Node's Buffer is bytes", () => {
  assert.deepEqual(round(Buffer.from("hi")), new Uint8Array([104, 105]));
});

test("members may have any name", () => {
  const text = '{"":1,"__proto__":{"polluted":true},"constructor":2,"hasOwnProperty":3,"toString":4}';
  const read = fromJson(text);
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.getOwnPropertyDescriptor(read, "__proto__"), {
    value: { polluted: true }, writable: true, enumerable: true, configurable: true,
  });
  assert.equal(toJson(read), text);
  assert.equal(toJson(round(read)), text);
});

test("text with a lone surrogate is refused, also as a key", () => {
  const region = Region.open(DOCUMENT, "eu");
  for (const lone of ["\ud800", "a\udc00b", "\udc00\ud800"]) {
    assert.throws(() => toJson(lone), code("invalid_utf8"));
    assert.throws(() => toJson({ [lone]: 1 }), code("invalid_utf8"));
    assert.throws(() => region.put(lone, 1), code("invalid_utf8"));
  }
  assert.equal(round("\ufffd"), "\ufffd");
});

test("deep and circular values are refused", () => {
  const circular = { list: [] };
  circular.list.push(circular);
  assert.throws(() => toJson(circular), code("value_too_deep"));
  let deep = 1;
  for (let i = 0; i < 33; i++) deep = [deep];
  assert.throws(() => toCanonicalCbor(deep), code("value_too_deep"));
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => toCanonicalCbor(deep), code("value_too_deep"));
});

test("an error that the caller's own code throws comes out as it is", () => {
  const mine = new Error("mine");
  const value = { get a() { throw mine; } };
  assert.throws(() => toJson(value), (error) => error === mine);
  const region = Region.open(DOCUMENT, "eu");
  assert.throws(() => region.put("key", value), (error) => error === mine);
  assert.equal(region.get("key"), undefined);
});

test("the caller's own code may use the region that is being called", () => {
  const region = Region.open(DOCUMENT, "eu");
  region.put("b", 2);
  const value = { get a() { return region.get("b").value + region.put("c", 3).dot.length; } };
  region.put("a", value);
  assert.deepEqual(region.get("a").value, { a: 7 });
  assert.equal(region.get("c").value, 3);
});

test("JSON is read by the library's own rules", () => {
  assert.equal(fromJson("9007199254740993"), 9007199254740993n);
  assert.throws(() => fromJson('{"a":1,\n "a":2}'), (error) => error.code === "duplicate_key" && error.details.line === 2);
  assert.throws(() => fromJson("[1"), code("invalid_json"));
  assert.throws(() => fromJson("9223372036854775808"), code("integer_out_of_range"));
});

test("CBOR that is not canonical is refused", () => {
  for (const bytes of [[0x18, 0x00], [0xf9, 0x3c, 0x00], [0x9f, 0xff], [], [0x00, 0x00]]) {
    assert.throws(() => fromCanonicalCbor(new Uint8Array(bytes)), code("not_canonical"));
  }
});
