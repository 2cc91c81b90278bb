// Steps on one region.
import { VersionVector, fromJson, toCanonicalCbor } from "active-active";

import { fromHex, given, handed } from "./forms.js";
import { FUNCTIONS } from "./merging.js";
import { options, parseDeployment } from "./parts.js";

/** The arguments of one step on a region. */
export class Arguments {
  constructor(step, saved) {
    this.step = step;
    this.saved = saved;
    this.now = step.now;
    this.key = given(step.key);
  }

  get(name) {
    return handed(this.step[name], this.saved);
  }

  get path() {
    return (this.step.path ?? []).map(given);
  }

  get context() {
    if (this.step.context === undefined) return undefined;
    if (this.step.context === "none") return new VersionVector().toBytes();
    const context = this.get("context");
    return context instanceof Uint8Array ? context : context.context;
  }

  /** Options of a write to a place. */
  get place() {
    return { path: this.path, now: this.now };
  }

  /** Options of a write to a place that replaces what was read. */
  get replace() {
    return { path: this.path, context: this.context, now: this.now };
  }

  /** Options of a write to a whole record. */
  get record() {
    return { context: this.context, now: this.now };
  }
}

/** The sum of some reports. */
export function total(reports) {
  const sum = { applied: 0, duplicates: 0, released: 0, conflicts: [], held: [] };
  for (const report of reports) {
    for (const figure of ["applied", "duplicates", "released"]) sum[figure] += report[figure];
    sum.conflicts.push(...report.conflicts);
    sum.held = report.held;
  }
  return sum;
}

function put(region, s) {
  if (s.step.value_cbor !== undefined) return region.putEncoded(s.key, fromHex(given(s.step.value_cbor)), s.replace);
  if (s.step.value_json === undefined) return region.put(s.key, given(s.step.value), s.replace);
  return region.putEncoded(s.key, toCanonicalCbor(fromJson(given(s.step.value_json))), s.replace);
}

function patch(region, s) {
  const fields = s.step.fields.map(([path, value]) => [path.map(given), given(value)]);
  return region.patch(s.key, fields, s.record);
}

function apply(region, s) {
  if (s.step.batches === undefined) return region.apply(s.get("batch"), s.now);
  return total(s.get("batches").map((batch) => region.apply(batch, s.now)));
}

function acknowledge(region, s, objects) {
  const from = s.step.from === undefined ? undefined : objects.get(s.step.from);
  return region.acknowledge(from === undefined ? s.get("acknowledgement") : from.acknowledgementFor(region.name));
}

function keys(region, { step }) {
  return region.keys({ prefix: given(step.prefix), after: given(step.after), limit: step.limit ?? 100 });
}

function conflicts(region, { step }) {
  const { kind, state, class_name: className, from_ms: fromMs, until_ms: untilMs, limit } = step;
  return region.conflicts({ kind, state, key: given(step.key), className, region: step.region, fromMs, untilMs, limit });
}

function conflicts_since(region, s) {
  const cursor = s.get("cursor");
  return region.conflictsSince(cursor.cursor ?? cursor, { limit: s.step.limit ?? 1000 });
}

function resolve_conflict(region, s) {
  const given_ = Object.fromEntries(["value", "pick"].filter((n) => n in s.step).map((n) => [n, given(s.step[n])]));
  return region.resolveConflict(s.get("id"), given_, { now: s.now });
}

function changes_since(region, s) {
  const cursor = s.get("cursor");
  return region.changesSince(cursor.cursor ?? cursor, { limit: s.step.limit ?? 1000 });
}

function log_entries(region, s) {
  const after = s.step.after === undefined ? undefined : s.get("after");
  return region.logEntries(s.key, { path: s.path, after, limit: s.step.limit });
}

export const STEPS = {
  put,
  patch,
  apply,
  acknowledge,
  keys,
  conflicts,
  changes_since,
  delete: (region, s) => region.delete(s.key, s.record),
  unset: (region, s) => region.unset(s.key, s.path, s.record),
  increment: (region, s) => region.increment(s.key, s.get("amount"), s.place),
  assign: (region, s) => region.assign(s.key, s.get("value"), s.place),
  reset: (region, s) => region.reset(s.key, s.replace),
  clear: (region, s) => region.clear(s.key, s.replace),
  add: (region, s) => region.add(s.key, given(s.step.member), s.place),
  remove: (region, s) => region.remove(s.key, given(s.step.member), s.replace),
  enable: (region, s) => region.enable(s.key, s.place),
  disable: (region, s) => region.disable(s.key, s.place),
  get: (region, s) => region.get(s.key, { now: s.now }) ?? null,
  value: (region, s) => region.get(s.key, { now: s.now })?.value,
  append: (region, s) => region.append(s.key, given(s.step.value), s.place),
  offer: (region, s) => region.offer(s.key, given(s.step.value), s.place),
  log_entries,
  claim: (region, s) => region.claim(s.step.class_name, given(s.step.value), given(s.step.claimant), { now: s.now }),
  release: (region, s) => region.release(s.step.class_name, given(s.step.value), given(s.step.claimant), { now: s.now }),
  claim_of: (region, s) => region.claimOf(s.step.class_name, given(s.step.value)),
  versions: (region, s) => region.versions(s.key, s.path),
  batches_for: (region, s) => region.batchesFor(s.get("target"), { now: s.now, bytesMax: s.step.bytes_max ?? 1 << 20 }),
  acknowledgement_for: (region, s) => region.acknowledgementFor(s.get("target")),
  digest_for: (region, s) => region.digestFor(s.get("target")),
  snapshot_for: (region, s) => region.snapshotFor(s.get("target")),
  purges: (region, s) => region.purges(s.now),
  held: (region) => region.held(),
  retry_held: (region, s) => total(region.retryHeld(s.now)),
  conflicts_since,
  resolve_conflict,
  undo_conflict: (region, s) => region.undoConflict(s.get("id"), { now: s.now }),
  replay: (region, s) => region.replay(parseDeployment(s.step.document)),
  expire: (region, s) => region.expire(s.key, s.step.at, { now: s.now }),
  persist: (region, s) => region.persist(s.key, { now: s.now }),
  transfer: (region, s) => region.transfer(s.key, s.step.to, s.get("amount"), s.place),
  rights: (region, s) => region.rights(s.key, { path: s.path }),
  transaction: (region, s) => region.transaction(given(s.step.writes), { now: s.now }),
  explain: (region, s) => region.explain(s.key, { path: s.path }),
  conflict: (region, s) => region.conflict(s.get("id")),
  snapshot: (region) => region.snapshot(),
  status: (region) => region.status(),
  metrics: (region, s) => region.metrics(s.now),
  open_metrics: (region, s) => region.openMetrics(s.now).split("\n"),
  diagnose: (region, s) => region.diagnose({ ...options(s.step.options), now: s.now }),
  register_merge: (region, s) => region.registerMerge(s.get("function"), s.step.version, FUNCTIONS[s.step.does]),
  merge_violations: (region) => region.mergeViolations(),
  load_deployment: (region, s) => region.loadDeployment(parseDeployment(s.step.document)),
};
