// The hybrid logical clock.
import type { Disposable } from "./disposable.js";
import type { ClockError } from "./error.js";
import type { Timestamp } from "./timestamp.js";

/** What a clock is told once. */
export interface ClockOptions {
  /** How far ahead of local time a received timestamp may be, inclusive. Default 5,000; a device may need minutes. */
  readonly maxDriftMs?: number | undefined;
  /** How far ahead of local time a full counter may carry the clock. Default 60,000. */
  readonly maxAheadMs?: number | undefined;
  /** How far local time may jump forwards between two ticks; left out, any distance. */
  readonly maxJumpMs?: number | undefined;
}

/**
 * The node of timestamps: which region, which incarnation of it (default 1), which process of that (default 0). Two
 * running clocks must never share one.
 *
 * ```ts
 * console.log(node(1, 2, 3).toString(16)); // 1000200000003
 * ```
 */
export function node(region: number, incarnation?: number, process?: number): bigint;

/**
 * Issues timestamps that follow physical time, strictly increase, and exceed every timestamp observed. A local step
 * backwards never fails a tick.
 *
 * ```ts
 * using clock = new HybridClock(node(1));
 * const first = clock.tick(30);
 * const second = clock.tick(29);
 * console.log(first, first < second); // 00000000001e-0000-0001000100000000 true
 * ```
 */
export class HybridClock implements Disposable {
  /** A clock without history. After a restart use {@link HybridClock.restart} or {@link HybridClock.resume}. */
  constructor(node: bigint | number, options?: ClockOptions);

  /**
   * A clock after a restart, from the bound that was persisted: its first timestamp is at `boundMs` or later.
   *
   * ```ts
   * using clock = HybridClock.restart(node(1), 13_000);
   * const boundMs = clock.reserve(3_000, 9_000);
   * // ... persist boundMs here ...
   * clock.confirmReserve(boundMs);
   * console.log(Timestamp.parse(clock.tick(9_000)).ms); // 13000
   * ```
   */
  static restart(node: bigint | number, boundMs: number, options?: ClockOptions): HybridClock;

  /** A clock that goes on after `last`, for a replica that stores each timestamp with what it stamps. */
  static resume(node: bigint | number, last: Timestamp, options?: ClockOptions): HybridClock;

  /**
   * The next timestamp: `max(now, last + 1)`.
   *
   * @throws {@link ClockError} `clock_ahead`, `clock_bound`, `clock_jump`, `clock_exhausted`, `timestamp_out_of_range`
   */
  tick(now?: number): Timestamp;

  /**
   * The next timestamp without its node, as `ms << 16 | counter`: the fast way, for a column of 64-bit integers.
   *
   * ```ts
   * using clock = new HybridClock(1n);
   * console.log(clock.tickPacked(5), clock.tickPacked(5)); // 327680n 327681n
   * ```
   */
  tickPacked(now?: number): bigint;

  /**
   * Makes every later tick exceed a timestamp that was received. Repeating it changes nothing.
   *
   * @throws {@link ClockError} `clock_drift` when it is too far ahead of `now`: hold what carried it, and retry
   */
  observe(timestamp: Timestamp, now?: number): void;

  /** As {@link HybridClock.observe}, with the timestamp as its two integers. */
  observeTime(packed: bigint, node: bigint, now?: number): void;

  /** What {@link HybridClock.observe} would refuse, without observing. */
  checkDrift(timestamp: Timestamp, now?: number): void;

  /** A bound `aheadMs` past all that could be issued now: persist it, then {@link HybridClock.confirmReserve}. */
  reserve(aheadMs: number, now?: number): number;

  /** Allows timestamps below `boundMs`, now that it is persisted. A tick at or past it throws `clock_bound`. */
  confirmReserve(boundMs: number): void;

  /** Accepts a forward jump of local time that a tick refused with `clock_jump`. */
  confirmJump(now?: number): void;

  /** The greatest time issued or observed, under this clock's node. */
  readonly last: Timestamp;
  /** The node of every timestamp that this clock issues. */
  readonly node: bigint;
  /** The bound that no timestamp reaches; `undefined` when nothing was reserved. */
  readonly boundMs: number | undefined;
  /** How often local time stepped back between two ticks by more than a tenth of `maxDriftMs`. */
  readonly backwardJumps: number;
  /** The largest of those steps. */
  readonly backwardMsMax: number;

  free(): void;
  [Symbol.dispose](): void;
}
