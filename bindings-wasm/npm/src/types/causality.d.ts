// Who has seen what: dots, version vectors, and the join of dot stores.
import type { Disposable } from "./disposable.js";
import type { Value } from "./value.js";

/** One write: its stream and its number in it, for example `1.1#5`. */
export type Dot = string;

/**
 * A sequence of writes of one replica: `region.incarnation`, for example `1.1`, or `1.1/0/3` where it is partitioned.
 */
export type Stream = string;

/** How two version vectors, or two writes, relate. */
export type Causality = "equal" | "before" | "after" | "concurrent";

/** For each stream, the number up to which its writes have been seen. */
export type VectorDocument = { readonly [stream: Stream]: number };

/** The writes that somebody has seen: a vector, and single writes beyond it. */
export interface ContextDocument {
  readonly vector?: VectorDocument;
  readonly cloud?: readonly Dot[];
}

/** Live versions of one place with the context that goes with them. */
export interface DotStoreDocument {
  readonly versions: readonly { readonly dot: Dot; readonly value: Value }[];
  readonly context?: ContextDocument;
}

/**
 * How far each stream has been seen. Where a vector is an argument, its document does as well.
 *
 * ```ts
 * using a = new VersionVector({ "1.1": 2, "2.1": 1 });
 * console.log(a.compare({ "1.1": 1, "2.1": 3 })); // concurrent
 * a.merge({ "2.1": 3 });
 * console.log(JSON.stringify(a), a.covers("2.1#3")); // {"1.1":2,"2.1":3} true
 * ```
 */
export class VersionVector implements Disposable {
  /** The vector of a document, or a copy of a vector, or one that has seen nothing. */
  constructor(document?: VersionVector | VectorDocument);
  /** Reads what {@link VersionVector.toBytes} wrote. */
  static fromBytes(bytes: Uint8Array): VersionVector;
  /** The vector as bytes, the same for equal vectors. */
  toBytes(): Uint8Array;
  /** The vector as a plain object. */
  toDocument(): VectorDocument;
  /** The same, for `JSON.stringify`. */
  toJSON(): VectorDocument;
  /** How far a stream has been seen; 0 if never. */
  get(stream: Stream): number;
  /** Sees a stream up to `head`; a head behind what was seen changes nothing. */
  advance(stream: Stream, head: number): void;
  /** Sees what the other has seen. */
  merge(other: VersionVector | VectorDocument): void;
  /** How this vector relates to the other. */
  compare(other: VersionVector | VectorDocument): Causality;
  /** Whether a write has been seen. */
  covers(dot: Dot): boolean;

  free(): void;
  [Symbol.dispose](): void;
}

/**
 * Joins two dot stores: the one join that everything rests on. The order does not matter, nor how often it is done.
 *
 * ```ts
 * const a = { versions: [{ dot: "1.1#1", value: "x" }], context: { vector: { "1.1": 1 } } };
 * const b = { versions: [{ dot: "2.1#1", value: "y" }], context: { vector: { "1.1": 1, "2.1": 1 } } };
 * console.log(joinDots(a, b).versions); // [ { dot: '2.1#1', value: 'y' } ]
 * ```
 */
export function joinDots(a: DotStoreDocument, b: DotStoreDocument): Required<DotStoreDocument>;
