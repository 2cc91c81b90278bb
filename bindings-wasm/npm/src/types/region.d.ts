// A region: how it is opened, and its deployment. Its other methods stand with their subject, in the files beside this
// one, as `interface Region`.
import type { ClockOptions } from "./clock.js";
import type { Deployment, DeploymentSource, Replay } from "./deployment.js";
import type { Disposable } from "./disposable.js";

/** Settings of one replica. They are local: regions may differ in them. */
export interface RegionOptions extends ClockOptions {
  /** The incarnation, from 1. A restored or cloned replica takes one that was never used. */
  readonly incarnation?: number | undefined;
  /** The process within the region, part of the node in timestamps. */
  readonly process?: number | undefined;
  /** The most conflict records kept; beyond it the oldest decided ones go. Default 10,000. */
  readonly conflictsMax?: number | undefined;
  /** The most bytes of held batches kept. Default 64 MiB. */
  readonly heldBytesMax?: number | undefined;
  /** How many bytes of each stream stay for readers of the feed after every region has them. Default 256 KiB. */
  readonly feedBytes?: number | undefined;
  /** The largest batch accepted. Default 16 MiB. */
  readonly batchBytesMax?: number | undefined;
  /**
   * How long a target may go without acknowledging another origin's changes before this region relays them. Default
   * 1,000; 0 relays at once, which in a healthy mesh only sends everything twice.
   */
  readonly relayAfterMs?: number | undefined;
  /** Whether the replica counts what it does, for {@link Region.metrics} and {@link Region.diagnose}. Default true. */
  readonly metrics?: boolean | undefined;
  /** How far back rates look, 1,000 to 3,600,000. Default 60,000. */
  readonly metricsWindowMs?: number | undefined;
  /** How many conflicts in a window are too many. Default 100. */
  readonly conflictRateThreshold?: number | undefined;
  /** How long a merge function may take; beyond it the conflict waits. Default 1,000; 0 is no limit. */
  readonly mergeBudgetMs?: number | undefined;
  /**
   * Of how many conflicts that merge functions decide one is looked at for laws that the function breaks, for which it
   * is called up to a dozen times; see {@link Region.mergeViolations}. Default 0, none.
   */
  readonly sampleMerges?: number | undefined;
  /**
   * What keys of claims are derived with; it must be the same in all regions. Left out, it follows from the
   * deployment's name: give bytes that nobody else knows where values are easily guessed.
   */
  readonly claimSecret?: Uint8Array | undefined;
}

/**
 * One replica of the data: takes writes, sends batches, applies batches.
 *
 * ```ts
 * using us = Region.open(deployment, "us");
 * eu.put("profile/1", "Ada", { path: "name" });
 * us.increment("profile/1", 2, { path: "likes" });
 * for (const batch of eu.batchesFor("us")) us.apply(batch);
 * for (const batch of us.batchesFor("eu")) eu.apply(batch);
 * console.log(eu.get("profile/1")?.value); // { likes: 2, name: 'Ada' }
 * console.log(eu.digest() === us.digest()); // true
 * ```
 */
export class Region implements Disposable {
  private constructor();

  /** Opens an empty replica of a region that the deployment names. */
  static open(deployment: DeploymentSource, region: string, options?: RegionOptions): Region;

  /**
   * Opens a replica from a snapshot, as a new incarnation. It answers reads at once; it takes writes once every other
   * active region has acknowledged what it holds of the earlier incarnations, and all of that has arrived.
   */
  static restore(
    deployment: DeploymentSource,
    region: string,
    snapshot: Uint8Array,
    options: RegionOptions & { readonly incarnation: number },
  ): Region;

  /** The region's name. */
  readonly name: string;
  /** The region's incarnation, `region.incarnation`. */
  readonly origin: string;
  /** The deployment in force, as an object of its own. */
  readonly deployment: Deployment;
  /** Puts a newer deployment in force; what was held for it is applied by {@link Region.retryHeld}. */
  loadDeployment(deployment: DeploymentSource): void;
  /** How many records would read otherwise under another deployment, without changing anything. */
  replay(deployment: DeploymentSource): Replay;

  free(): void;
  [Symbol.dispose](): void;
}
