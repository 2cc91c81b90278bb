// Browsers, bundlers, Deno and Bun: the module travels as text, so that nothing has to find or fetch a file.
import { initSync } from "./active_active.js";
import base64 from "./active_active.base64.js";

initSync({ module: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) });

export * from "./api.js";
