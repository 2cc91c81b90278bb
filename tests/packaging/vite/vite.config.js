// What a user's own configuration has to say about the library: nothing.
import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../../../bindings-wasm/npm/package.json", import.meta.url), "utf8"));

export default { define: { __VERSION__: JSON.stringify(manifest.version) } };
