// Timestamps: their text and their other forms.

/**
 * A timestamp in its 34 characters, for example `017f22e279b0-0005-0001000100000000`. Comparing strings compares them.
 */
export type Timestamp = string;

/**
 * Functions on timestamps, which are strings. A JavaScript number cannot hold a whole one.
 *
 * ```ts
 * const t = Timestamp.of(1_645_557_742_000, 5, 0xdeadbeefn);
 * console.log(t); // 017f22e279b0-0005-00000000deadbeef
 * console.log(Timestamp.parse(t)); // { ms: 1645557742000, counter: 5, node: 3735928559n }
 * console.log(Timestamp.toBase32(t), Timestamp.toPacked(t)); // 01FWHE4YDG002G000003FAVFQF 107843272179712005n
 * console.log(Timestamp.fromBytes(Timestamp.toBytes(t)) === t); // true
 * ```
 */
export const Timestamp: {
  /** The timestamp of its parts. */
  of(ms: number, counter: number, node: bigint | number): Timestamp;
  /** The parts of a timestamp; strict: lower case, full width. */
  parse(text: Timestamp): TimestampParts;
  /** 16 bytes, big-endian: comparing bytes compares timestamps. */
  toBytes(timestamp: Timestamp): Uint8Array;
  /** Reads what `toBytes` wrote. */
  fromBytes(bytes: Uint8Array): Timestamp;
  /** 26 characters of Crockford's base 32, laid out as a ULID. */
  toBase32(timestamp: Timestamp): string;
  /** Reads what `toBase32` wrote. */
  fromBase32(text: string): Timestamp;
  /** `ms << 16 | counter`: the timestamp without its node. */
  toPacked(timestamp: Timestamp): bigint;
  /** The timestamp of `ms << 16 | counter` and a node. */
  fromPacked(packed: bigint, node: bigint | number): Timestamp;
  /** The packed form for a signed 64-bit column; `timestamp_out_of_range` from the year 6429. */
  toI64(timestamp: Timestamp): bigint;
  /** The next timestamp of the same node. */
  next(timestamp: Timestamp): Timestamp;
  /** The previous timestamp of the same node. */
  prev(timestamp: Timestamp): Timestamp;
  /** The order of two timestamps, for `sort`; that of the strings is the same. */
  compare(a: Timestamp, b: Timestamp): number;
};

/** The parts of a timestamp. */
export interface TimestampParts {
  /** Milliseconds since 1970: `new Date(ms)` is exact. */
  readonly ms: number;
  /** The counter within the millisecond, at most 65,535. */
  readonly counter: number;
  /** Who issued it. */
  readonly node: bigint;
}
