// The keys that come most often, in bounded memory.
import type { Disposable } from "./disposable.js";

/** A key with what a sketch knows of how often it came. */
export interface KeyCount {
  /** The key. */
  readonly key: string;
  /** How often it came at most. */
  readonly count: number | bigint;
  /** How much of the count may be other keys'. */
  readonly error: number | bigint;
}

/**
 * The keys that come most often, in bounded memory: the SpaceSaving sketch of Metwally, Agrawal and El Abbadi (2005).
 * The true count of a key that it holds is at least `count - error` and at most `count`, and every key that came more
 * than `total / capacity` times is held.
 *
 * ```ts
 * using sketch = new SpaceSaving(2);
 * for (const key of ["a", "a", "b", "c"]) sketch.add(key);
 * console.log(sketch.top(1)); // [ { count: 2, error: 0, key: 'a' } ]
 * ```
 */
export class SpaceSaving implements Disposable {
  /** An empty sketch for so many keys, 64 where none is given, at most 10,000. */
  constructor(capacity?: number);
  /** Counts a key so many times, once where none is given. */
  add(key: string, times?: number | bigint): void;
  /** The keys that are held, the highest count first; equal counts in the byte order of the keys. */
  top(limit?: number): KeyCount[];
  /** How much was counted in all. */
  readonly total: number;
  /** How many keys are held at most. */
  readonly capacity: number;

  free(): void;
  [Symbol.dispose](): void;
}
