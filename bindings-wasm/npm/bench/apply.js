// Applying batches of 1,000 changes, against a Map written by hand.
import { PlainMap } from "./map.js";
import { median, report, timed } from "./measure.js";
import { makeStream, openReader } from "./stream.js";

const CHANGES = Number(process.env.CHANGES ?? 150_000);
const KEYS = CHANGES / 10;
const ROUNDS = 5;
const NOW = 1_700_000_000_000 + CHANGES;

const { batches, texts } = makeStream(CHANGES, KEYS);
const parsed = texts.map((text) => JSON.parse(text));
const made = parsed.reduce((sum, changes) => sum + changes.length, 0);

/** Nanoseconds for a change, on a store of its own. */
function round(open, apply, close = () => {}) {
  const store = open();
  const figure = timed(() => apply(store)) / made;
  close(store);
  return figure;
}

/** Both must have done the same. */
function check() {
  const [region, map] = [openReader(), new PlainMap()];
  const applied = batches.reduce((sum, batch) => sum + region.apply(batch, NOW).applied, 0);
  if (applied < made || applied > made * 1.01) throw new Error(`${applied} changes were applied of ${made}`);
  texts.forEach((text) => map.applyText(text));
  for (const key of map.entries.keys()) {
    if (region.get(key).value !== map.get(key)) throw new Error(`${key} differs`);
  }
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0) / made;
  console.error(`${made} changes, ${map.entries.size} keys, ${map.conflicts} conflicts (${region.conflicts().length} encounters), ${bytes.toFixed(1)} bytes a change`);
  region.free();
}

check();
// The three take turns, so that what else the machine does meets all of them.
const figures = Array.from({ length: ROUNDS }, () => ({
  region: round(openReader, (reader) => batches.forEach((batch) => reader.apply(batch, NOW)), (reader) => reader.free()),
  fromText: round(() => new PlainMap(), (map) => texts.forEach((text) => map.applyText(text))),
  fromObjects: round(() => new PlainMap(), (map) => parsed.forEach((changes) => map.applyChanges(changes))),
}));
const of = (name) => median(figures.map((figure) => figure[name]));

report("apply, a change", of("region"), "ns", {
  "a plain Map from JSON": of("fromText"),
  "a plain Map from objects": of("fromObjects"),
});
