// Values that one alone may hold.
import type { OperationError } from "./error.js";
import type { NowOption } from "./option.js";
import type { Value } from "./value.js";

/** Who holds a value. */
export interface Claim<T extends Value = Value> {
  /** The key of the record. The value cannot be told from it. */
  readonly key: string;
  /** Who holds the value; `null` if nobody does. */
  readonly holder: T | null;
  /**
   * Nobody claims it; somebody holds it, but an earlier claim may still arrive; or every member has acknowledged the
   * claim, and none can.
   */
  readonly state: "free" | "provisional" | "confirmed";
  /** Everybody who claims the value: the holder, then those in line. */
  readonly claimants: readonly T[];
}

declare module "./region.js" {
  interface Region {
    /**
     * Claims a value for a claimant, in a class of the type `claim`, and gives who holds it now. Claiming again what
     * one holds changes nothing. Until the claim is confirmed an earlier one may arrive from another region; then a
     * conflict record of the kind `unique_claim` tells so, and this claim stays in line until it is released.
     *
     * @throws {@link OperationError} `claim_taken` where another claimant is seen to hold it, with `holder` and `state`
     *
     * ```ts
     * eu.claim("emails", "ann@example.org", "ann");
     * try {
     *   eu.claim("emails", "ann@example.org", "ben");
     * } catch (error) {
     *   console.log(error.code); // claim_taken
     * }
     * console.log(eu.claimOf("emails", "ann@example.org").holder); // ann
     * ```
     */
    claim<T extends Value = Value>(className: string, value: Value, claimant: T, options?: NowOption): Claim<T>;
    /**
     * Gives up a claim as far as it was seen, and gives who holds the value now: the next in line, if anybody.
     *
     * @throws {@link OperationError} `claim_not_held`
     */
    release<T extends Value = Value>(className: string, value: Value, claimant: T, options?: NowOption): Claim<T>;
    /** Who holds a value, as far as is known here. */
    claimOf<T extends Value = Value>(className: string, value: Value): Claim<T>;
  }
}
