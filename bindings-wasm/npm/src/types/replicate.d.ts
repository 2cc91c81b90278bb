// What regions send one another.
import type { Stream } from "./causality.js";
import type { ReplicaError, WireError } from "./error.js";
import type { NowOption } from "./option.js";

/** Changes of one stream that wait, and why. */
export interface Held {
  readonly stream: Stream;
  /** The first and the last number that wait. */
  readonly first: number;
  readonly last: number;
  readonly code: "batch_gap" | "clock_drift" | "deployment_unknown";
  /** The same for people, with what will let it go on. */
  readonly message: string;
}

/** What became of a batch. */
export interface ApplyReport {
  readonly stream: Stream;
  /** Changes that were applied, those released from hold included. */
  readonly applied: number;
  /** Changes that had been applied before. */
  readonly duplicates: number;
  /** Changes that were applied out of hold. */
  readonly released: number;
  /** The ids of conflict records that this batch made or extended. */
  readonly conflicts: readonly string[];
  /** Everything of this stream that still waits. */
  readonly held: readonly Held[];
}

declare module "./region.js" {
  interface Region {
    /**
     * What the target region is not known to have, as batches of about `bytesMax` (1 MiB) at most; the same again until
     * the target's acknowledgement arrives.
     */
    batchesFor(target: string, options?: { readonly bytesMax?: number | undefined } & NowOption): Uint8Array[];
    /**
     * What this region holds of all that the target may hold too, to be sent there and given to its
     * {@link Region.acknowledge}.
     *
     * ```ts
     * using us = Region.open(deployment, "us");
     * eu.put("note", "hello");
     * for (const batch of eu.batchesFor("us")) us.apply(batch);
     * console.log(eu.acknowledge(us.acknowledgementFor("eu")), eu.batchesFor("us").length); // us 0
     * ```
     */
    acknowledgementFor(target: string): Uint8Array;
    /** Takes another region's acknowledgement, and gives that region's name. */
    acknowledge(acknowledgement: Uint8Array): string;
    /**
     * Applies a batch. Duplicates change nothing; what cannot be applied yet is held; anything malformed is an error
     * and changes nothing.
     *
     * @throws {@link WireError} `batch_malformed`, `batch_too_large`, `unsupported_version`
     * @throws {@link ReplicaError} `replica_forked`, `stream_quarantined`, `hold_full`
     */
    apply(batch: Uint8Array, now?: number): ApplyReport;
    /** Everything that waits, by stream. */
    held(): Held[];
    /** Tries what waits for time to pass or for a deployment; one report per stream that moved. */
    retryHeld(now?: number): ApplyReport[];
  }
}
