// Strategies, and deciding between two versions without an engine.
import type { Causality, Dot, VectorDocument } from "./causality.js";
import type { Region } from "./region.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";

/** A rule that picks among concurrent versions. */
export type Rule =
  | "last-write-wins"
  | "first-write-wins"
  | "max"
  | "min"
  | "prefer-present"
  | "keep-all"
  | "manual"
  /** Region names, the first one first; in {@link resolve}, which knows no deployment, their numbers. */
  | { readonly by: "region-priority"; readonly regions: readonly (string | number)[] }
  | { readonly by: "value-priority"; readonly values: readonly Value[] }
  /** A function of the application, see {@link Region.registerMerge}. */
  | { readonly by: "custom"; readonly function: string; readonly version: number };

/**
 * How concurrent versions of a register become one value: a rule, or several that are asked in turn. What is a tie
 * after the last goes to the greatest timestamp.
 */
export type Strategy = Rule | readonly Rule[];

/** The strategies of a register: one for all, or one for each kind of conflict (left out: last-write-wins). */
export type RegisterStrategy =
  | Strategy
  | { readonly insert_insert?: Strategy; readonly update_update?: Strategy };

/** One of two versions to decide between. */
export interface VersionDocument {
  readonly value: Value;
  readonly timestamp: Timestamp;
  readonly dot: Dot;
  /** What its writer had seen; left out, nothing. */
  readonly context?: VectorDocument;
}

/** What was decided between two versions, and why. */
export interface Resolution {
  /** How `a` relates to `b`. */
  readonly causality: Causality;
  /** Whether neither had seen the other, with different values. */
  readonly conflict: boolean;
  /** Which version the value is from; `null` where both are kept. */
  readonly winner: "a" | "b" | null;
  /** The value; where both are kept, the one that is shown first. */
  readonly value: Value;
  /** The rule that had the last word. */
  readonly strategy: string;
  /** A sentence for people. */
  readonly why: string;
}

/**
 * Decides between two versions of one place, without an engine. A version that had seen the other replaces it,
 * whatever the clocks say; only of concurrent ones the strategy is asked.
 *
 * ```ts
 * const a = { value: "Ada", timestamp: "017f22e279b0-0000-0001000100000000", dot: "1.1#1" };
 * const b = { value: "Eve", timestamp: "017f22e279b0-0000-0002000100000000", dot: "2.1#1" };
 * const { causality, conflict, winner } = resolve("last-write-wins", a, b);
 * console.log(causality, conflict, winner); // concurrent true b
 * ```
 */
export function resolve(strategy: Strategy, a: VersionDocument, b: VersionDocument): Resolution;
