// Reads of records.
import type { Dot } from "./causality.js";
import type { NowOption, Path, PlaceOption } from "./option.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";

/** A record as it reads now. */
export interface Read<T extends Value = Value> {
  readonly value: T;
  /** What this read saw, to be handed to a later write. */
  readonly context: Uint8Array;
  /** The timestamp of the latest live write behind the value. */
  readonly timestamp: Timestamp;
  /**
   * How many concurrent versions stand behind the value at its most contested place; 1 is uncontested. Where they are
   * kept side by side (`keep-all`), `value` is the latest and {@link Region.versions} gives all.
   */
  readonly siblings: number;
  /**
   * The names of rules of the class that the merged value did not keep. Those with a repair are repaired in `value`,
   * for the others a conflict record of the kind `rule_violated` waits.
   */
  readonly violated: readonly string[];
}

/** One live version of a register. */
export interface Version<T extends Value = Value> {
  readonly dot: Dot;
  /** The replica that wrote it. */
  readonly origin: string;
  readonly timestamp: Timestamp;
  readonly value: T;
}

/** An entry of a log. */
export interface LogEntry<T extends Value = Value> {
  /** The write that appended it. */
  readonly dot: Dot;
  /** When it was appended; no two entries of a log have the same. */
  readonly timestamp: Timestamp;
  /** The region where it was appended. */
  readonly region: string;
  readonly value: T;
}

declare module "./region.js" {
  interface Region {
    /**
     * The record as it reads now, or `undefined` if it does not exist or has expired. `now` matters only where an
     * expiry was set; everything else that reads goes by the latest time that the region was told or has heard of.
     */
    get<T extends Value = Value>(key: string, options?: NowOption): Read<T> | undefined;
    /** What a read of the record sees, to be handed to a later write; also where there is no record. */
    context(key: string): Uint8Array;
    /** The live versions of a register, siblings included, in canonical order. */
    versions<T extends Value = Value>(key: string, path?: Path): Version<T>[];
    /**
     * The entries of a log after a timestamp, in order, at most `limit` (1,000; 0: all of them). The timestamp of the
     * last entry is what to give next. It pages through what is there; {@link Region.changesSince} misses nothing that
     * comes.
     *
     * ```ts
     * for (const step of ["ordered", "paid", "sent"]) eu.append("history/2", step);
     * const [first] = eu.logEntries("history/2", { limit: 1 });
     * const rest = eu.logEntries("history/2", { after: first?.timestamp });
     * console.log(rest.map((entry) => entry.value)); // [ 'paid', 'sent' ]
     * ```
     */
    logEntries<T extends Value = Value>(
      key: string,
      options?: { readonly after?: Timestamp | undefined; readonly limit?: number | undefined } & PlaceOption,
    ): LogEntry<T>[];
    /**
     * Existing keys that start with `prefix`, after `after`, in byte order, at most `limit` (100).
     *
     * ```ts
     * eu.increment("page/about", 1);
     * console.log(eu.keys({ prefix: "page/" })); // [ 'page/about' ]
     * ```
     */
    keys(options?: {
      readonly prefix?: string | undefined;
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    }): string[];
  }
}
