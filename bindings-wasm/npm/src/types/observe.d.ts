// What a region holds, and what becomes visible in it.
import type { Dot, VectorDocument, VersionVector } from "./causality.js";
import type { MergeName } from "./merge.js";
import type { Timestamp } from "./timestamp.js";

/** A stretch of the feed of what became visible. */
export interface Feed {
  readonly changes: readonly {
    readonly key: string;
    readonly dot: Dot;
    readonly timestamp: Timestamp;
    /** What was done, for example `put`. */
    readonly operation: string;
  }[];
  /** The cursor to give next. */
  readonly cursor: number;
}

/** Where a replica stands. */
export interface Status {
  readonly region: string;
  /** `region.incarnation`. */
  readonly origin: string;
  readonly deployment: { readonly name: string; readonly version: number; readonly digest: string };
  /** Whether it takes writes; a restored one does so once it has caught up. */
  readonly writable: boolean;
  readonly records: number;
  /** How far each stream was received. */
  readonly cursors: VectorDocument;
  /** How far each stream is known to be received by every region. */
  readonly stable: VectorDocument;
  readonly held: number;
  readonly conflicts: number;
  readonly conflictsDropped: number;
  /** The merge functions that are registered. */
  readonly mergeFunctions: readonly MergeName[];
  /** How many broken laws {@link Region.mergeViolations} lists. */
  readonly mergeViolations: number;
  readonly feedCursor: number;
}

declare module "./region.js" {
  interface Region {
    /**
     * What became visible here after a cursor (0 is the start), at most `limit` (1,000) changes.
     *
     * ```ts
     * eu.put("note", "hello");
     * const { changes, cursor } = eu.changesSince(0);
     * console.log(changes[0]?.key, eu.changesSince(cursor).changes.length); // note 0
     * ```
     */
    changesSince(cursor: number, options?: { readonly limit?: number | undefined }): Feed;
    /** A hash of what is held, in hexadecimal: equal in regions that hold the same. */
    digest(): string;
    /** What this region has received, stream by stream. */
    cursors(): VersionVector;
    /** Whether a write has been received. */
    hasSeen(dot: Dot): boolean;
    /** The whole replica as bytes, for {@link Region.restore} and for backup. */
    snapshot(): Uint8Array;
    /** Where the replica stands. */
    status(): Status;
  }
}
