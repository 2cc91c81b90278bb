import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import {
  Deployment,
  HybridClock,
  RateMonitor,
  Region,
  Snowflake,
  SpaceSaving,
  UsageError,
  Uuid7,
  VersionVector,
} from "active-active";

const DOCUMENT = {
  version: 1,
  name: "test",
  regions: [{ name: "eu", number: 1 }],
  classes: [{ name: "all", keys: "**", labels: [], type: "register" }],
};

const MAKERS = {
  Deployment: () => Deployment.fromDocument(DOCUMENT),
  HybridClock: () => new HybridClock(1n),
  RateMonitor: () => new RateMonitor(1, 1),
  Region: () => Region.open(DOCUMENT, "eu"),
  Snowflake: () => new Snowflake(1, 0),
  SpaceSaving: () => new SpaceSaving(),
  Uuid7: () => new Uuid7(),
  VersionVector: () => new VersionVector(),
};

/** Every method and getter of a class that is not about its memory. */
function members(object) {
  const described = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object));
  const own = ["constructor", "free", "__destroy_into_raw"];
  return Object.entries(described).filter(([name]) => !own.includes(name));
}

for (const [name, make] of Object.entries(MAKERS)) {
  test(`using a freed ${name} is refused, whatever is called`, () => {
    const object = make();
    object.free();
    for (const [member, { value, get }] of members(object)) {
      const use = () => (get ?? value).call(object);
      assert.throws(use, (error) => error instanceof UsageError && error.code === "disposed", `${name}.${member}`);
    }
    assert.ok(object instanceof object.constructor);
  });

  test(`a ${name} may be freed twice, and by Symbol.dispose`, () => {
    const object = make();
    object[Symbol.dispose]();
    object[Symbol.dispose]();
    object.free();
  });
}

test("a freed object is refused as an argument", () => {
  const [vector, other, deployment] = [new VersionVector(), new VersionVector(), MAKERS.Deployment()];
  other.free();
  deployment.free();
  const disposed = { name: "UsageError", code: "disposed" };
  assert.throws(() => vector.merge(other), disposed);
  assert.throws(() => vector.compare(other), disposed);
  assert.throws(() => Region.open(deployment, "eu"), disposed);
});

test("freeing one object leaves the others", () => {
  const [first, second] = [new HybridClock(1n), new HybridClock(1n)];
  first.tick(1);
  first.free();
  assert.equal(second.tickPacked(1), 65_536n);
});

test("a region outlives the deployment that it was opened with", () => {
  const deployment = MAKERS.Deployment();
  const region = Region.open(deployment, "eu");
  deployment.free();
  region.put("key", 1);
  assert.equal(region.deployment.name, "test");
});

/** Runs a program that makes many objects, and gives by how much the module's memory grew in its second half. */
function growth(program) {
  const source = `
    import { HybridClock, Region, VersionVector } from "active-active";
    import { initSync } from ${JSON.stringify(new URL("../dist/active_active.js", import.meta.url).href)};
    const memory = initSync().memory;
    const document = ${JSON.stringify(DOCUMENT)};
    const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
    async function many(rounds) { for (let i = 0; i < rounds; i++) { ${program} } }
    await many(60);
    const before = memory.buffer.byteLength;
    await many(120);
    console.log(memory.buffer.byteLength - before);
  `;
  const flags = ["--expose-gc", "--input-type=module", "--eval", source];
  const run = spawnSync(process.execPath, flags, { cwd: new URL("..", import.meta.url), encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return Number(run.stdout);
}

test("what was forgotten is released by the garbage collector", () => {
  const forgotten = growth(`
    for (let j = 0; j < 20; j++) {
      const region = Region.open(document, "eu");
      for (let k = 0; k < 20; k++) region.put("key" + k, "x".repeat(500));
    }
    globalThis.gc();
    await pause();
  `);
  assert.ok(forgotten < 1 << 20, `the module's memory grew by ${forgotten} bytes`);
});

test("what was freed is released at once", () => {
  const freed = growth(`
    for (let j = 0; j < 20; j++) {
      const region = Region.open(document, "eu");
      for (let k = 0; k < 20; k++) region.put("key" + k, "x".repeat(500));
      region.free();
    }
  `);
  assert.equal(freed, 0);
});

test("calls that are refused leave nothing behind", () => {
  const refused = growth(`
    const clock = new HybridClock(1n);
    const region = Region.open(document, "eu");
    for (let j = 0; j < 300; j++) {
      try { clock.tickPacked(NaN); } catch {}
      try { clock.tick(2 ** 60); } catch {}
      try { region.put("key", { a: ["x".repeat(1000), undefined] }); } catch {}
      try { region.put("x".repeat(2000), 1); } catch {}
      try { region.apply(new Uint8Array(1000)); } catch {}
      try { new VersionVector({ "1.1": -1 }); } catch {}
    }
    clock.free();
    region.free();
  `);
  assert.ok(refused < 1 << 18, `the module's memory grew by ${refused} bytes`);
});
