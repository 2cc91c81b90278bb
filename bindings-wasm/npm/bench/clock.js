// One trivial call, and the clock against `Date.now`.
import { HybridClock, node } from "active-active";

import { nanoseconds, report } from "./measure.js";

const COUNT = 500_000;
const clock = new HybridClock(node(1));

/** Keeps the answers in use, so that no loop is left out. */
let kept;
const loop = (call) => () => {
  for (let i = 0; i < COUNT; i++) kept = call(i);
};

// The figures take turns, so that what else the machine does meets all of them.
const [trivial, dateNow, packed, given, text] = nanoseconds(COUNT, [
  loop(() => clock.backwardJumps),
  loop(() => Date.now()),
  loop(() => clock.tickPacked()),
  loop((i) => clock.tickPacked(i)),
  loop(() => clock.tick()),
]);

report("a trivial call", trivial, "ns");
report("Date.now", dateNow, "ns");
report("tickPacked", packed, "ns", { "Date.now": dateNow, "Date.now and one call": dateNow + trivial });
report("tickPacked, with the time given", given, "ns", { "a trivial call": trivial });
report("tick, as text", text, "ns", { "Date.now": dateNow });

export { kept };
