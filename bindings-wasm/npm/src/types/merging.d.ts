// Merge functions that are registered with a region.
import type { ConflictKind } from "./conflict.js";
import type { Law, MergeName, MergeVersion } from "./merge.js";
import type { Value } from "./value.js";

/** What a merge function that is registered with a region is given: concurrent versions of one register. */
export interface MergeInput<V = any> {
  /** The name of the record's class. */
  readonly className: string;
  readonly key: string;
  /** The field; empty where the record itself is the register. */
  readonly path: readonly string[];
  /** `insert_insert` where one of the versions created the record, else `update_update`. */
  readonly kind: ConflictKind;
  /** The versions, by timestamp, then by dot, ascending; two at least, and not all of one value. */
  readonly versions: readonly MergeVersion<V>[];
}

/**
 * What a merge function returns to leave the decision to the next rule. It is no value; `null` is one, and `undefined`
 * is a failure.
 */
export const ABSTAIN: unique symbol;

/** A law that a merge function was seen to break, on versions that had met in a region. */
export interface MergeViolation {
  readonly function: MergeName;
  /** The class of the record. */
  readonly className: string;
  readonly law: Law;
  /** How often it was seen to break it here. */
  readonly times: number;
  /** The versions on which it did so first; the text calls them x, y and z. They are values of a record. */
  readonly versions: readonly MergeVersion<Value>[];
  /** The law, the versions and both answers in a few lines for people. */
  readonly text: string;
}

declare module "./region.js" {
  interface Region {
    /**
     * Registers a merge function under the name and version by which deployments ask for it:
     * `{"by": "custom", "function": "merge-address", "version": 2}`. One that was there under the same name and version
     * is replaced. It stays through newer deployments and is in no snapshot.
     *
     * The function returns the merged value, or {@link ABSTAIN} to leave it to the next rule. It must be pure: it
     * decides by its input alone, at once (a promise is no value), and uses no region. Where it throws, returns what is
     * no value, uses a region or takes longer than `mergeBudgetMs`, the conflict waits, with the reason in its record,
     * and reads show the version with the greatest timestamp. Nothing interrupts a function that does not end.
     *
     * ```ts
     * using region = Region.open(deployment, "eu");
     * region.registerMerge("longest-text", 1, ({ versions }) =>
     *   versions.map(({ value }) => value).reduce((a, b) => (b.length > a.length ? b : a)),
     * );
     * console.log(region.status().mergeFunctions); // [ { name: 'longest-text', version: 1 } ]
     * ```
     */
    registerMerge(name: string, version: number, merge: (input: MergeInput) => unknown): void;
    /**
     * Laws that registered functions were seen to break here, one for each function and law, at most 16; see the option
     * `sampleMerges`. The versions in them are values of records.
     */
    mergeViolations(): MergeViolation[];
  }
}
