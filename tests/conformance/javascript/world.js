// The open regions of one vector, and the steps on more than one of them.
import { ActiveActiveError, Region } from "active-active";

import { Unexpected, same as equal, shown } from "./expect.js";
import { fromHex, handed, toHex } from "./forms.js";
import { options, parseDeployment } from "./parts.js";
import { total } from "./regions.js";

const PASSES_MAX = 30;

/** All that a refused call must leave as it was. */
export function state(region) {
  return shown([region.digest(), region.status()]);
}

export class World {
  constructor(deployment) {
    this.deployment = deployment;
    this.objects = new Map();
    this.saved = new Map();
    /** The names of the open regions by alias, in the order of their opening. */
    this.names = new Map();
  }

  open(step) {
    const deployment = parseDeployment(step.deployment ?? this.deployment);
    this.keep(step, Region.open(deployment, step.region, options(step.options)));
  }

  restore(step) {
    this.keep(step, this.restored(step, handed(step.snapshot, this.saved)));
  }

  restored(step, snapshot) {
    const deployment = parseDeployment(step.deployment ?? this.deployment);
    return Region.restore(deployment, step.region, snapshot, options(step.options));
  }

  keep(step, region) {
    this.names.delete(step.as);
    this.names.set(step.as, step.region);
    this.objects.set(step.as, region);
  }

  close({ on }) {
    this.objects.get(on).free();
    this.objects.delete(on);
    this.names.delete(on);
  }

  sync({ from, to, now }) {
    const [source, target] = [this.objects.get(from), this.objects.get(to)];
    const sum = total(source.batchesFor(this.names.get(to), { now }).map((batch) => target.apply(batch, now)));
    source.acknowledge(target.acknowledgementFor(this.names.get(from)));
    return sum;
  }

  sync_all({ on = [...this.names.keys()], now }) {
    const pairs = on.flatMap((from) => on.filter((to) => to !== from).map((to) => ({ from, to, now })));
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      const sums = pairs.map((pair) => this.sync(pair));
      if (!sums.some(({ applied, released }) => applied + released > 0)) return;
    }
    throw new Unexpected("regions that converge", `changes after ${PASSES_MAX} passes`);
  }

  same({ on, snapshots = false }) {
    const all = on.map((alias) => this.objects.get(alias));
    // Deployments have their digest as a member, regions as a call.
    const digests = new Set(all.map((one) => (typeof one.digest === "string" ? one.digest : one.digest())));
    const bytes = new Set(snapshots ? all.map((one) => toHex(one.snapshot())) : []);
    return digests.size === 1 && bytes.size <= 1;
  }

  mutate({ of, truncate, flip, append, set }) {
    const bytes = handed(of, this.saved).slice();
    if (truncate !== undefined) return bytes.slice(0, truncate);
    if (append !== undefined) return Uint8Array.of(...bytes, ...fromHex(append));
    if (flip !== undefined) bytes[flip < 0 ? bytes.length + flip : flip] ^= 0xff;
    else bytes.set(fromHex(set.hex), set.offset < 0 ? bytes.length + set.offset : set.offset);
    return bytes;
  }

  sweep(step) {
    const whole = handed(step.of, this.saved);
    const on = step.into === "restore" ? undefined : this.objects.get(step.on);
    const before = on && state(on);
    for (let at = 0; at < whole.length; at++) {
      const damaged = step.mode === "truncate" ? whole.slice(0, at) : flipped(whole, at);
      const refused = this.refuses(step, on, damaged);
      if (step.mode === "truncate" && (!refused || !equal(before, on && state(on)))) {
        throw new Unexpected("a refusal that changes nothing", `${toHex(damaged)}, refused: ${refused}`);
      }
    }
  }

  refuses(step, on, damaged) {
    try {
      if (on === undefined) this.restored(step, damaged).free();
      else if (step.into === "apply") on.apply(damaged, step.now);
      else on.acknowledge(damaged);
    } catch (error) {
      if (error instanceof ActiveActiveError && error.code !== "internal") return true;
      throw error;
    }
    return false;
  }

  free() {
    for (const object of this.objects.values()) object.free();
  }
}

function flipped(bytes, at) {
  const copy = bytes.slice();
  copy[at] ^= 0xff;
  return copy;
}
