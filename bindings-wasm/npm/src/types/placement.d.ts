// What another region may be told, where labels say which regions may hold what.

/** What one region has to erase, because what is in force does not let it hold it any more. */
export interface Purge {
  /** The region that has to erase it. */
  readonly region: string;
  /** The labels of the records. */
  readonly labels: readonly string[];
  /** The deployment version that forbids it. */
  readonly deploymentVersion: number;
  /** Since when that is known here, in Unix milliseconds. */
  readonly sinceMs: number;
  /** Until when it has to be erased, in Unix milliseconds. */
  readonly deadlineMs: number;
  /** `overdue`: it was not erased by the deadline, a breach to be reported. */
  readonly state: "pending" | "overdue" | "erased";
}

declare module "./region.js" {
  interface Region {
    /**
     * The digest of all that both this region and another one may hold: equal to that of the other one for this region
     * when they hold the same of it.
     */
    digestFor(target: string): string;
    /** The part of the replica that another region may hold, for that region's {@link Region.restore}. */
    snapshotFor(target: string): Uint8Array;
    /** What regions have to erase, or have erased, because what is in force does not let them hold it any more. */
    purges(now?: number): Purge[];
  }
}
