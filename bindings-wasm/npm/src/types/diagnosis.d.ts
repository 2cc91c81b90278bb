// What is wrong with a deployment, as one region sees it.
import type { ConflictRate, HotKey } from "./metrics.js";
import type { NowOption } from "./option.js";

/** From where on something counts as wrong, and when. */
export interface DiagnoseOptions extends NowOption {
  /** How many conflicts there have to be before their keys and regions are judged. Default 10. */
  readonly conflictsMin?: number | undefined;
  /** How many keys are few, at most 64. Default 3. */
  readonly hotspotKeys?: number | undefined;
  /** What share of the conflicts those few need to be a hotspot, in percent. Default 50. */
  readonly hotspotPercent?: number | undefined;
  /** What share has to be repeated ones between regions on other keys, in percent. Default 50. */
  readonly misroutingPercent?: number | undefined;
  /** How far ahead another origin's clock has to be. Default 1,000. */
  readonly clockSkewMs?: number | undefined;
  /** For how long another region has to be silent while changes wait for it. Default 30,000. */
  readonly silentMs?: number | undefined;
  /** Whether hot keys are named, and not only their hashes. Default false. */
  readonly allowKeys?: boolean | undefined;
}

/** Something that is wrong, with the figures that say so and what to do next. */
export type Finding = { readonly nextStep: string } & (
  | {
      readonly kind: "misrouting";
      readonly evidence: {
        readonly conflicts: number;
        readonly repeated: number;
        readonly sharePercent: number;
        readonly regions: readonly string[];
      };
    }
  | {
      readonly kind: "hotspot";
      readonly evidence: { readonly conflicts: number; readonly sharePercent: number; readonly keys: readonly HotKey[] };
    }
  | {
      readonly kind: "clock_skew";
      readonly evidence: { readonly origin: string; readonly originRegion: string; readonly aheadMs: number };
    }
  | {
      readonly kind: "failover";
      readonly evidence: {
        readonly peer: string;
        readonly silentMs: number;
        readonly waitingMs: number;
        readonly unacknowledged: number;
      };
    }
);

/** What is wrong, if anything. */
export interface Diagnosis {
  /** What matters most of what was found. */
  readonly state: "healthy" | Finding["kind"];
  /** What is wrong, what matters most first; empty where nothing is. */
  readonly findings: readonly Finding[];
  /** Whether conflicts come too fast. */
  readonly conflictRate: ConflictRate;
}

declare module "./region.js" {
  interface Region {
    /**
     * What is wrong, if anything: misrouting, a hotspot, a clock that is ahead, or a region that is silent, each with
     * its evidence and a next step.
     *
     * ```ts
     * console.log(eu.diagnose().state); // healthy
     * ```
     */
    diagnose(options?: DiagnoseOptions): Diagnosis;
  }
}
