import { version } from "active-active";

import { check } from "../checks.js";

console.log(`${version() === __VERSION__ ? "ok" : "not ok"} the version is the package's`);
globalThis.finished = { status: check((line) => console.log(line)) };
