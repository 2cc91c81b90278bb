// Edge workers: the runtime compiles the module itself; they refuse to compile bytes.
import module from "./active_active.wasm";
import { initSync } from "./active_active.js";

initSync({ module });

export * from "./api.js";
