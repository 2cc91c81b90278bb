// Steps on routing: where requests go, and how long a failover takes.
import * as aa from "active-active";

import { document } from "./expect.js";

// Where the sum over all that routers answered is kept among the objects of a vector.
export const ANSWERS = "(answers)";

function keysOf({ keys }) {
  if (keys === undefined) return undefined;
  const bytes = (digits) => Uint8Array.from(digits.match(/../g), (pair) => Number.parseInt(pair, 16));
  return Object.entries(keys)
    .map(([number, digits]) => [Number(number), bytes(digits)])
    .sort(([a], [b]) => a - b);
}

function router({ as, deployment, ...step }, objects) {
  objects.set(as, new aa.Router(deployment, { tokenKeys: keysOf(step) }));
}

const CALLS = {
  route: (on, given, now) => on.route(given, now),
  locate: (on, given) => on.locate(given),
  observe: (on, given, now) => on.observe(given, now),
  health: (on, _given, now) => on.health(now),
  set_home: (on, given) => on.setHome(given),
  set_progress: (on, given) => on.setProgress(given) ?? null,
  set_draining: (on, { region, draining, override_reason: overrideReason }, now) =>
    on.setDraining(region, draining, { overrideReason, now }) ?? null,
  failover_plan: (on, given, now) => on.failoverPlan(given, now),
  nearest: (on, { latitude, longitude, limit }) => on.nearest({ latitude, longitude }, limit),
  pick: (on, given, now) => on.pick(given.class, given.subject, now),
  first_home: (on, given) => on.firstHome(given.class, given.subject) ?? null,
  subject_hash: (on, { subject }) => on.subjectHash(subject),
};

function router_call({ on, call, with: given = {}, token, now }, objects) {
  const request = token === undefined ? given : { ...given, token };
  const answer = CALLS[call](objects.get(on), request, now);
  const text = new TextEncoder().encode(aa.toJson(document(answer)));
  objects.set(ANSWERS, { sum: crc32(text, objects.get(ANSWERS)?.sum ?? 0), free() {} });
  return answer;
}

/** How many of the subjects `<prefix>0`, `<prefix>1`, ... go to each region. */
function route_counts({ on, with: request, prefix, count, between, now }, objects) {
  const counts = new Map();
  for (let at = 0; at < count; at += 1) {
    const { region } = objects.get(on).route({ ...request, subject: `${prefix}${at}` }, now);
    counts.set(region ?? "none", (counts.get(region ?? "none") ?? 0) + 1);
  }
  for (const [name, found] of counts) {
    const [low, high] = between[name] ?? [1, 0];
    if (found < low || found > high) throw new Error(`${found} of the subjects go to ${name}`);
  }
  return counts.size;
}

function session_token({ on, earlier, epoch, contested, now, ...step }, objects) {
  return objects.get(on).token(keysOf(step), { earlier, epoch, contested, now });
}

function session_covers({ on, token, ...step }, objects) {
  return objects.get(on).covers(keysOf(step), token);
}

function distance({ a, b }) {
  return aa.distanceKm(a, b);
}

function compare_failover({ methods }) {
  return aa.compareFailover(methods);
}

function decide({ document, request }) {
  return aa.Deployment.fromDocument(document).decide(request);
}

function find_place({ id }) {
  return aa.findPlace(id);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  return sum;
});

function crc32(bytes, start) {
  let sum = ~start;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 255];
  return ~sum >>> 0;
}

export const STEPS = {
  router, router_call, route_counts, session_token, session_covers, distance, compare_failover, decide, find_place,
};
