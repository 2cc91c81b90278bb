/**
 * One region of the shop, in JavaScript; region.py and region.cpp are the same program in Python and in C++.
 *
 *     node region.mjs DEPLOYMENT REGION CONTROL_PORT PEER=PORT...
 *
 * It takes operations from the demo on its control connection, and replicates with every peer on a connection each. A
 * frame is `u32 length (big-endian) | u8 kind | payload`; README.md beside this file says what each kind holds.
 */

import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { performance } from "node:perf_hooks";
import { argv, exit, version } from "node:process";

import { ActiveActiveError, Deployment, Region, fromJson, toJson } from "active-active";

const [BATCH, ACKNOWLEDGEMENT, REPORT] = ["B", "A", "R"].map((letter) => letter.charCodeAt(0));
const BATCH_BYTES_MAX = 64 * 1024;
const ALL = 2 ** 32 - 1;
const TICK_MS = 10;
const DIAL_EVERY_MS = 100;

/** A socket that carries frames. */
class Connection {
  constructor(port, onFrame, onClose) {
    this.received = Buffer.alloc(0);
    this.socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("data", (arrived) => {
      for (const [kind, payload] of this.receive(arrived)) onFrame(kind, payload);
    });
    this.socket.on("error", () => {}); // "close" follows
    this.socket.on("close", onClose);
  }

  send(kind, payload) {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(payload.length + 1);
    head.writeUInt8(kind, 4);
    this.socket.write(Buffer.concat([head, payload]));
  }

  *receive(arrived) {
    this.received = Buffer.concat([this.received, arrived]);
    while (this.received.length >= 5) {
      const end = 4 + this.received.readUInt32BE();
      if (this.received.length < end) break;
      const frame = this.received.subarray(0, end);
      this.received = this.received.subarray(end);
      yield [frame[4], frame.subarray(5)];
    }
  }
}

/** Another region, and the connection to it while there is one. */
class Peer {
  connection = null;
  unanswered = 0;
  dialled = 0;

  constructor(name, port) {
    Object.assign(this, { name, port });
  }

  dial(onFrame) {
    if (performance.now() - this.dialled < DIAL_EVERY_MS) return;
    this.dialled = performance.now();
    this.unanswered = 0;
    this.connection = new Connection(this.port, onFrame, () => (this.connection = null));
  }
}

/** The region with what the demo wants to know about it. */
class Shop {
  written = 0;
  refused = 0;
  refusal = "";
  applied = 0;
  duplicates = 0;
  applyMs = 0;

  constructor(region, peers) {
    Object.assign(this, { region, peers });
  }

  write(verb, key, argument, ...path) {
    const region = this.region;
    const value = fromJson(argument || "null");
    switch (verb) {
      case "put":
        return region.put(key, value, { path });
      case "edit":
        return region.put(key, value, { path, context: region.get(key)?.context });
      case "patch":
        return region.patch(key, fieldsOf(path));
      case "delete":
        return region.delete(key);
      case "unset":
        return region.unset(key, path);
      case "increment":
        return region.increment(key, value, { path });
      case "assign":
        return region.assign(key, value, { path });
      case "reset":
        return region.reset(key, { path });
      case "add":
        return region.add(key, value, { path });
      case "remove":
        return region.remove(key, value, { path });
      case "clear":
        return region.clear(key, { path });
      case "enable":
        return region.enable(key, { path });
      case "disable":
        return region.disable(key, { path });
      case "transfer":
        return region.transfer(key, path[0], value);
      case "claim":
        return region.claim(key, value, path[0]);
      case "resolve":
        return region.resolveConflict(key, { pick: value });
    }
  }

  onControl(control, payload) {
    const [verb, ...rest] = payload.toString().split("\n");
    if (rest.length < 2) return this.report(control, verb, ...rest);
    try {
      this.write(verb, ...rest);
      this.written += 1;
    } catch (error) {
      if (!(error instanceof ActiveActiveError)) throw error;
      this.refused += 1;
      this.refusal ||= `${verb} ${rest[0]}: ${error.message}`;
    }
  }

  onPeer(peer, kind, payload) {
    if (kind === BATCH) {
      const started = performance.now();
      const report = this.region.apply(payload);
      this.applyMs += performance.now() - started;
      this.applied += report.applied;
      this.duplicates += report.duplicates;
      peer.connection?.send(ACKNOWLEDGEMENT, this.region.acknowledgementFor(peer.name));
    } else if (kind === ACKNOWLEDGEMENT) {
      this.region.acknowledge(payload);
      peer.unanswered = Math.max(0, peer.unanswered - 1);
    }
  }

  /** Dials who is not connected; sends what is new to who has answered everything before. */
  replicate() {
    for (const peer of this.peers) {
      if (!peer.connection) peer.dial((kind, payload) => this.onPeer(peer, kind, payload));
      if (peer.connection && !peer.unanswered) {
        for (const batch of this.region.batchesFor(peer.name, { bytesMax: BATCH_BYTES_MAX })) {
          peer.connection.send(BATCH, batch);
          peer.unanswered += 1;
        }
      }
    }
  }

  report(control, name, key) {
    const region = this.region;
    if (name === "conflicts") {
      sendReport(control, name, { conflicts: region.conflicts() });
    } else if (name === "keys") {
      sendReport(control, name, { keys: region.keys({ limit: ALL }) });
    } else if (name === "record") {
      const read = region.get(key);
      sendReport(control, name, read ? { value: read.value } : {});
    } else {
      sendReport(control, name, {
        written: this.written,
        refused: this.refused,
        refusal: this.refusal,
        applied: this.applied,
        duplicates: this.duplicates,
        apply_us: Math.round(this.applyMs * 1000),
        status: region.status(),
        digest: region.digest(),
      });
    }
  }
}

/** Of addresses that were written apart, the one with the most columns; of several the latest. */
function mostCompleteAddress({ versions }) {
  const columns = (value) => Object.keys(value).length;
  return versions.map(({ value }) => value).reduce((a, b) => (columns(b) >= columns(a) ? b : a));
}

/** Lines of field and value, in turn, as an object. */
function fieldsOf(lines) {
  const fields = {};
  for (let i = 0; i < lines.length; i += 2) fields[lines[i]] = fromJson(lines[i + 1]);
  return fields;
}

function sendReport(control, name, lines) {
  const text = [name, ...Object.entries(lines).map(([line, value]) => `${line}\t${toJson(value)}`)];
  control.send(REPORT, Buffer.from(text.join("\n")));
}

function main(deployment, name, controlPort, ...peers) {
  const region = Region.open(Deployment.parse(readFileSync(deployment, "utf8")), name);
  region.registerMerge("most-complete-address", 1, mostCompleteAddress);
  const shop = new Shop(region, peers.map((pair) => pair.split("=")).map(([peer, port]) => new Peer(peer, Number(port))));
  const control = new Connection(Number(controlPort), (_, payload) => shop.onControl(control, payload), () => exit());
  sendReport(control, "hello", { region: name, version: `Node ${version}` });
  setInterval(() => shop.replicate(), TICK_MS);
}

main(...argv.slice(2));
