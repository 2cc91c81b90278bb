// What a region counts.
import type { RateState } from "./rate-monitor.js";

/** A counter with its labels. */
export interface MetricCount {
  /** What is counted: names of classes and regions, kinds and codes. Never a key. */
  readonly labels: { readonly [label: string]: string };
  /** How many since the replica was opened. */
  readonly total: number | bigint;
  /** How many of them within the window. */
  readonly inWindow: number | bigint;
  /** The same in a second. */
  readonly perSecond: number;
}

/** How conflicts come. Those of two deletes are left out. */
export interface ConflictRate {
  /** Whether they come too fast. */
  readonly state: RateState;
  /** How many came in the window so far. */
  readonly count: number | bigint;
  /** How many are too many. */
  readonly threshold: number | bigint;
  /** The length of the window. */
  readonly windowMs: number;
}

/** How far another origin's clock was ahead. */
export interface ClockAhead {
  /** Region number and incarnation, such as `2.1`. */
  readonly origin: string;
  /** The name of its region. */
  readonly originRegion: string;
  /** The most that a timestamp of it was ahead of the time at which it came. */
  readonly aheadMsMax: number;
}

/** How far another region has come with what this one wrote. */
export interface PeerProgress {
  /** The name of the other region. */
  readonly peer: string;
  /** How many changes of this region it has not acknowledged. */
  readonly unacknowledged: number;
  /** For how long none of its own changes has come. */
  readonly silentMs: number;
  /** For how long the first change that it has not acknowledged has waited; 0 if there is none. */
  readonly waitingMs: number;
}

/** A key that comes often. */
export interface HotKey {
  /** The key as a hash that is the same in every region of the deployment. */
  readonly keyHash: string;
  /** The key itself, where the caller allowed that. */
  readonly key: string | null;
  /** How often it came at most. */
  readonly count: number | bigint;
  /** How much of the count may be other keys'. */
  readonly error: number | bigint;
}

/** All that a replica counts. Everything is since the replica was opened but what says otherwise. */
export interface Metrics {
  /** The name of the region. */
  readonly region: string;
  /** How far back rates look. */
  readonly windowMs: number;
  /** Writes of this region, by `class`. */
  readonly writes: readonly MetricCount[];
  /** Changes of other origins that were applied, by `class` and `originRegion`. */
  readonly applied: readonly MetricCount[];
  /** Changes that came again, by `originRegion`. */
  readonly duplicates: readonly MetricCount[];
  /** Batches that had to wait, by the `code` of the reason. */
  readonly held: readonly MetricCount[];
  /** What was refused, by `what` (a `write` or a `batch`) and the error's `code`. */
  readonly refused: readonly MetricCount[];
  /** Pairs of writes that met unseen, by `class` and `kind`. */
  readonly conflicts: readonly MetricCount[];
  /** The same by their regions, `regionA` and `regionB`. */
  readonly conflictPairs: readonly MetricCount[];
  /** Conflicts for which a merge function gave no value, by `class` and `code`. */
  readonly mergeFailures: readonly MetricCount[];
  /** Sampled conflicts on whose versions a merge function broke a law, by `class` and `law`. */
  readonly mergeViolations: readonly MetricCount[];
  /** Whether conflicts come too fast. */
  readonly conflictRate: ConflictRate;
  /** The clocks of other origins. */
  readonly clocks: readonly ClockAhead[];
  /** The other regions that take part. */
  readonly peers: readonly PeerProgress[];
  /** The keys that come most often: of the running window, or of the one before where that saw more. */
  readonly hotKeys: {
    /** By conflicts. */
    readonly conflicts: readonly HotKey[];
    /** By writes, own and applied, one in `sampledEvery` of which is counted. */
    readonly writes: readonly HotKey[];
    /** One write in so many is counted. */
    readonly sampledEvery: number;
  };
  /** How many records there are now. */
  readonly records: number;
  /** How many batches wait now. */
  readonly batchesWaiting: number;
  /** How many conflict records there are now. */
  readonly conflictRecords: number;
  /** How many decided conflict records were dropped to stay within `conflictsMax`. */
  readonly conflictRecordsDropped: number;
}

declare module "./region.js" {
  interface Region {
    /** All that this replica has counted since it was opened, with rates as of `now`. It names no key. */
    metrics(now?: number): Metrics;
    /**
     * The same as text for Prometheus, in the format OpenMetrics 1.0; serve it as
     * `application/openmetrics-text; version=1.0.0; charset=utf-8`.
     *
     * ```ts
     * eu.put("note", "first");
     * console.log(eu.openMetrics().includes('active_active_writes_total{region="eu",class="rest"} 1\n')); // true
     * ```
     */
    openMetrics(now?: number): string;
  }
}
