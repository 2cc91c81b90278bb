// Node: the module is read from beside this file.
import { readFileSync } from "node:fs";
import { initSync } from "./active_active.js";

initSync({ module: readFileSync(new URL("./active_active.wasm", import.meta.url)) });

export * from "./api.js";
