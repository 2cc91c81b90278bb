// Opens a page in a browser without a screen and prints what the page logs: open.js <browser> <folder> <page>.
//
// The folder is served on the loopback, a folder in it as the JSON list of its names; the page sets `globalThis.finished` to its exit status when it is done.
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

import { chromium } from "playwright-core";

const LIMIT_MS = 300_000;
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
// Nothing of the browser's own looks for hosts that a closed network does not have.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const [executablePath, folder, page] = process.argv.slice(2);
if (page === undefined) {
  console.error("usage: open.js <browser> <folder> <page>");
  process.exit(2);
}

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = join(folder, path);
  if (path.endsWith("/") && existsSync(file)) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(readdirSync(file)));
    return;
  }
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const profile = mkdtempSync(join(tmpdir(), "active-active-browser-"));
const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, headless: true });
let status = 1;
try {
  const tab = await context.newPage();
  tab.on("console", (message) => console.log(message.text()));
  tab.on("pageerror", (error) => console.error(`the page failed: ${error.stack ?? error}`));
  await tab.goto(origin + page);
  const finished = await tab.waitForFunction(() => globalThis.finished, undefined, { timeout: LIMIT_MS });
  status = (await finished.jsonValue()).status;
} catch (error) {
  console.error(error);
} finally {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(status);
