// Why a record reads as it does.
import type { Dot, VectorDocument } from "./causality.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";

/** Why a record, or one of its places, reads as it does. */
export interface Explanation {
  readonly key: string;
  readonly path: readonly string[];
  readonly class: string;
  readonly type:
    | "register"
    | "counter"
    | "bounded-counter"
    | "set"
    | "flag"
    | "log"
    | "maximum"
    | "minimum"
    | "claim"
    | "map";
  /** When it expires, in Unix milliseconds, `null` if never; absent where nobody ever said so. */
  readonly expiresAt?: number | null;
  /** What is shown; `null` if nothing is. */
  readonly value: Value;
  readonly existence: {
    readonly exists: boolean;
    readonly strategy: "last-write-wins" | "delete-wins" | "update-wins" | "create-wins";
    readonly why: string;
    readonly versions: readonly {
      readonly dot: Dot;
      readonly region: string;
      readonly timestamp: Timestamp;
      readonly context: VectorDocument;
      readonly deletes: boolean;
    }[];
  };
  /** What lives at the place: versions, the shares of a counter, the members of a set, the switches of a flag. */
  readonly versions: readonly {
    readonly dot: Dot;
    readonly region: string;
    readonly value: Value;
    readonly timestamp?: Timestamp;
    readonly context?: VectorDocument;
    readonly shown?: boolean;
    readonly settles?: string | null;
    readonly removed?: boolean;
  }[];
  /** The rule that had the last word. */
  readonly rule: string | null;
  readonly why: string;
  /** All of it in a few lines. */
  readonly text: string;
}

declare module "./region.js" {
  interface Region {
    /**
     * Why a record, or one of its places, reads as it does.
     *
     * ```ts
     * eu.put("note", "hello");
     * console.log(eu.explain("note").why); // there is one version
     * ```
     */
    explain(key: string, options?: { readonly path?: readonly string[] | undefined }): Explanation;
  }
}
