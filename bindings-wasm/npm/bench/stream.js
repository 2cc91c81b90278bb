// A stream of changes as regions make it: three regions write, zipf over the keys, about one write in a hundred
// unseen by another that writes to the same key; values of 100 bytes. The same changes twice: as the batches of the
// engine, and as JSON text for the plain Map.
import { Region } from "active-active";

const T = 1_700_000_000_000;
const WRITERS = ["eu", "us", "ap"];
const CONCURRENT = 0.01;
// The reader gets every stream from its own region; relays would send it everything three times.
const NEVER_MS = 2 ** 40;

const DEPLOYMENT = {
  version: 1,
  name: "bench",
  regions: [...WRITERS, "reader"].map((name, index) => ({ name, number: index + 1 })),
  classes: [{ name: "all", keys: "**", labels: [], type: "register" }],
};

/** A region that has received nothing. */
export function openReader() {
  return Region.open(DEPLOYMENT, "reader");
}

/** Random numbers that are the same in every run. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Key numbers, zipf with exponent 1 over `keys`, by the inverse of its (continuous) distribution. */
function zipfOf(random, keys) {
  return () => Math.min(keys - 1, Math.floor(keys ** random()) - 1);
}

/** `count` changes over `keys` keys, in batches of 1,000. */
export function makeStream(count, keys) {
  const random = randomOf(7);
  const zipf = zipfOf(random, keys);
  const regions = WRITERS.map((name) => Region.open(DEPLOYMENT, name, { relayAfterMs: NEVER_MS }));
  const batches = [];
  const texts = [];
  // In a round a key is written by one region, but for those that two happen to write.
  for (let made = 0, now = T; made < count; made += 3_000, now += 1_000) {
    const owners = new Map();
    regions.forEach((region, writer) => {
      const changes = [];
      for (let i = 0; i < 1_000; ) {
        const key = `key/${String(zipf()).padStart(8, "0")}`;
        const owner = owners.get(key) ?? writer;
        owners.set(key, owner);
        if (owner !== writer && random() > CONCURRENT) continue;
        const value = `${String(made + i).padStart(10, "0")}${"v".repeat(90)}`;
        const seen = region.cursors();
        const { dot, timestamp } = region.put(key, value, { now: now + i });
        changes.push({ key, dot, timestamp, context: seen.toDocument(), value });
        seen.free();
        i += 1;
      }
      texts.push(JSON.stringify(changes));
    });
    const sent = regions.map((region) => region.batchesFor("reader", { bytesMax: 16 << 20, now }));
    batches.push(...sent.flat());
    exchange(regions, sent, now);
  }
  regions.forEach((region) => region.free());
  return { batches, texts };
}

/** Every writer applies what the others wrote; what the reader was sent counts as received. */
function exchange(regions, sent, now) {
  sent.forEach((batches, from) => {
    regions.forEach((region, to) => {
      if (to !== from) batches.forEach((batch) => region.apply(batch, now));
    });
  });
  const reader = readerOf(sent, now);
  regions.forEach((region) => region.acknowledge(reader.acknowledgementFor(region.name)));
}

let shadow;
function readerOf(sent, now) {
  shadow ??= openReader();
  sent.flat().forEach((batch) => shadow.apply(batch, now));
  return shadow;
}

