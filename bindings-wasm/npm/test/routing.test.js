// Where requests go and where data may be, as JavaScript sees it; the decisions themselves are in the vectors.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Deployment, Router } from "active-active";

const NOW = 1_700_000_000_000;
const SHOP = {
  version: 1,
  name: "shop",
  regions: [
    { name: "de", number: 1, country: "DE" },
    { name: "es", number: 2, country: "ES" },
    { name: "us", number: 3, country: "US" },
  ],
  labels: [{ name: "eu", number: 1, rules: [{ id: "eu-only", only_in: ["country:DE", "country:ES"] }] }],
  classes: [
    {
      name: "profiles",
      keys: "profile/*",
      labels: ["eu"],
      type: "register",
      home: { by: "rendezvous", regions: ["de"], fallback: ["us", "es"] },
    },
  ],
};
const WRITE = { operation: "write", class: "profiles", subject: "user-1" };

function fail(router, region) {
  for (let atMs = NOW; atMs < NOW + 3_000; atMs += 1_000) {
    router.observe({ region, observer: "edge-1", outcome: "failure", atMs }, atMs);
  }
}

test("a write goes home", () => {
  const router = new Router(SHOP);
  const route = router.route(WRITE, NOW);
  assert.deepEqual([route.outcome, route.code, route.region], ["routed", "home", "de"]);
  assert.deepEqual(route.home, { region: "de", epoch: 1, contested: false });
  assert.equal(router.pick("profiles", "user-1", NOW), "de");
  assert.equal(router.firstHome("profiles", "user-1"), "de");
});

test("no region outside takes over", () => {
  const router = new Router(SHOP);
  fail(router, "de");
  const now = NOW + 2_000;
  const route = router.route(WRITE, now);
  assert.deepEqual([route.code, route.region, route.contested, route.claim], ["fallback", "es", true, true]);
  const outside = route.candidates.find(({ region }) => region === "us");
  assert.deepEqual([outside.verdict, outside.rule], ["not_allowed", "eu-only"]);
  fail(router, "es");
  const refused = router.route(WRITE, now);
  assert.deepEqual([refused.outcome, refused.region], ["refused", null]);
  assert.ok(!JSON.stringify(refused).includes("user-1"));
  assert.throws(() => router.pick("profiles", "user-1", now), (error) => {
    assert.deepEqual([error.name, error.code, error.details.reason], ["RoutingError", "route_refused", refused.code]);
    return true;
  });
  const states = Object.fromEntries(router.health(now).map(({ region, state }) => [region, state]));
  assert.deepEqual(states, { de: "down", es: "down", us: "unknown" });
});

test("homes are learned by subject or hash", () => {
  const router = new Router(SHOP);
  const news = { class: "profiles", subjectHash: router.subjectHash("user-1"), region: "es", epoch: 2 };
  assert.equal(router.setHome(news), true);
  assert.equal(router.setHome(news), false);
  assert.equal(router.pick("profiles", "user-1", NOW), "es");
  assert.equal(router.pick("profiles", "user-2", NOW), "de");
  assert.equal(router.route({ ...WRITE, epoch: 1 }, NOW).code, "stale_epoch");
  assert.equal(router.route({ ...WRITE, epoch: 3 }, NOW).code, "epoch_unknown");
});

test("bad input changes nothing", () => {
  const router = new Router(SHOP);
  const observation = { region: "fr", observer: "e", outcome: "failure", atMs: NOW };
  const calls = [
    [() => router.route({ ...WRITE, class: "nope" }, NOW), "unknown_class"],
    [() => router.observe(observation, NOW), "unknown_region"],
    [() => router.nearest({ latitude: 91, longitude: 0 }), "position_invalid"],
    [() => router.setHome({ class: "profiles", subject: "u", region: "fr", epoch: 2 }), "unknown_region"],
  ];
  for (const [call, code] of calls) assert.throws(call, { code });
  assert.equal(router.pick("profiles", "user-1", NOW), "de");
});

test("labels say which regions may hold what", () => {
  const shop = Deployment.parse(JSON.stringify(SHOP));
  const labels = shop.labelSet(["eu"]);
  assert.deepEqual(shop.allowed(labels, "store", NOW), ["de", "es"]);
  assert.equal(shop.allows(labels, "store", "us", NOW), false);
  assert.throws(() => shop.labelSet(["eur"]), { name: "ResidencyError", code: "unknown_label" });
});
