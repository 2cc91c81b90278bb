// Logs, maxima and minima, and unique claims.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Region } from "active-active";

const DOCUMENT = {
  version: 1,
  name: "records",
  regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
  classes: [
    { name: "histories", keys: "history/*", labels: [], type: "log" },
    { name: "bids", keys: "bid/*", labels: [], type: "maximum" },
    { name: "floors", keys: "floor/*", labels: [], type: "minimum" },
    { name: "emails", keys: "email/*", labels: [], type: "claim" },
    {
      name: "orders", keys: "order/*", labels: [], type: "map",
      fields: { steps: { type: "log" }, most: { type: "maximum" } },
    },
  ],
};
const T = 1_700_000_000_000;
const EMAIL = "ann@example.org";

const open = (name, options) => Region.open(DOCUMENT, name, options);
const ship = (from, to, now) => from.batchesFor(to.name, { now }).map((batch) => to.apply(batch, now));

test("a log is read whole and in pages", () => {
  const eu = open("eu");
  for (const step of ["ordered", { paid_in: 9 }, null]) eu.append("history/1", step, { now: T });
  assert.deepEqual(eu.get("history/1").value, ["ordered", { paid_in: 9 }, null]);
  const page = eu.logEntries("history/1", { limit: 2 });
  assert.deepEqual(page[0], { dot: "1.1#1", timestamp: "018bcfe56800-0000-0001000100000000", region: "eu", value: "ordered" });
  assert.deepEqual(page[1].value, { paid_in: 9 });
  assert.deepEqual(eu.logEntries("history/1", { after: page[1].timestamp }).map((entry) => entry.value), [null]);
  assert.equal(eu.logEntries("history/1", { limit: 0 }).length, 3);
  eu.append("order/1", 1, { path: "steps", now: T });
  assert.equal(eu.logEntries("order/1", { path: "steps" })[0].value, 1);
  assert.throws(() => eu.logEntries("bid/1"), { code: "wrong_type" });
  assert.throws(() => eu.logEntries("history/1", { after: "yesterday" }), { code: "timestamp_invalid" });
});

test("a maximum rises and a minimum falls", () => {
  const eu = open("eu");
  for (const number of [5, 2.5, 7n, 6]) {
    eu.offer("bid/1", number, { now: T });
    eu.offer("floor/1", number, { now: T });
    eu.offer("order/1", number, { path: "most", now: T });
  }
  assert.deepEqual(["bid/1", "floor/1", "order/1"].map((key) => eu.get(key).value), [7, 2.5, { most: 7 }]);
  assert.throws(() => eu.offer("bid/1", "9"), { code: "wrong_type" });
});

test("a value has one holder", () => {
  const [eu, us] = [open("eu"), open("us")];
  const claim = eu.claim("emails", EMAIL, { user_id: 1 }, { now: T });
  assert.deepEqual({ ...claim, key: 0 }, { key: 0, holder: { user_id: 1 }, state: "provisional", claimants: [{ user_id: 1 }] });
  assert.match(claim.key, /^email\/[0-9a-f]{32}$/);
  us.claim("emails", EMAIL, "us-user", { now: T + 1 });
  ship(eu, us, T + 2);
  assert.deepEqual(us.claimOf("emails", EMAIL).claimants, [{ user_id: 1 }, "us-user"]);
  const [told] = us.conflicts({ kind: "unique_claim" });
  assert.deepEqual([told.aValue, told.bValue, told.winner], [{ user_id: 1 }, "us-user", "a"]);
  assert.throws(() => us.claim("emails", EMAIL, "us-user", { now: T + 2 }), {
    code: "claim_taken", details: { class: "emails", holder: '{"user_id":1}', state: "provisional" },
  });
  assert.equal(us.release("emails", EMAIL, { user_id: 1 }, { now: T + 3 }).holder, "us-user");
  assert.throws(() => us.release("emails", EMAIL, "nobody"), { code: "claim_not_held" });
  assert.equal(eu.claimOf("emails", "other").holder, null);
});

test("a secret derives other keys", () => {
  const key = (options) => open("eu", options).claimOf("emails", EMAIL).key;
  const secret = { claimSecret: new Uint8Array([1, 2, 3]) };
  assert.equal(key(secret), key(secret));
  assert.notEqual(key(), key(secret));
  assert.throws(() => open("eu", { claimSecret: "text" }), { code: "invalid_argument" });
});
