// Where a write goes, with its home known.
import { Router } from "active-active";

import { nanoseconds, report } from "./measure.js";

const COUNT = 100_000;
const NOW = 1_700_000_000_000;
const BUDGET = 2_000;
const router = new Router({
  version: 1,
  name: "shop",
  regions: [
    { name: "eu", number: 1, country: "DE" },
    { name: "us", number: 2, country: "US" },
  ],
  labels: [{ name: "eu", number: 1, rules: [{ only_in: "country:DE" }] }],
  classes: [
    { name: "profiles", keys: "**", labels: ["eu"], type: "register", home: { by: "rendezvous", regions: ["eu"] } },
  ],
});

let kept;
const [pick, first] = nanoseconds(COUNT, [
  () => {
    for (let i = 0; i < COUNT; i++) kept = router.pick("profiles", "user-123456", NOW);
  },
  () => {
    for (let i = 0; i < COUNT; i++) kept = router.firstHome("profiles", "user-123456");
  },
]);

report("route of a write with a known home", pick, "ns", { budget: BUDGET });
report("first home of a subject", first, "ns");

export { kept };
