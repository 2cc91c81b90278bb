// Whether a counter rises too fast.
import type { Disposable } from "./disposable.js";

/** Whether a counter rises too fast. */
export type RateState = "normal" | "breached";

/**
 * A detector of sustained rises: a threshold for what a counter may rise by within a window.
 *
 * Windows follow one another; the first starts with the first observation. A rise of exactly the threshold is a breach,
 * at once; a breach ends with a whole window below the threshold. An observation whose time or count is lower than the
 * last one's is as if it had not been made. Observe about once a second.
 *
 * ```ts
 * using monitor = new RateMonitor(100, 5_000);
 * console.log(monitor.observe(7_000, 10_000)); // normal
 * console.log(monitor.observe(7_100, 11_000)); // breached
 * ```
 */
export class RateMonitor implements Disposable {
  constructor(threshold: number | bigint, windowMs: number | bigint);
  /** Observes the counter, which only rises, and gives the state then. */
  observe(total: number | bigint, now?: number): RateState;
  /** Changes the settings from the next window on; at once where nothing was observed yet. */
  configure(threshold: number | bigint, windowMs: number | bigint): void;
  /** The state at the last observation. */
  readonly state: RateState;
  /** What the counter rose by in the window that is open. */
  readonly count: number;
  /** The threshold of the window that is open. */
  readonly threshold: number;
  /** The length of the window that is open. */
  readonly windowMs: number;

  free(): void;
  [Symbol.dispose](): void;
}
