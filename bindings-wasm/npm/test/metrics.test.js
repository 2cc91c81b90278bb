// What a region counts, and what that says.
import assert from "node:assert/strict";
import { test } from "node:test";

import { RateMonitor, Region, SpaceSaving } from "active-active";

const NOW = 1_700_000_000_000;
const DOCUMENT = {
  version: 1,
  name: "shop",
  regions: [
    { name: "eu", number: 1 },
    { name: "us", number: 2 },
  ],
  classes: [{ name: "all", keys: "**", labels: [], type: "register" }],
};
const invalid = { name: "UsageError", code: "invalid_argument" };

function open(options) {
  return ["eu", "us"].map((name) => Region.open(DOCUMENT, name, options));
}

/** Both write a key unseen, and exchange. */
function clash(eu, us) {
  eu.put("tea", 1, { now: NOW });
  us.put("tea", 2, { now: NOW });
  for (const [from, to] of [[eu, us], [us, eu]]) {
    for (const batch of from.batchesFor(to.name, { now: NOW })) to.apply(batch, NOW);
    from.acknowledge(to.acknowledgementFor(from.name));
  }
}

test("counters have labels in camel case", () => {
  const [eu, us] = open();
  clash(eu, us);
  const { applied, conflicts, conflictPairs, conflictRate, hotKeys, peers } = us.metrics(NOW);
  assert.deepEqual(applied, [
    { labels: { class: "all", originRegion: "eu" }, total: 1, inWindow: 1, perSecond: 1 / 60 },
  ]);
  assert.deepEqual(conflicts[0].labels, { class: "all", kind: "insert_insert" });
  assert.deepEqual(conflictPairs[0].labels, { regionA: "eu", regionB: "us" });
  assert.equal(conflictRate.state, "normal");
  assert.equal(hotKeys.conflicts[0].key, null);
  assert.equal(peers[0].peer, "eu");
});

test("text for Prometheus ends as it must", () => {
  const [, us] = open();
  assert.match(us.openMetrics(NOW), /^# TYPE active_active_writes counter\n/);
  assert.match(us.openMetrics(NOW), /\n# EOF\n$/);
});

test("a hotspot names its keys only where that is allowed", () => {
  const [eu, us] = open();
  assert.equal(us.diagnose().state, "healthy");
  for (let i = 0; i < 10; i++) clash(eu, us);
  const told = us.diagnose({ now: NOW });
  assert.equal(told.state, "hotspot");
  assert.ok(!JSON.stringify(told).includes("tea"));
  assert.equal(us.diagnose({ now: NOW, allowKeys: true }).findings[0].evidence.keys[0].key, "tea");
  assert.equal(us.diagnose({ now: NOW, conflictsMin: 11 }).state, "healthy");
  assert.throws(() => us.diagnose({ allowkeys: true }), invalid);
  assert.throws(() => us.diagnose({ allowKeys: 1 }), invalid);
  assert.throws(() => us.diagnose({ hotspotPercent: 101 }), invalid);
});

test("metrics can be switched off, and have limits", () => {
  const [eu] = open({ metrics: false });
  for (const call of ["metrics", "openMetrics", "diagnose"]) assert.throws(() => eu[call](), invalid);
  assert.throws(() => open({ metrics: "no" }), invalid);
  assert.throws(() => open({ metricsWindowMs: 999 }), invalid);
  assert.throws(() => open({ conflictRateThreshold: 0 }), invalid);
});

test("a monitor goes on with its settings until the window ends", () => {
  const monitor = new RateMonitor(10, 5_000);
  assert.equal(monitor.observe(0, NOW), "normal");
  monitor.configure(5, 1_000n);
  assert.equal(monitor.observe(9, NOW + 4_999), "normal");
  assert.deepEqual([monitor.threshold, monitor.windowMs, monitor.count], [10, 5_000, 9]);
  assert.equal(monitor.observe(9n, NOW + 5_000), "normal");
  assert.deepEqual([monitor.threshold, monitor.windowMs, monitor.count], [5, 1_000, 0]);
  assert.equal(monitor.observe(14, NOW + 5_000), "breached");
  assert.equal(monitor.state, "breached");
  for (const wrong of [0, -1, "5", undefined]) assert.throws(() => monitor.configure(wrong, 1), invalid);
});

test("a sketch counts keys", () => {
  const sketch = new SpaceSaving(1);
  sketch.add("a", 5);
  sketch.add("b");
  assert.deepEqual(sketch.top(), [{ key: "b", count: 6, error: 5 }]);
  assert.deepEqual([sketch.total, sketch.capacity], [6, 1]);
  assert.throws(() => new SpaceSaving(0), invalid);
  assert.throws(() => sketch.add("\ud800"), { code: "invalid_utf8" });
});
