// Bounded counters: who may spend what is left.
import type { NowOption, PlaceOption } from "./option.js";
import type { Written } from "./write.js";

/** What is left of a bounded counter, and who may spend it. */
export interface Rights {
  /** What is left in all regions together. */
  readonly total: number | bigint;
  /** What this region may spend now. */
  readonly available: number | bigint;
  /** What only other regions may spend. */
  readonly elsewhere: number | bigint;
  /** Whether spends have come whose grants have not: what is below zero by that is shown as zero. */
  readonly incomplete: boolean;
  /** The rights of each region, by name. */
  readonly regions: { readonly [region: string]: number | bigint };
}

declare module "./region.js" {
  interface Region {
    /**
     * Gives rights of this region to a bounded counter to another region, which can spend them once it has received the
     * transfer.
     */
    transfer(key: string, to: string, amount: number | bigint, options?: PlaceOption & NowOption): Written;
    /** What is left of a bounded counter, and who may spend it. */
    rights(key: string, options?: PlaceOption): Rights;
  }
}
