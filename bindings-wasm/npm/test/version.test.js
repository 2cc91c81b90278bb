import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { version } from "active-active";

const manifest = createRequire(import.meta.url)("../package.json");

test("the version is the package's", () => {
  assert.equal(version(), manifest.version);
});

test("require gives the same library", () => {
  const required = createRequire(import.meta.url)("active-active");
  assert.equal(required.version(), version());
});
