// What the library must do wherever it is loaded: one list of checks for bundles, browsers and edge workers.
import {
  ActiveActiveError,
  HybridClock,
  OperationError,
  Region,
  Uuid7,
  fromJson,
  node,
  toJson,
  version,
} from "active-active";

const DOCUMENT = {
  version: 1,
  name: "packaging",
  regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
  classes: [
    { name: "counters", keys: "count/*", labels: [], type: "counter" },
    { name: "rest", keys: "**", labels: [], type: "register" },
  ],
};

function equal(got, expected) {
  if (!Object.is(got, expected)) throw new Error(`expected ${String(expected)}, got ${String(got)}`);
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const CHECKS = {
  "the library says its version": () => equal(/^\d+\.\d+\.\d+$/.test(version()), true),
  "a clock ticks by the host's time": () => {
    const clock = new HybridClock(node(1));
    equal(clock.tick() < clock.tick(), true);
    equal(typeof clock.tickPacked(5), "bigint");
    clock.free();
  },
  "ids are made of the host's randomness": () => equal(new Uuid7().next(5) === new Uuid7().next(5), false),
  "values keep their integers": () => equal(toJson(fromJson('{"id":9007199254740993}')), '{"id":9007199254740993}'),
  "two regions converge": () => {
    const [eu, us] = [Region.open(DOCUMENT, "eu"), Region.open(DOCUMENT, "us")];
    eu.put("greeting", { text: "hello" });
    us.increment("count/1", 2);
    eu.increment("count/1", 3);
    for (const batch of eu.batchesFor("us")) us.apply(batch);
    for (const batch of us.batchesFor("eu")) eu.apply(batch);
    equal(eu.get("count/1").value, 5);
    equal(us.get("greeting").value.text, "hello");
    equal(eu.digest(), us.digest());
  },
  "a refusal is an error of its class, with its code": () => {
    const error = thrown(() => Region.open(DOCUMENT, "eu").increment("greeting", 1));
    equal(error instanceof OperationError && error instanceof ActiveActiveError && error instanceof Error, true);
    equal(`${error.name} ${error.code}`, "OperationError wrong_type");
  },
  "a freed object is refused": () => {
    const region = Region.open(DOCUMENT, "eu");
    region.free();
    equal(thrown(() => region.digest()).code, "disposed");
  },
};

/** Runs the checks and logs a line for each; gives how many failed. */
export function check(log) {
  let failed = 0;
  for (const [name, run] of Object.entries(CHECKS)) {
    try {
      run();
      log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      log(`not ok ${name}: ${error.stack ?? error}`);
    }
  }
  return failed;
}
