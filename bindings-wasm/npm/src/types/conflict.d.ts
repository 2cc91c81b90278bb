// Conflicts: what met, what was decided, and settling it.
import type { Dot, VectorDocument } from "./causality.js";
import type { MergeName } from "./merge.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";
import type { Written } from "./write.js";

/** What two writes that had not seen one another did to one place, or that the merged value breaks a rule. */
export type ConflictKind =
  | "insert_insert"
  | "update_update"
  | "delete_update"
  | "delete_delete"
  | "rule_violated"
  | "unique_claim";

/** Where a conflict stands. */
export type ConflictState = "decided" | "waiting" | "superseded" | "resolved" | "undone";

/** Two writes that had not seen one another, and what was decided. */
export interface ConflictRecord {
  /** 32 hexadecimal characters, the same in every region. */
  readonly id: string;
  readonly key: string;
  /** The field path; empty at the root. */
  readonly path: readonly string[];
  readonly kind: ConflictKind;
  readonly regionA: string;
  readonly regionB: string;
  readonly aValue: Value;
  readonly bValue: Value;
  /** Whether the side deleted the record; its value is `null` then. */
  readonly aDeleted: boolean;
  readonly bDeleted: boolean;
  readonly aDot: Dot;
  readonly bDot: Dot;
  readonly aTimestamp: Timestamp;
  readonly bTimestamp: Timestamp;
  /** What each writer had seen. */
  readonly aContext: VectorDocument;
  readonly bContext: VectorDocument;
  /** Which side was picked; `null` where both are kept. */
  readonly winner: "a" | "b" | null;
  /** The value of the side that was picked, or what a merge function made of both. */
  readonly resolvedValue: Value;
  readonly strategyUsed: string;
  /** The merge function that had the last word, where one had. */
  readonly function: MergeName | null;
  /** Why that function gave no value, so that the conflict waits. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** The rule of the class that does not hold, where that is what it is about. */
  readonly rule: string | null;
  readonly state: ConflictState;
  /** When it was decided: by a strategy, the later of both timestamps. */
  readonly resolvedAt: Timestamp | null;
  /** The write that settled it or took the decision back, unless both sides stand against one another again. */
  readonly settledBy: Dot | null;
  /** Decisions of others that the one that stands, which is later, had not seen. */
  readonly overruled: readonly Dot[];
  /** How many pairs of writes met in this encounter so far in this region: it depends on the order in which they came. */
  readonly encounters: number;
  readonly labels: readonly string[];
  /** One or two sentences for people. */
  readonly explanation: string;
}

/** Which conflict records to list; every member that is given narrows the list. */
export interface ConflictFilter {
  readonly kind?: ConflictKind | undefined;
  readonly state?: ConflictState | undefined;
  readonly key?: string | undefined;
  /** The name of the record's class. */
  readonly className?: string | undefined;
  /** A region that wrote a side. */
  readonly region?: string | undefined;
  /** The later side is not before this time, in Unix milliseconds. */
  readonly fromMs?: number | undefined;
  /** The later side is before this time, in Unix milliseconds. */
  readonly untilMs?: number | undefined;
  readonly limit?: number | undefined;
}

/** Conflict records in the order of their last changes. */
export interface ConflictFeed {
  readonly conflicts: readonly ConflictRecord[];
  /** The cursor to give next. */
  readonly cursor: number;
}

/** How to settle a conflict: with a value of one's own, or with one of its sides. */
export type Settlement = { readonly value: Value } | { readonly pick: "a" | "b" };

declare module "./region.js" {
  interface Region {
    /**
     * Conflict records, oldest first.
     *
     * ```ts
     * using us = Region.open(deployment, "us");
     * eu.put("note", "from eu");
     * us.put("note", "from us");
     * for (const batch of us.batchesFor("eu")) eu.apply(batch);
     * const [conflict] = eu.conflicts({ state: "waiting" });
     * console.log(conflict?.kind, conflict?.aValue, conflict?.bValue); // insert_insert from eu from us
     * ```
     */
    conflicts(filter?: ConflictFilter): ConflictRecord[];
    /** One conflict record; `unknown_conflict` if there is none of that id. */
    conflict(id: string): ConflictRecord;
    /** How many decided conflict records were dropped to stay within `conflictsMax`. */
    conflictsDropped(): number;
    /**
     * The records that were made or changed after a cursor (0 is the start), in that order, at most `limit` (1,000).
     */
    conflictsSince(cursor: number, options?: { readonly limit?: number | undefined }): ConflictFeed;
    /**
     * Settles a conflict that waits. It is a write, and every region that has the conflict shows it as resolved.
     *
     * Errors: `unknown_conflict`, `conflict_decided`, `conflict_superseded`, and those of {@link Region.put}.
     */
    resolveConflict(id: string, settlement: Settlement, options?: { readonly now?: number | undefined }): Written;
    /**
     * Takes a decision back: the side that lost stands again.
     *
     * Errors: `unknown_conflict`, `conflict_decided` where it was taken back already, `conflict_superseded` where the
     * current version no longer is that decision, `invalid_argument` where nothing was decided yet.
     */
    undoConflict(id: string, options?: { readonly now?: number | undefined }): Written;
  }
}
