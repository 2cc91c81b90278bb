// The types of the API, as a user's strict compiler sees them.
import {
  ActiveActiveError,
  type ApplyReport,
  ClockError,
  type ConflictRecord,
  Deployment,
  type DeploymentDocument,
  type Diagnosis,
  type ErrorCode,
  HybridClock,
  InvalidValueError,
  RateMonitor,
  Region,
  Snowflake,
  type ThreeWay,
  SpaceSaving,
  Timestamp,
  Uuid7,
  type Value,
  VersionVector,
  type Written,
  checkMerge,
  errorCodes,
  fromCanonicalCbor,
  fromJson,
  joinDots,
  node,
  resolve,
  threeWay,
  toCanonicalCbor,
  toJson,
} from "active-active";

/** Compiles only if both types are the same one. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const document: DeploymentDocument = {
  version: 1,
  name: "shop",
  regions: [{ name: "eu", number: 1 }],
  classes: [
    { name: "profiles", keys: "profile/*", labels: [], type: "map", fields: { "*": { type: "register" } } },
    { name: "rest", keys: "**", labels: [], type: "register", strategy: "keep-all" },
  ],
};
// @ts-expect-error: labels are required, also where there are none
const unlabelled: DeploymentDocument = { ...document, classes: [{ name: "rest", keys: "**", type: "register" }] };
// @ts-expect-error: a set has other strategies than a register
const misfit: DeploymentDocument = { ...document, classes: [{ name: "s", keys: "**", labels: [], type: "set", strategy: "keep-all" }] };

// Clocks and timestamps
using clock = new HybridClock(node(1), { maxDriftMs: 1_000, maxJumpMs: undefined });
same<ReturnType<typeof clock.tick>, string>(true);
same<ReturnType<typeof clock.tickPacked>, bigint>(true);
same<typeof clock.boundMs, number | undefined>(true);
const parts = Timestamp.parse(clock.tick());
same<typeof parts.node, bigint>(true);
const text: Timestamp = Timestamp.of(parts.ms, parts.counter, parts.node);
// @ts-expect-error: options have names
new HybridClock(1n, { maxDrift: 5 });
// @ts-expect-error: the node is needed
new HybridClock();
// @ts-expect-error: a timestamp is text
clock.observe(5);
// @ts-expect-error: what belongs to the module is not part of the API
clock.tickOrZero();
// @ts-expect-error: members of a clock are read only
clock.last = text;

// Causality
using vector = new VersionVector({ "1.1": 5 });
same<ReturnType<typeof vector.compare>, "equal" | "before" | "after" | "concurrent">(true);
vector.merge({ "2.1": 1 });
vector.merge(new VersionVector());
// @ts-expect-error: heads are numbers
vector.merge({ "2.1": "1" });
const joined = joinDots({ versions: [] }, { versions: [{ dot: "1.1#1", value: null }], context: { cloud: ["1.1#3"] } });
same<(typeof joined.versions)[number]["dot"], string>(true);
const version = { value: 1, timestamp: text, dot: "1.1#1" };
const winner: "a" | "b" | null = resolve("last-write-wins", version, version).winner;
// @ts-expect-error: there is no such strategy
resolve("newest", version, version);

// Merging
const together: ThreeWay = threeWay(undefined, { a: 1 }, { a: 2 }, { paths: [{ path: ["a"], strategy: "max" }] });
same<(typeof together.conflicts)[number]["picked"], "a" | "b" | null>(true);
// @ts-expect-error: there is no such strategy
threeWay(null, 1, 2, { default: "newest" });
const checked = checkMerge((versions) => versions[0]?.value, { cases: 5, values: [1], laws: ["associativity"] });
same<typeof checked.holds, boolean>(true);
// @ts-expect-error: there is no such law
checkMerge(() => 1, { laws: ["distributivity"] });
// @ts-expect-error: a function is checked
checkMerge(5);

// Identifiers
const id: string = new Uuid7().next(5, new Uint8Array(10));
const flake: bigint = new Snowflake(1, 0).next();

// Values
const value: Value = fromJson("1");
const bytes: Uint8Array = toCanonicalCbor({ a: [1n, "x", null, new Uint8Array()] });
const json: string = toJson(fromCanonicalCbor(bytes));
// @ts-expect-error: undefined has no place in a value
toJson({ a: undefined });
// @ts-expect-error: nor has a date
toJson(new Date());
// @ts-expect-error: nor has a function
toJson(() => 1);
// @ts-expect-error: a value is looked at before it is used
value.length;

// Regions
using deployment = Deployment.fromDocument(document);
using eu = Region.open(deployment, "eu", { incarnation: 2, maxDriftMs: 5 });
Region.open(document, "eu");
Region.open(JSON.stringify(document), "eu");
// @ts-expect-error: a region is opened, not constructed
new Region();
// @ts-expect-error: a restored region has an incarnation of its own
Region.restore(deployment, "eu", new Uint8Array(), {});
const written: Written = eu.put("profile/1", "Ada", { path: ["name"], now: 5 });
const read = eu.get<{ name: string }>("profile/1");
same<typeof read, { readonly value: { name: string }; readonly context: Uint8Array; readonly timestamp: string; readonly siblings: number; readonly violated: readonly string[] } | undefined>(
  true,
);
eu.put("profile/1", read?.value.name ?? null, { context: read?.context, path: "name" });
// @ts-expect-error: a record may not exist
read.value;
eu.patch("profile/1", { name: "Ada", born: 1815 }, { context: read?.context });
eu.patch("profile/1", [[["address", "city"], "London"], ["name", "Ada"]]);
eu.increment("page/1", 1n, { path: "likes" });
// @ts-expect-error: an increment takes no context
eu.increment("page/1", 1, { context: new Uint8Array() });
// @ts-expect-error: a delete takes no path
eu.delete("page/1", { path: "a" });
// @ts-expect-error: a counter counts in numbers
eu.increment("page/1", "1");
const batches: Uint8Array[] = eu.batchesFor("us", { bytesMax: 1 << 16 });
for (const batch of batches) {
  const report: ApplyReport = eu.apply(batch, Date.now());
  same<(typeof report.held)[number]["code"], "batch_gap" | "clock_drift" | "deployment_unknown">(true);
  // @ts-expect-error: reports are read only
  report.applied = 5;
}
// @ts-expect-error: a batch is bytes
eu.apply("batch");
const conflicts: ConflictRecord[] = eu.conflicts({ kind: "update_update", state: "waiting" });
// @ts-expect-error: there is no such kind
eu.conflicts({ kind: "quarrel" });
const { changes, cursor } = eu.changesSince(0, { limit: 5 });
same<typeof cursor, number>(true);
same<(typeof changes)[number]["operation"], string>(true);
const writable: boolean = eu.status().writable;

// Errors
try {
  eu.free();
} catch (error) {
  if (error instanceof ClockError) {
    const code: ErrorCode = error.code;
    // @ts-expect-error: a clock has no malformed batches
    const other: "batch_malformed" = error.code;
    console.log(code, other);
  }
  if (error instanceof ActiveActiveError) {
    same<typeof error.code, ErrorCode>(true);
    const code: ErrorCode = error.code;
    const figure: number | bigint | string | undefined = error.details["limitMs"];
    console.log(code, figure, error.stack);
    // @ts-expect-error: there is no such code
    if (error.code === "clock_drifted") throw error;
  }
  if (error instanceof InvalidValueError && error.code === "not_finite") throw error;
}
const areas: ("clock" | "id" | "value" | "deployment" | "operation" | "residency" | "routing" | "wire" | "replica" | "usage")[] = errorCodes().map(({ area }) => area);

// What stands for a whole may be handed on as one.
const disposables: Disposable[] = [clock, vector, deployment, eu];

export { areas, conflicts, disposables, flake, id, joined, json, misfit, unlabelled, winner, writable, written };

// Metrics
using monitor = new RateMonitor(100, 5_000n);
same<ReturnType<typeof monitor.observe>, "normal" | "breached">(true);
// @ts-expect-error: the window is needed
new RateMonitor(100);
using sketch = new SpaceSaving();
sketch.add("key", 2n);
same<ReturnType<typeof sketch.top>[number]["key"], string>(true);
same<Diagnosis["state"], "healthy" | "misrouting" | "hotspot" | "clock_skew" | "failover">(true);
function act({ findings }: Diagnosis): string | undefined {
  for (const finding of findings) {
    if (finding.kind === "clock_skew") return finding.evidence.origin;
    // @ts-expect-error: only a clock has an origin
    if (finding.kind === "failover") return finding.evidence.origin;
  }
  return undefined;
}
void act;
