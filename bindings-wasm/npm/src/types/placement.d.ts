// What another region may be told, where labels say which regions may hold what.

declare module "./region.js" {
  interface Region {
    /**
     * The digest of all that both this region and another one may hold: equal to that of the other one for this region
     * when they hold the same of it.
     */
    digestFor(target: string): string;
    /** The part of the replica that another region may hold, for that region's {@link Region.restore}. */
    snapshotFor(target: string): Uint8Array;
  }
}

export {};
