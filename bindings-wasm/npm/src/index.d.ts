/**
 * Writes in several regions at once: clocks, conflicts, CRDTs and replication, decided by one core.
 *
 * Nothing here does input or output: time, storage and network are the application's. Time is a number of
 * milliseconds that most calls take last or among their options; left out, it is `Date.now()`. Batches,
 * acknowledgements and snapshots are bytes that the application moves. No call is asynchronous.
 *
 * The examples below use this deployment and this region:
 *
 * ```ts
 * const deployment = Deployment.fromDocument({
 *   version: 1,
 *   name: "shop",
 *   regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
 *   classes: [
 *     { name: "profiles", keys: "profile/*", labels: [], type: "map",
 *       fields: { name: { type: "register" }, likes: { type: "counter" }, tags: { type: "set" } } },
 *     { name: "pages", keys: "page/*", labels: [], type: "counter" },
 *     { name: "carts", keys: "cart/*", labels: [], type: "set" },
 *     { name: "stock", keys: "stock/*", labels: [], type: "flag" },
 *     { name: "histories", keys: "history/*", labels: [], type: "log" },
 *     { name: "bids", keys: "bid/*", labels: [], type: "maximum" },
 *     { name: "emails", keys: "email/*", labels: [], type: "claim" },
 *     { name: "rest", keys: "**", labels: [], type: "register", strategy: "keep-all" },
 *   ],
 * });
 * const eu = Region.open(deployment, "eu");
 * ```
 *
 * @packageDocumentation
 */

export * from "./types/causality.js";
export * from "./types/claim.js";
export * from "./types/clock.js";
export * from "./types/conflict.js";
export * from "./types/deployment.js";
export * from "./types/diagnosis.js";
export * from "./types/disposable.js";
export * from "./types/error.js";
export * from "./types/explanation.js";
export * from "./types/id.js";
export * from "./types/lifetime.js";
export * from "./types/merge.js";
export * from "./types/merging.js";
export * from "./types/metrics.js";
export * from "./types/observe.js";
export * from "./types/option.js";
export * from "./types/placement.js";
export * from "./types/rate-monitor.js";
export * from "./types/read.js";
export * from "./types/region.js";
export * from "./types/replicate.js";
export * from "./types/residency.js";
export * from "./types/resolve.js";
export * from "./types/rights.js";
export * from "./types/routing.js";
export * from "./types/session.js";
export * from "./types/space-saving.js";
export * from "./types/timestamp.js";
export * from "./types/transaction.js";
export * from "./types/value.js";
export * from "./types/write.js";

/** The version of the library. */
export function version(): string;
