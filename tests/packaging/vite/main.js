import { version } from "active-active";

try {
  console.log(`${version() === __VERSION__ ? "ok" : "not ok"} the bundled library says its version`);
  globalThis.finished = { status: 0 };
} catch (error) {
  console.log(`not ok ${error}`);
  globalThis.finished = { status: 1 };
}
