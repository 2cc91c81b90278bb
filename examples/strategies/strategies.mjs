// Every strategy in two writes that had not seen one another; README.md beside this file says the law of each.

import assert from "node:assert";
import { readFileSync } from "node:fs";

import { Deployment, Region, toJson } from "active-active";

const LATER_MS = 5_000_000_000_000;
const deployment = Deployment.parse(readFileSync(new URL("deployment.json", import.meta.url), "utf8"));
const [eu, us] = [Region.open(deployment, "eu"), Region.open(deployment, "us")];

/** The longest text of all versions, of equally long ones the greatest. */
function longest({ versions }) {
  const isAfter = (a, b) => a.length > b.length || (a.length === b.length && a > b);
  return versions.map(({ value }) => value).reduce((a, b) => (isAfter(b, a) ? b : a));
}
for (const region of [eu, us]) region.registerMerge("longest-text", 1, longest);

/** Gives each region what the other has written. */
function exchange() {
  for (const [source, target, name] of [[eu, us, "us"], [us, eu, "eu"]]) {
    for (const batch of source.batchesFor(name)) target.apply(batch);
    source.acknowledge(target.acknowledgementFor(source.name));
  }
}

/** Prints what both regions show after an exchange. */
function show(key, { format = (read) => toJson(read.value), now } = {}) {
  exchange();
  const reads = [eu, us].map((region) => region.get(key, { now }));
  const [shown, other] = reads.map((read) => (read ? format(read) : "nothing"));
  assert.equal(shown, other, key);
  console.log(`${key}: ${shown}`);
}

/** Prints what both regions show, and how many versions stand side by side. */
function showSiblings(key) {
  show(key, { format: (read) => `${toJson(read.value)}, ${read.siblings} siblings` });
}

/** Prints what both regions show in the year 2128. */
function showLater(key) {
  show(key, { now: LATER_MS });
}

// Registers

eu.put("latest/tea", 9);
us.put("latest/tea", 12);
show("latest/tea");

eu.put("first/tea", 9);
us.put("first/tea", 12);
show("first/tea");

us.put("central/tea", 12);
eu.put("central/tea", 9);
show("central/tea");

eu.put("status/vm", "destroyed");
us.put("status/vm", "started");
show("status/vm");

eu.put("highest/bid", 12);
us.put("highest/bid", 9);
show("highest/bid");

eu.put("lowest/ask", 9);
us.put("lowest/ask", 12);
show("lowest/ask");

eu.put("present/note", "milk");
us.put("present/note", null);
show("present/note");

eu.put("turns/bid", 12);
us.put("turns/bid", 9);
show("turns/bid");

eu.put("kinds/tea", 9);
us.put("kinds/tea", 12);
show("kinds/tea");

eu.put("all/tea", 9);
us.put("all/tea", 12);
showSiblings("all/tea");

eu.put("asked/tea", 9);
us.put("asked/tea", 12);
showSiblings("asked/tea");

eu.put("longest/note", "green tea");
us.put("longest/note", "tea");
show("longest/note");

// Whether a record exists

eu.put("exists/tea", 9);
exchange();
eu.delete("exists/tea");
us.put("exists/tea", 12);
show("exists/tea");

eu.put("gone/tea", 9);
exchange();
eu.delete("gone/tea");
us.put("gone/tea", 12);
show("gone/tea");

eu.put("stays/tea", 9);
exchange();
us.put("stays/tea", 12);
eu.delete("stays/tea");
show("stays/tea");

eu.put("created/tea", 9);
exchange();
eu.delete("created/tea");
us.put("created/tea", 12);
show("created/tea");

// Counters, sets, flags, maps

eu.increment("count/tea", 5);
us.increment("count/tea", 7);
show("count/tea");

eu.increment("stock/tea", 10);
eu.transfer("stock/tea", "us", 4);
exchange();
eu.increment("stock/tea", -6);
us.increment("stock/tea", -4);
show("stock/tea");

eu.add("adds/tea", "green");
exchange();
eu.remove("adds/tea", "green");
us.add("adds/tea", "green");
show("adds/tea");

eu.add("removes/tea", "green");
exchange();
eu.remove("removes/tea", "green");
us.add("removes/tea", "green");
show("removes/tea");

eu.enable("on/tea");
us.disable("on/tea");
show("on/tea");

eu.enable("off/tea");
us.disable("off/tea");
show("off/tea");

eu.put("person/ann", "Ann", { path: ["name"] });
us.put("person/ann", "Bonn", { path: ["city"] });
show("person/ann");

eu.append("notes/tea", "ordered");
us.append("notes/tea", "arrived");
show("notes/tea");

eu.offer("most/tea", 9);
us.offer("most/tea", 12);
show("most/tea");

eu.offer("least/tea", 9);
us.offer("least/tea", 12);
show("least/tea");

// Expiry

eu.put("token/ann", "Ann");
exchange();
eu.expire("token/ann", 2_000_000_000_000);
us.expire("token/ann", 3_000_000_000_000);
showLater("token/ann");

eu.put("session/ann", "Ann");
exchange();
eu.expire("session/ann", 2_000_000_000_000);
us.persist("session/ann");
showLater("session/ann");
