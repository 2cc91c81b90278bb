// Writes of records.
import type { Dot } from "./causality.js";
import type { ContextOption, NowOption, Path, PlaceOption } from "./option.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";

/** A write that was accepted. */
export interface Written {
  /** The name of the write. */
  readonly dot: Dot;
  /** When it was written, by the region's hybrid clock. */
  readonly timestamp: Timestamp;
}

declare module "./region.js" {
  interface Region {
    /**
     * Writes a register.
     *
     * ```ts
     * eu.put("note", "first");
     * const read = eu.get("note");
     * eu.put("note", "second", { context: read?.context });
     * console.log(eu.get("note")?.value); // second
     * ```
     */
    put(key: string, value: Value, options?: PlaceOption & ContextOption & NowOption): Written;
    /** As {@link Region.put}, with the value in canonical CBOR. */
    putEncoded(key: string, value: Uint8Array, options?: PlaceOption & ContextOption & NowOption): Written;
    /**
     * Writes several register fields of a map record in one change: an object of field names, or pairs of path and
     * value.
     *
     * ```ts
     * eu.patch("profile/2", { name: "Grace" });
     * console.log(eu.get("profile/2")?.value); // { name: 'Grace' }
     * ```
     */
    patch(
      key: string,
      fields: { readonly [name: string]: Value } | readonly (readonly [path: Path, value: Value])[],
      options?: ContextOption & NowOption,
    ): Written;
    /** Deletes a record. */
    delete(key: string, options?: ContextOption & NowOption): Written;
    /** Removes a field of a map record with all below it, as far as it was seen. */
    unset(key: string, path: Path, options?: ContextOption & NowOption): Written;
    /**
     * Adds to a counter; a negative amount subtracts.
     *
     * ```ts
     * eu.increment("page/home", 2);
     * eu.increment("page/home", -1);
     * console.log(eu.get("page/home")?.value); // 1
     * ```
     */
    increment(key: string, amount: number | bigint, options?: PlaceOption & NowOption): Written;
    /**
     * Sets a counter, by the increment that leads from what this region sees to `value`: set to 15 from 10 in two
     * regions at once, it is 20.
     */
    assign(key: string, value: number | bigint, options?: PlaceOption & NowOption): Written;
    /** Sets a counter to zero as far as it was seen: increments that were not seen stay. */
    reset(key: string, options?: PlaceOption & ContextOption & NowOption): Written;
    /**
     * Adds a member to a set.
     *
     * ```ts
     * eu.add("cart/1", "apple");
     * eu.add("cart/1", "pear");
     * eu.remove("cart/1", "apple");
     * console.log(eu.get("cart/1")?.value); // [ 'pear' ]
     * ```
     */
    add(key: string, member: Value, options?: PlaceOption & NowOption): Written;
    /** Removes a member from a set, as far as it was seen. */
    remove(key: string, member: Value, options?: PlaceOption & ContextOption & NowOption): Written;
    /** Removes all members of a set that were seen. */
    clear(key: string, options?: PlaceOption & ContextOption & NowOption): Written;
    /**
     * Turns a flag on.
     *
     * ```ts
     * eu.enable("stock/apple");
     * console.log(eu.get("stock/apple")?.value); // true
     * ```
     */
    enable(key: string, options?: PlaceOption & NowOption): Written;
    /** Turns a flag off. */
    disable(key: string, options?: PlaceOption & NowOption): Written;
    /**
     * Adds an entry to a log. Entries are never changed; they go with the record, or with the field that is unset.
     *
     * ```ts
     * eu.append("history/1", "ordered");
     * eu.append("history/1", "paid");
     * console.log(eu.get("history/1")?.value); // [ 'ordered', 'paid' ]
     * ```
     */
    append(key: string, value: Value, options?: PlaceOption & NowOption): Written;
    /**
     * Offers a number to a maximum, which shows the greatest that was offered, or to a minimum, which shows the least.
     *
     * ```ts
     * eu.offer("bid/1", 120);
     * eu.offer("bid/1", 90);
     * console.log(eu.get("bid/1")?.value); // 120
     * ```
     */
    offer(key: string, value: number | bigint, options?: PlaceOption & NowOption): Written;
  }
}
