// Steps on the parts that need no engine: clocks, timestamps, causality, values, deployments, ids.
import * as aa from "active-active";

import { Unexpected, same } from "./expect.js";
import { camelCase, fromHex, given, toHex } from "./forms.js";
import * as routing from "./routing.js";

const nodeOf = (digits) => BigInt(`0x${digits}`);
const nodeText = (node) => node.toString(16).padStart(16, "0");

/** Options as the API has them. */
export function options(written = {}) {
  return Object.fromEntries(Object.entries(written).map(([name, member]) => [camelCase(name), given(member)]));
}

/** The answer of the last of so many calls. */
function repeat(times, call) {
  let last;
  for (let i = 0; i < times; i++) last = call();
  return last;
}

function clock(step, objects) {
  const [node, settings] = [nodeOf(step.node), options(step.options)];
  const made =
    step.bound === undefined ? new aa.HybridClock(node, settings) : aa.HybridClock.restart(node, step.bound, settings);
  objects.set(step.as, made);
}

function tick({ on, now, times = 1 }, objects) {
  return repeat(times, () => objects.get(on).tick(now));
}

function observe({ on, timestamp, now, times = 1 }, objects) {
  repeat(times, () => objects.get(on).observe(timestamp, now));
}

function check_drift({ on, timestamp, now }, objects) {
  objects.get(on).checkDrift(timestamp, now);
}

function reserve({ on, ahead_ms, now, confirm = false }, objects) {
  const bound = objects.get(on).reserve(ahead_ms, now);
  if (confirm) objects.get(on).confirmReserve(bound);
  return bound;
}

function confirm_jump({ on, now }, objects) {
  objects.get(on).confirmJump(now);
}

function clock_state({ on }, objects) {
  const { last, node, boundMs, backwardJumps } = objects.get(on);
  return { last, node: nodeText(node), bound_ms: boundMs, backward_jumps: backwardJumps };
}

function makeTimestamp({ text, bytes, base32, packed, parts }) {
  if (text !== undefined) {
    const read = aa.Timestamp.parse(given(text));
    return aa.Timestamp.of(read.ms, read.counter, read.node);
  }
  if (bytes !== undefined) return aa.Timestamp.fromBytes(fromHex(bytes));
  if (base32 !== undefined) return aa.Timestamp.fromBase32(given(base32));
  if (packed !== undefined) return aa.Timestamp.fromPacked(BigInt(packed.time), nodeOf(packed.node));
  return aa.Timestamp.of(given(parts.ms), given(parts.counter), nodeOf(parts.node));
}

function timestamp(step) {
  const made = makeTimestamp(step);
  const { ms, counter, node } = aa.Timestamp.parse(made);
  const members = {
    text: () => made,
    bytes: () => toHex(aa.Timestamp.toBytes(made)),
    base32: () => aa.Timestamp.toBase32(made),
    ms: () => ms,
    counter: () => counter,
    node: () => nodeText(node),
    packed: () => String(aa.Timestamp.toPacked(made)),
    i64: () => String(aa.Timestamp.toI64(made)),
    next: () => aa.Timestamp.next(made),
    prev: () => aa.Timestamp.prev(made),
  };
  return Object.fromEntries(Object.keys(step.expect ?? {}).map((name) => [name, outcome(members[name])]));
}

function outcome(compute) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof aa.ActiveActiveError) return error;
    throw error;
  }
}

function sort({ timestamps }) {
  const sorted = timestamps.toSorted?.(aa.Timestamp.compare) ?? [...timestamps].sort(aa.Timestamp.compare);
  if (!same([...timestamps].sort(), sorted)) throw new Unexpected(sorted, [...timestamps].sort());
  return sorted;
}

/** Does something with a version vector, and frees it. */
function withVector(document, call) {
  const vector = new aa.VersionVector(given(document));
  try {
    return call(vector);
  } finally {
    vector.free();
  }
}

function vector_merge({ a, b }) {
  return withVector(a, (left) => {
    withVector(b, (right) => left.merge(right));
    return left.toDocument();
  });
}

function vector_compare({ a, b }) {
  return withVector(a, (left) => withVector(b, (right) => left.compare(right)));
}

function vector_covers({ a, dot }) {
  return withVector(a, (vector) => vector.covers(dot));
}

function vector_bytes({ a }) {
  return withVector(a, (vector) => {
    const bytes = vector.toBytes();
    const again = aa.VersionVector.fromBytes(bytes).toDocument();
    if (!same(vector.toDocument(), again)) throw new Unexpected(vector.toDocument(), again);
    return toHex(bytes);
  });
}

function vector_from_bytes({ bytes }) {
  return aa.VersionVector.fromBytes(fromHex(bytes)).toDocument();
}

function join(step) {
  const [a, b] = [given(step.a), given(step.b)];
  const joined = aa.joinDots(a, b);
  for (const again of [aa.joinDots(b, a), aa.joinDots(joined, a), aa.joinDots(joined, b)]) {
    if (!same(joined, again)) throw new Unexpected(joined, again);
  }
  return joined;
}

function resolve(step) {
  const [a, b] = [given(step.a), given(step.b)];
  const [answer, turned] = [aa.resolve(step.strategy, a, b), aa.resolve(step.strategy, b, a)];
  if (!same([answer.value, answer.conflict], [turned.value, turned.conflict])) throw new Unexpected(answer, turned);
  return answer;
}

function three_way(step) {
  const [base, a, b, rules] = [step.base, step.a, step.b, step.rules].map(given);
  const [answer, turned, alone] = [aa.threeWay(base, a, b, rules), aa.threeWay(base, b, a, rules), aa.threeWay(base, a, a, rules)];
  if (answer.conflicts.length !== turned.conflicts.length) throw new Unexpected(answer, turned);
  if (alone.conflicts.length !== 0 || !same(a, alone.value)) throw new Unexpected(a, alone);
  return answer;
}

function canonical(step) {
  const value = step.json === undefined ? given(step.value) : aa.fromJson(given(step.json));
  const bytes = aa.toCanonicalCbor(value);
  return { cbor: toHex(bytes), json: aa.toJson(aa.fromCanonicalCbor(bytes)) };
}

function from_cbor({ bytes }) {
  return { json: aa.toJson(aa.fromCanonicalCbor(fromHex(bytes))) };
}

export function parseDeployment(document) {
  return aa.Deployment.parse(JSON.stringify(given(document)));
}

function deployment_diff(step) {
  return parseDeployment(step.old).diff(parseDeployment(step.document));
}

function deployment(step, objects) {
  const made = step.text === undefined ? parseDeployment(step.document) : aa.Deployment.parse(given(step.text));
  if (step.as !== undefined) objects.set(step.as, made);
  const { name, version, partitions, regions } = made;
  return { name, version, partitions, regions };
}

function uuid7(step, objects) {
  objects.set(step.as, new aa.Uuid7());
}

function uuid_next({ on, now, random, times = 1 }, objects) {
  let last = "";
  return repeat(times, () => {
    const id = objects.get(on).next(now, fromHex(random));
    if (id <= last) throw new Unexpected(`an id above ${last}`, id);
    return (last = id);
  });
}

function uuid_causal(step) {
  return aa.Uuid7.causal(step.timestamp, fromHex(step.random));
}

function uuid_parse({ text }) {
  return aa.Uuid7.fromBytes(aa.Uuid7.toBytes(text));
}

function snowflake(step, objects) {
  objects.set(step.as, new aa.Snowflake(step.worker, step.epoch_ms));
}

function snowflake_next({ on, now, times = 1 }, objects) {
  return String(repeat(times, () => objects.get(on).next(now)));
}

function snowflake_decode({ on, id }, objects) {
  return objects.get(on).decode(BigInt(id));
}

function rate_monitor({ as, threshold, window_ms }, objects) {
  objects.set(as, new aa.RateMonitor(threshold, window_ms));
}

function rate_observe({ on, total, now }, objects) {
  const monitor = objects.get(on);
  const state = monitor.observe(total, now);
  if (state !== monitor.state) throw new Unexpected(state, monitor.state);
  return { state, count: monitor.count, threshold: monitor.threshold, window_ms: monitor.windowMs };
}

function rate_configure({ on, threshold, window_ms }, objects) {
  objects.get(on).configure(threshold, window_ms);
}

function space_saving({ as, capacity }, objects) {
  objects.set(as, new aa.SpaceSaving(capacity));
}

function space_add({ on, keys, times }, objects) {
  for (const key of keys) objects.get(on).add(given(key), times);
}

function space_top({ on, limit }, objects) {
  const sketch = objects.get(on);
  return { total: sketch.total, top: sketch.top(limit) };
}

export const STEPS = {
  clock, tick, observe, check_drift, reserve, confirm_jump, clock_state, timestamp, sort,
  vector_merge, vector_compare, vector_covers, vector_bytes, vector_from_bytes, join, resolve, three_way,
  deployment_diff,
  canonical, from_cbor, deployment, uuid7, uuid_next, uuid_causal, uuid_parse,
  snowflake, snowflake_next, snowflake_decode,
  rate_monitor, rate_observe, rate_configure, space_saving, space_add, space_top,
  ...routing.STEPS,
};
