// The module: its size, and how long it takes to compile and to start. Another module may be given, to compare with:
//
//     node module.js [peer.wasm]
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { median, report, timed } from "./measure.js";

const ROUNDS = 7;
const bytes = readFileSync(new URL("../dist/active_active.wasm", import.meta.url));
const peer = process.argv.slice(2).find((argument) => !argument.startsWith("--"));

const sizes = (module) => ({
  raw: module.length,
  gzip: gzipSync(module, { level: 9 }).length,
  brotli: brotliCompressSync(module, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
});

/** Milliseconds to compile; never twice the same bytes, so that nothing is taken from a cache. */
function compile(module) {
  const compiled = Array.from({ length: ROUNDS }, (_, round) => {
    const name = new TextEncoder().encode(`round${round}`);
    // An unknown custom section: an id of 0, a size, a name.
    const copy = Buffer.concat([module, Uint8Array.of(0, name.length + 1, name.length), name]);
    return timed(() => new WebAssembly.Module(copy)) / 1e6;
  });
  return median(compiled);
}

const [ours, theirs] = [bytes, peer === undefined ? undefined : readFileSync(peer)];
const against = (figure) => (theirs === undefined ? {} : { [basename(peer)]: figure(theirs) });
for (const kind of ["raw", "gzip", "brotli"]) {
  report(`size, ${kind}`, sizes(ours)[kind], "bytes", against((module) => sizes(module)[kind]));
}
report("compile", compile(ours), "ms", against(compile));

const { initSync } = await import("../dist/active_active.js");
const module = new WebAssembly.Module(bytes);
report("instantiate", timed(() => initSync({ module })) / 1e6, "ms");
