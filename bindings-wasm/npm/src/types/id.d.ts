// Identifiers.
import type { Disposable } from "./disposable.js";
import type { IdError } from "./error.js";
import type { Timestamp } from "./timestamp.js";

/**
 * Generator of UUIDs of version 7 (RFC 9562): ordered by time, each greater than the one before. Randomness comes
 * from `crypto.getRandomValues`; `random` is for tests.
 *
 * ```ts
 * using ids = new Uuid7();
 * const id = ids.next();
 * console.log(id.length, id < ids.next(), Date.now() - Uuid7.ms(id) < 1_000); // 36 true true
 * ```
 */
export class Uuid7 implements Disposable {
  constructor();
  /** A generator that goes on after the last id of an earlier one. */
  static resume(last: string): Uuid7;
  /** The next id. `random` is 10 bytes. */
  next(now?: number, random?: Uint8Array): string;
  /** The id of a timestamp: ids made this way are ordered as their timestamps. `random` is 8 bytes. */
  static causal(timestamp: Timestamp, random?: Uint8Array): string;
  /** The packed time, `ms << 16 | counter`, in an id that {@link Uuid7.causal} made. */
  static causalTime(id: string): bigint;
  /** The Unix milliseconds in an id of version 7. */
  static ms(id: string): number;
  /** The 16 bytes of a UUID. */
  static toBytes(id: string): Uint8Array;
  /** The UUID of 16 bytes. */
  static fromBytes(bytes: Uint8Array): string;

  free(): void;
  [Symbol.dispose](): void;
}

/** The parts of a Snowflake id. */
export interface SnowflakeParts {
  /** Unix milliseconds. */
  readonly ms: number;
  /** The worker that made it. */
  readonly worker: number;
  /** The sequence within the millisecond. */
  readonly sequence: number;
}

/**
 * Generator of 63-bit ids: 41 bits of milliseconds since an epoch, 10 of the worker, 12 of a sequence. Two running
 * generators must never share a worker number, 0 to 1023. `JSON.stringify` refuses a `bigint`: send `id.toString()`.
 *
 * ```ts
 * using ids = new Snowflake(5, 1_700_000_000_000);
 * const id = ids.next(1_700_000_001_000);
 * console.log(id, ids.decode(id)); // 4194324480n { ms: 1700000001000, worker: 5, sequence: 0 }
 * ```
 */
export class Snowflake implements Disposable {
  constructor(worker: number, epochMs: number);
  /** A generator that goes on after the last id of an earlier one. */
  static resume(worker: number, epochMs: number, last: bigint): Snowflake;
  /**
   * The next id.
   *
   * @throws {@link IdError} `clock_backwards`: time is behind the last id; `details.waitMs` says how long to wait
   */
  next(now?: number): bigint;
  /** The parts of an id of this generator's epoch. */
  decode(id: bigint): SnowflakeParts;
  /** The worker number. */
  readonly worker: number;
  /** Where the ids' milliseconds start. */
  readonly epochMs: number;

  free(): void;
  [Symbol.dispose](): void;
}
