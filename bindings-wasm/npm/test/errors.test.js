import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as esm from "active-active";

const cjs = createRequire(import.meta.url)("active-active");
const { HybridClock, errorCodes } = esm;

/** What a call throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

const drift = () => new HybridClock(1n).checkDrift("00000000ffff-0000-0000000000000002", 10);

test("a refusal is an error of the class of its area, with code and figures", () => {
  const error = thrown(drift);
  assert.ok(error instanceof Error && error instanceof esm.ActiveActiveError && error instanceof esm.ClockError);
  assert.ok(!(error instanceof esm.WireError));
  assert.equal(error.name, "ClockError");
  assert.equal(error.code, "clock_drift");
  assert.deepEqual({ ...error.details }, { node: "0000000000000002", aheadMs: 65_525, limitMs: 5_000 });
  assert.match(error.message, /^timestamp of node 0000000000000002 is 65525 ms ahead/);
  assert.match(error.stack, /^ClockError: /);
  assert.ok(Object.isFrozen(error.details));
});

test("instanceof works between ECMAScript and CommonJS", () => {
  const clock = new cjs.HybridClock(1n);
  const error = thrown(() => clock.tick(NaN));
  assert.ok(error instanceof cjs.UsageError && error instanceof esm.UsageError && error instanceof esm.ActiveActiveError);
  assert.ok(!(error instanceof esm.ClockError) && !(error instanceof cjs.ClockError));
});

test("a class of the user's own is not taken for ours", () => {
  class Mine extends esm.ClockError {}
  assert.ok(new Mine("clock_drift", "mine") instanceof esm.ClockError);
  assert.ok(!(thrown(drift) instanceof Mine));
  for (const other of [null, undefined, 1, "text", {}, new Error("other")]) {
    assert.ok(!(other instanceof esm.ActiveActiveError));
  }
});

test("the types list every code in its area", () => {
  const types = readFileSync(new URL("../src/types/error.d.ts", import.meta.url), "utf8");
  const [, body] = /export interface ErrorCodes \{(.*?)\n\}/s.exec(types);
  const listed = Object.fromEntries(
    [...body.matchAll(/(\w+):([^;]*);/g)].map(([, area, codes]) => [area, [...codes.matchAll(/"(\w+)"/g)].map(([, code]) => code)]),
  );
  const real = {};
  for (const { code, area } of errorCodes()) (real[area] ??= []).push(code);
  assert.deepEqual(listed, real);
});

test("codes have numbers that are never used twice", () => {
  const numbers = errorCodes().map(({ number }) => number);
  assert.equal(new Set(numbers).size, numbers.length);
  assert.ok(numbers.every((number) => Number.isInteger(number) && number > 0));
});

test("every area has its class", () => {
  const names = {
    clock: "ClockError", id: "IdError", value: "InvalidValueError", deployment: "DeploymentError",
    operation: "OperationError", residency: "ResidencyError", routing: "RoutingError", wire: "WireError", replica: "ReplicaError", usage: "UsageError",
  };
  assert.deepEqual(new Set(errorCodes().map(({ area }) => area)), new Set(Object.keys(names)));
  for (const name of Object.values(names)) assert.equal(esm[name].prototype.name, name);
});
