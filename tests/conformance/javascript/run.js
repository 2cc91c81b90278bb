// Runs files of vectors, or of histories, in whichever runtime this is.
import { toJson } from "active-active";

import { toHex } from "./forms.js";
import { ANSWERS } from "./routing.js";
import { run } from "./vector.js";

const KEYS_MAX = 1_000_000;
// When the records are read in the end: some have expired by then, some expire later.
const READ_AT_MS = 1_700_000_060_000;

/**
 * Runs every vector of some files, `[name, content]`, and logs what failed and the line that sums up. The answer is
 * the exit status.
 */
export function runVectors(runtime, files, log) {
  let passed = 0;
  let failed = 0;
  for (const [name, { deployments, vectors }] of files) {
    for (const vector of vectors) {
      try {
        run(vector, deployments).free();
        passed += 1;
      } catch (error) {
        failed += 1;
        log(`${name} / ${vector.name} / ${error.message}`);
      }
    }
  }
  log(`conformance ${runtime}: ${passed} vectors passed${failed === 0 ? "" : `, ${failed} failed`}`);
  return failed === 0 ? 0 : 1;
}

/** Runs histories and logs where each of them ends, for comparison with the other runtimes. */
export function runHistories(files, log) {
  for (const [name, { deployments, vectors }] of files) {
    const world = run(vectors[0], deployments);
    log(`history ${name} ${end(world)}`);
    world.free();
  }
  return 0;
}

/** Digest, snapshot, conflicts and everything shown, of every region. */
function end({ names, objects }) {
  const aliases = [...names.keys()].sort();
  const ends = aliases
    .map((alias) => {
      const region = objects.get(alias);
      const digest = region.digest();
      const snapshot = region.snapshot();
      const hashes = `${fnv1a(snapshot)}:${region.conflicts().length}:${fnv1a(new TextEncoder().encode(shown(region)))}`;
      return `${alias}:${digest}:${snapshot.length}:${hashes}`;
    });
  if (objects.has(ANSWERS)) ends.push(`answers:${objects.get(ANSWERS).sum}`);
  return ends.join(" ");
}

/** What every key shows: `<key>=<siblings>:<value as JSON>`, a line each. */
function shown(region) {
  const reads = region.keys({ limit: KEYS_MAX }).map((key) => [key, region.get(key, { now: READ_AT_MS })]);
  const lines = reads.map(([key, read]) => (read ? `${key}=${read.siblings}:${toJson(read.value)}\n` : ""));
  return lines.join("");
}

/** FNV-1a: enough to tell bytes apart, and a few lines in every language. */
function fnv1a(bytes) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return toHex(new Uint8Array(new BigUint64Array([hash]).buffer).reverse());
}
