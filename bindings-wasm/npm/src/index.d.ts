/**
 * Writes in several regions at once: clocks, conflicts, CRDTs and replication, decided by one core.
 *
 * Nothing here does input or output: time, storage and network are the application's. Time is a number of
 * milliseconds that most calls take last or among their options; left out, it is `Date.now()`. Batches,
 * acknowledgements and snapshots are bytes that the application moves. No call is asynchronous.
 *
 * The examples below use this deployment and this region:
 *
 * ```ts
 * const deployment = Deployment.fromDocument({
 *   version: 1,
 *   name: "shop",
 *   regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
 *   classes: [
 *     { name: "profiles", keys: "profile/*", labels: [], type: "map",
 *       fields: { name: { type: "register" }, likes: { type: "counter" }, tags: { type: "set" } } },
 *     { name: "pages", keys: "page/*", labels: [], type: "counter" },
 *     { name: "carts", keys: "cart/*", labels: [], type: "set" },
 *     { name: "stock", keys: "stock/*", labels: [], type: "flag" },
 *     { name: "histories", keys: "history/*", labels: [], type: "log" },
 *     { name: "bids", keys: "bid/*", labels: [], type: "maximum" },
 *     { name: "emails", keys: "email/*", labels: [], type: "claim" },
 *     { name: "rest", keys: "**", labels: [], type: "register", strategy: "keep-all" },
 *   ],
 * });
 * const eu = Region.open(deployment, "eu");
 * ```
 *
 * @packageDocumentation
 */

/**
 * What can be stored. Integers and floats are one type, as in JavaScript: a float with an integral value within ±2^53
 * is that integer. Integers beyond that come back as `bigint`, and a `bigint` within ±2^63 may be given. `undefined`,
 * `NaN`, functions, symbols and objects of a class have no place here and are refused with `unsupported_value` or
 * `not_finite`; so is text with a lone surrogate, with `invalid_utf8`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A timestamp in its 34 characters, for example `017f22e279b0-0005-0001000100000000`. Comparing strings compares them. */
export type Timestamp = string;

/** One write: its stream and its number in it, for example `1.1#5`. */
export type Dot = string;

/** A sequence of writes of one replica: `region.incarnation`, for example `1.1`, or `1.1/0/3` where it is partitioned. */
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

/** The version of the library. */
export function version(): string;

// ---------------------------------------------------------------------------------------------------------- errors

/** The codes of each area. They never change their meaning and are the same in every language; new ones may come. */
export interface ErrorCodes {
  clock:
    | "clock_drift"
    | "clock_jump"
    | "clock_ahead"
    | "clock_bound"
    | "clock_exhausted"
    | "timestamp_invalid"
    | "timestamp_out_of_range";
  id: "id_invalid" | "worker_out_of_range" | "clock_backwards" | "id_exhausted";
  value:
    | "invalid_json"
    | "not_finite"
    | "integer_out_of_range"
    | "duplicate_key"
    | "value_too_deep"
    | "value_too_large"
    | "invalid_utf8"
    | "not_canonical"
    | "unsupported_value"
    | "invalid_key"
    | "key_too_large";
  deployment:
    | "deployment_invalid"
    | "unknown_region"
    | "unknown_class"
    | "deployment_forked"
    | "deployment_incompatible"
    | "deployment_unknown";
  operation:
    | "wrong_type"
    | "unknown_path"
    | "too_many_siblings"
    | "counter_overflow"
    | "invalid_context"
    | "not_caught_up"
    | "feed_trimmed"
    | "unknown_conflict"
    | "conflict_decided"
    | "conflict_superseded"
    | "function_not_registered"
    | "function_failed"
    | "function_over_budget"
    | "claim_taken"
    | "claim_not_held"
    | "insufficient_rights"
    | "change_set_refused";
  wire:
    | "batch_malformed"
    | "batch_too_large"
    | "unsupported_version"
    | "batch_gap"
    | "snapshot_malformed"
    | "acknowledgement_malformed"
    | "part_malformed";
  replica: "replica_forked" | "stream_quarantined" | "incarnation_used" | "hold_full";
  usage: "null_pointer" | "invalid_argument" | "disposed" | "internal";
}

/** What an error is about; each area has its class. */
export type ErrorArea = keyof ErrorCodes;

/** Every error code. */
export type ErrorCode = ErrorCodes[ErrorArea];

/** The figures behind an error, by name, for example `aheadMs` and `limitMs` of `clock_drift`. */
export type ErrorDetails = { readonly [name: string]: number | bigint | string };

/**
 * Why something was refused. Nothing was changed by the call that throws one.
 *
 * ```ts
 * try {
 *   eu.increment("cart/1", 1);
 * } catch (error) {
 *   if (!(error instanceof ActiveActiveError)) throw error;
 *   console.log(error.name, error.code); // OperationError wrong_type
 * }
 * ```
 */
export class ActiveActiveError extends Error {
  constructor(code: ErrorCode, message: string, details?: ErrorDetails);
  /** The stable code, to decide by; `message` is for people. */
  readonly code: ErrorCode;
  /** The figures behind the error. */
  readonly details: ErrorDetails;
}

/** Clocks and timestamps. */
export class ClockError extends ActiveActiveError {
  constructor(code: ErrorCodes["clock"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["clock"];
}
/** Identifiers. */
export class IdError extends ActiveActiveError {
  constructor(code: ErrorCodes["id"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["id"];
}
/** Values and keys that cannot be stored. */
export class InvalidValueError extends ActiveActiveError {
  constructor(code: ErrorCodes["value"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["value"];
}
/** The deployment document. `details.place` points into it. */
export class DeploymentError extends ActiveActiveError {
  constructor(code: ErrorCodes["deployment"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["deployment"];
}
/** A write or read that the engine refuses. */
export class OperationError extends ActiveActiveError {
  constructor(code: ErrorCodes["operation"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["operation"];
}
/** Bytes from a peer or a file. */
export class WireError extends ActiveActiveError {
  constructor(code: ErrorCodes["wire"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["wire"];
}
/** The replica as a whole. */
export class ReplicaError extends ActiveActiveError {
  constructor(code: ErrorCodes["replica"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["replica"];
}
/** The calling program: a wrong argument (`invalid_argument`), or an object that was freed (`disposed`). */
export class UsageError extends ActiveActiveError {
  constructor(code: ErrorCodes["usage"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["usage"];
}

/**
 * Every error code with its number (the status of C functions) and its area.
 *
 * ```ts
 * console.log(errorCodes().find(({ code }) => code === "clock_drift")?.area); // clock
 * ```
 */
export function errorCodes(): { readonly code: ErrorCode; readonly number: number; readonly area: ErrorArea }[];

// ----------------------------------------------------------------------------------------------- clocks and timestamps

/**
 * What every object has that lives in the module's memory. Forgotten objects are released by the garbage collector,
 * at a time of its own choosing; `free` and `using` release at once. Using a freed object throws a
 * {@link UsageError} with the code `disposed`; freeing it again does nothing.
 */
export interface Disposable {
  /** Releases the object's memory. */
  free(): void;
  /** The same, for `using`. */
  [Symbol.dispose](): void;
}

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

/** The parts of a timestamp. */
export interface TimestampParts {
  /** Milliseconds since 1970: `new Date(ms)` is exact. */
  readonly ms: number;
  /** The counter within the millisecond, at most 65,535. */
  readonly counter: number;
  /** Who issued it. */
  readonly node: bigint;
}

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

// ------------------------------------------------------------------------------------------------------------ causality

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

/** A rule that picks among concurrent versions. */
export type Rule =
  | "last-write-wins"
  | "first-write-wins"
  | "max"
  | "min"
  | "prefer-present"
  | "keep-all"
  | "manual"
  /** Region names, the first one first; in {@link resolve}, which knows no deployment, their numbers. */
  | { readonly by: "region-priority"; readonly regions: readonly (string | number)[] }
  | { readonly by: "value-priority"; readonly values: readonly Value[] }
  /** A function of the application, see {@link Region.registerMerge}. */
  | { readonly by: "custom"; readonly function: string; readonly version: number };

/**
 * How concurrent versions of a register become one value: a rule, or several that are asked in turn. What is a tie
 * after the last goes to the greatest timestamp.
 */
export type Strategy = Rule | readonly Rule[];

/** The strategies of a register: one for all, or one for each kind of conflict (left out: last-write-wins). */
export type RegisterStrategy =
  | Strategy
  | { readonly insert_insert?: Strategy; readonly update_update?: Strategy };

/** One of two versions to decide between. */
export interface VersionDocument {
  readonly value: Value;
  readonly timestamp: Timestamp;
  readonly dot: Dot;
  /** What its writer had seen; left out, nothing. */
  readonly context?: VectorDocument;
}

/** What was decided between two versions, and why. */
export interface Resolution {
  /** How `a` relates to `b`. */
  readonly causality: Causality;
  /** Whether neither had seen the other, with different values. */
  readonly conflict: boolean;
  /** Which version the value is from; `null` where both are kept. */
  readonly winner: "a" | "b" | null;
  /** The value; where both are kept, the one that is shown first. */
  readonly value: Value;
  /** The rule that had the last word. */
  readonly strategy: string;
  /** A sentence for people. */
  readonly why: string;
}

/**
 * Decides between two versions of one place, without an engine. A version that had seen the other replaces it,
 * whatever the clocks say; only of concurrent ones the strategy is asked.
 *
 * ```ts
 * const a = { value: "Ada", timestamp: "017f22e279b0-0000-0001000100000000", dot: "1.1#1" };
 * const b = { value: "Eve", timestamp: "017f22e279b0-0000-0002000100000000", dot: "2.1#1" };
 * const { causality, conflict, winner } = resolve("last-write-wins", a, b);
 * console.log(causality, conflict, winner); // concurrent true b
 * ```
 */
export function resolve(strategy: Strategy, a: VersionDocument, b: VersionDocument): Resolution;

// ---------------------------------------------------------------------------------------------------------- merging

/** What decides where both sides of a three-way merge changed one place differently. */
export type MergeStrategy = "conflict" | "a" | "b" | "max" | "min" | "delete-wins" | "update-wins";

/**
 * How arrays merge: as one value, by what each side added, or element by element, where objects that share the named
 * member are one.
 */
export type MergeArrays = "replace" | "append" | { readonly key: string };

/**
 * The rules of a three-way merge. A `strategy` of a path holds there and below, unless a longer path says otherwise;
 * `arrays` of a path holds for the array there alone. `*` is any member or element.
 */
export interface MergeRules {
  readonly default?: MergeStrategy;
  readonly arrays?: MergeArrays;
  readonly paths?: readonly {
    readonly path: readonly string[];
    readonly strategy?: MergeStrategy;
    readonly arrays?: MergeArrays;
  }[];
}

/** A place that both sides of a three-way merge changed, and differently. */
export interface MergeConflict {
  /** Names of members, and keys of elements that are merged by key. */
  readonly path: readonly (string | number | bigint)[];
  readonly kind: "insert_insert" | "update_update" | "delete_update";
  /** What was there, and what each side made of it; `null` also where nothing is. */
  readonly base: Value;
  readonly a: Value;
  readonly b: Value;
  /** Whether nothing is there, which `null` alone does not tell. */
  readonly baseAbsent: boolean;
  readonly aAbsent: boolean;
  readonly bAbsent: boolean;
  /** Which side the rule picked; `null` where it does not decide, and a's side is shown. */
  readonly picked: "a" | "b" | null;
  /** The strategy that was asked. */
  readonly rule: MergeStrategy;
}

/** What two documents that grew out of one make together. */
export interface ThreeWay {
  readonly value: Value;
  /** The places that both changed differently, in the order of their paths. */
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Merges two documents that grew out of a common one, which is all that is known of their past. `base` is `null` if
 * there was none. What one side alone changed is taken, objects merge member by member; where both changed one place
 * differently, the rules decide.
 *
 * ```ts
 * const base = { title: "", stock: 3, tags: ["tea"] };
 * const a = { title: "Green", stock: 2, tags: ["tea", "new"] };
 * const b = { title: "", stock: 1, tags: ["tea", "asia"] };
 * const merged = threeWay(base, a, b, { default: "min", paths: [{ path: ["tags"], arrays: "append" }] });
 * console.log(merged.value); // { stock: 1, tags: [ 'tea', 'new', 'asia' ], title: 'Green' }
 * console.log(merged.conflicts.map(({ path, kind, picked }) => [path[0], kind, picked])); // [ [ 'stock', 'update_update', 'b' ] ]
 * ```
 */
export function threeWay(base: Value | undefined, a: Value, b: Value, rules?: MergeRules): ThreeWay;

/** What a merge function owes to regions that must end with the same answer. */
export type Law = "determinism" | "idempotence" | "commutativity" | "associativity";

/** One of the concurrent versions that a merge function is given. */
export interface MergeVersion<V = any> {
  readonly value: V;
  /** The name of the region that wrote it. */
  readonly region: string;
  readonly timestamp: Timestamp;
  readonly dot: Dot;
}

/** What a merge function that is registered with a region is given: concurrent versions of one register. */
export interface MergeInput<V = any> {
  /** The name of the record's class. */
  readonly className: string;
  readonly key: string;
  /** The field; empty where the record itself is the register. */
  readonly path: readonly string[];
  /** `insert_insert` where one of the versions created the record, else `update_update`. */
  readonly kind: ConflictKind;
  /** The versions, by timestamp, then by dot, ascending; two at least, and not all of one value. */
  readonly versions: readonly MergeVersion<V>[];
}

/**
 * What a merge function returns to leave the decision to the next rule. It is no value; `null` is one, and `undefined`
 * is a failure.
 */
export const ABSTAIN: unique symbol;

/** The name of a merge function with its version. */
export interface MergeName {
  readonly name: string;
  readonly version: number;
}

/** A law that a merge function was seen to break, on versions that had met in a region. */
export interface MergeViolation {
  readonly function: MergeName;
  /** The class of the record. */
  readonly className: string;
  readonly law: Law;
  /** How often it was seen to break it here. */
  readonly times: number;
  /** The versions on which it did so first; the text calls them x, y and z. They are values of a record. */
  readonly versions: readonly MergeVersion<Value>[];
  /** The law, the versions and both answers in a few lines for people. */
  readonly text: string;
}

/** How a merge function is checked. */
export interface CheckOptions {
  /** How many cases are tried; 1,000 if left out. */
  readonly cases?: number | undefined;
  /** What the generated values depend on; 0 if left out. */
  readonly seed?: number | bigint | undefined;
  /**
   * What the function is made for: these and others like them are tried and nothing else (other numbers, texts and
   * lengths, objects with the same members). Left out, anything is tried.
   */
  readonly values?: readonly Value[] | undefined;
  /** The laws to check; left out, all. */
  readonly laws?: readonly Law[] | undefined;
}

/** What the check of a merge function found. */
export interface MergeReport {
  /** Whether no counterexample was found. */
  readonly holds: boolean;
  /** How many cases were tried, the broken one included. */
  readonly cases: number;
  /** The law that is broken. */
  readonly law: Law | "raises" | "not_encodable" | null;
  /** The smallest input found that breaks it; the text calls the versions x, y and z. */
  readonly versions: readonly MergeVersion<Value>[];
  /** The two answers that differ; `null` where the function gave none. */
  readonly left: Value;
  readonly right: Value;
  /** What the function threw, or why its answer is no value. */
  readonly error: string | null;
  /** The same in a few lines for people. */
  readonly text: string;
}

/**
 * Looks for the smallest input on which a merge function would let regions disagree: where it is not deterministic,
 * idempotent, commutative or associative, throws, or returns what is no value. The function gets the versions in
 * canonical order. In a test: `assert.ok(report.holds, report.text)`.
 *
 * ```ts
 * const greatest = (versions) => Math.max(...versions.map(({ value }) => value));
 * console.log(checkMerge(greatest, { values: [0] }).holds); // true
 * const average = (versions) => versions.reduce((sum, { value }) => sum + value, 0) / versions.length;
 * const { law, versions, left, right } = checkMerge(average, { values: [0] });
 * console.log(law, versions.map(({ value }) => value), left, right); // associativity [ 0, 0, 1 ] 0.5 0.25
 * ```
 */
export function checkMerge(merge: (versions: MergeVersion[]) => unknown, options?: CheckOptions): MergeReport;

// ---------------------------------------------------------------------------------------------------------- identifiers

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

// -------------------------------------------------------------------------------------------------------------- metrics

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

// --------------------------------------------------------------------------------------------------------------- values

/**
 * The canonical CBOR of a value: the bytes that are stored, hashed and sent.
 *
 * ```ts
 * console.log(Buffer.from(toCanonicalCbor({ b: 1.0, a: [true, null] })).toString("hex")); // a2616182f5f6616201
 * ```
 */
export function toCanonicalCbor(value: Value): Uint8Array;

/** Reads the canonical CBOR of one value, and refuses any other encoding of it. */
export function fromCanonicalCbor(bytes: Uint8Array): Value;

/**
 * The canonical JSON of a value: members sorted, no spaces, bytes as `{"$bytes":"<base64url>"}`.
 *
 * ```ts
 * console.log(toJson({ b: 2n ** 60n, a: new Uint8Array([104, 105]) })); // {"a":{"$bytes":"aGk"},"b":1152921504606846976}
 * ```
 */
export function toJson(value: Value): string;

/**
 * Reads JSON by the library's own rules: integers keep all their digits, and duplicate keys, integers beyond 64 bits
 * and values that are too deep are errors that say the line and the column.
 *
 * ```ts
 * console.log(fromJson('{"id": 9007199254740993}')); // { id: 9007199254740993n }
 * ```
 */
export function fromJson(text: string): Value;

// ----------------------------------------------------------------------------------------------------------- deployment

/** How concurrent adds and removes of a set member meet. */
export type SetStrategy = "add-wins" | "remove-wins";
/** How concurrent changes of a flag meet. */
export type FlagStrategy = "enable-wins" | "disable-wins";

/** What a place holds. */
export type KindDocument =
  | { readonly type: "register"; readonly strategy?: RegisterStrategy }
  | { readonly type: "counter" }
  | { readonly type: "set"; readonly strategy?: SetStrategy }
  | { readonly type: "flag"; readonly strategy?: FlagStrategy }
  /** Entries that stay as they were written. */
  | { readonly type: "log" }
  /** The greatest, or the least, number that was offered. */
  | { readonly type: "maximum" | "minimum" }
  | { readonly type: "map"; readonly fields: { readonly [name: string]: KindDocument } };

/** What stands beside the value that a rule is about: another place of the record, or a constant that is not null. */
export type OperandDocument = { readonly path: readonly string[] } | { readonly value: Value };

/**
 * What the merged value of each record must keep. Values compare in the canonical order; where one of them is missing or
 * null the rule holds, but for `present`.
 */
export interface RuleDocument {
  readonly name: string;
  /** Paths lead through the fields of a map, and on into what a register holds. */
  readonly require: { readonly path: readonly string[] } & (
    | { readonly at_least: OperandDocument }
    | { readonly at_most: OperandDocument }
    | { readonly equals: OperandDocument }
    | { readonly one_of: readonly Value[] }
    | { readonly present: true }
    | { readonly absent_with: { readonly path: readonly string[] } }
  );
  /** How it is made to hold when it is read; nothing is written. `manual`, the default, waits for a person. */
  readonly repair?: "manual" | { readonly set: readonly string[]; readonly to: OperandDocument | { readonly value: null } };
}

/** Records that share a key pattern and a type. */
export type ClassDocument = (KindDocument | { readonly type: "claim" }) & {
  readonly name: string;
  /** `*` is one or more characters but `/`, `**` is anything. The first class that matches a key has it. */
  readonly keys: string;
  /** What the data is; `[]` says that it is nothing particular. Leaving it out is refused. */
  readonly labels: readonly string[];
  /** How a delete and a concurrent write meet. */
  readonly existence?: "last-write-wins" | "delete-wins" | "update-wins" | "create-wins";
  /** Checked on the merged value, in this order. */
  readonly rules?: readonly RuleDocument[];
};

/** The one document that every region shares. */
export interface DeploymentDocument {
  readonly version: number;
  readonly name: string;
  /** Over how many streams each region spreads its writes; default 1. */
  readonly partitions?: number;
  readonly regions: readonly {
    readonly name: string;
    readonly number: number;
    readonly place?: string;
    readonly status?: "active" | "retired";
  }[];
  readonly limits?: {
    readonly value_bytes?: number;
    readonly depth?: number;
    readonly key_bytes?: number;
    readonly max_siblings?: number;
  };
  readonly classes: readonly ClassDocument[];
}

/** What one deployment says otherwise than another. */
export interface DeploymentDiff {
  /** Whether it can follow. */
  readonly compatible: boolean;
  /** Why it cannot follow. */
  readonly reason: string | null;
  /** What is added has no `old`, what is taken away no `new`. */
  readonly changes: readonly { readonly place: string; readonly old?: Value; readonly new?: Value }[];
}

/** What another deployment would make of the data. */
export interface Replay {
  /** How many records there are. */
  readonly records: number;
  /** How many of them would read otherwise. */
  readonly changed: number;
  /** Up to ten of those; a record that does not exist has no value. */
  readonly examples: readonly { readonly key: string; readonly old?: Value; readonly new?: Value }[];
}

/** A region as the deployment names it. */
export interface RegionSpec {
  readonly name: string;
  readonly number: number;
  readonly place: string | null;
  readonly status: "active" | "retired";
}

/** A deployment as it may be given: parsed, as a document, or as JSON text. */
export type DeploymentSource = Deployment | DeploymentDocument | string;

/**
 * A deployment: parsed, checked, unchangeable. What is wrong with a document is said with the place.
 *
 * ```ts
 * console.log(deployment.name, deployment.version, deployment.classOf("page/home")); // shop 1 pages
 * try {
 *   Deployment.parse('{"version": 1, "name": "shop", "region": []}');
 * } catch (error) {
 *   console.log(error.code); // deployment_invalid
 * }
 * ```
 */
export class Deployment implements Disposable {
  private constructor();
  /** Reads JSON text; a key that comes twice is refused. */
  static parse(text: string): Deployment;
  /** Reads a document. */
  static fromDocument(document: DeploymentDocument): Deployment;
  /** The document in its normal form, defaults filled in. */
  toDocument(): DeploymentDocument;
  /** The same, for `JSON.stringify`. */
  toJSON(): DeploymentDocument;
  /** The name. */
  readonly name: string;
  /** The version, which rises with every change. */
  readonly version: number;
  /** Over how many streams each region spreads its writes. */
  readonly partitions: number;
  /** The regions by number, retired ones included. */
  readonly regions: readonly RegionSpec[];
  /** SHA-256 of the document in its normal form, in hexadecimal. It travels in every batch. */
  readonly digest: string;
  /**
   * Checks that another deployment can follow this one.
   *
   * @throws {@link DeploymentError} `deployment_incompatible` or `deployment_forked`
   */
  checkSuccessor(next: DeploymentSource): void;
  /**
   * What would change if another deployment took the place of this one.
   *
   * ```ts
   * const next = { ...eu.deployment.toDocument(), version: 2 };
   * console.log(eu.deployment.diff(next).changes); // [ { new: 2, old: 1, place: 'version' } ]
   * ```
   */
  diff(next: DeploymentSource): DeploymentDiff;
  /** The name of the class that a key belongs to. */
  classOf(key: string): string;
  /** The partition that a key belongs to. */
  partitionOf(key: string): number;

  free(): void;
  [Symbol.dispose](): void;
}

// --------------------------------------------------------------------------------------------------------------- region

/** Settings of one replica. They are local: regions may differ in them. */
export interface RegionOptions extends ClockOptions {
  /** The incarnation, from 1. A restored or cloned replica takes one that was never used. */
  readonly incarnation?: number | undefined;
  /** The process within the region, part of the node in timestamps. */
  readonly process?: number | undefined;
  /** The most conflict records kept; beyond it the oldest decided ones go. Default 10,000. */
  readonly conflictsMax?: number | undefined;
  /** The most bytes of held batches kept. Default 64 MiB. */
  readonly heldBytesMax?: number | undefined;
  /** How many bytes of each stream stay for readers of the feed after every region has them. Default 256 KiB. */
  readonly feedBytes?: number | undefined;
  /** The largest batch accepted. Default 16 MiB. */
  readonly batchBytesMax?: number | undefined;
  /**
   * How long a target may go without acknowledging another origin's changes before this region relays them. Default
   * 1,000; 0 relays at once, which in a healthy mesh only sends everything twice.
   */
  readonly relayAfterMs?: number | undefined;
  /** Whether the replica counts what it does, for {@link Region.metrics} and {@link Region.diagnose}. Default true. */
  readonly metrics?: boolean | undefined;
  /** How far back rates look, 1,000 to 3,600,000. Default 60,000. */
  readonly metricsWindowMs?: number | undefined;
  /** How many conflicts in a window are too many. Default 100. */
  readonly conflictRateThreshold?: number | undefined;
  /** How long a merge function may take; beyond it the conflict waits. Default 1,000; 0 is no limit. */
  readonly mergeBudgetMs?: number | undefined;
  /**
   * Of how many conflicts that merge functions decide one is looked at for laws that the function breaks, for which it is
   * called up to a dozen times; see {@link Region.mergeViolations}. Default 0, none.
   */
  readonly sampleMerges?: number | undefined;
  /**
   * What keys of claims are derived with; it must be the same in all regions. Left out, it follows from the
   * deployment's name: give bytes that nobody else knows where values are easily guessed.
   */
  readonly claimSecret?: Uint8Array | undefined;
}

/** A field path inside a map record; one name alone may be given as a string. */
export type Path = string | readonly string[];

/** When a write is made. */
export interface NowOption {
  /** Milliseconds since 1970; left out, `Date.now()`. */
  readonly now?: number | undefined;
}

/** Where in a record a write goes. */
export interface PlaceOption {
  /** The field path inside a map record; left out, the record itself. */
  readonly path?: Path | undefined;
}

/** After what a write comes. */
export interface ContextOption {
  /**
   * The `context` of a {@link Read}: the write replaces what that read saw, and what others wrote meanwhile stays
   * beside it. Left out, the write is blind: it replaces whatever this region holds. Empty bytes: it saw nothing.
   */
  readonly context?: Uint8Array | undefined;
}

/** One write of a {@link Region.transaction}: what the method of the same name takes. */
export type SetWrite = { readonly key: string } & (
  | ({ readonly operation: "put"; readonly value: Value } & SetPlace & ContextOption)
  | ({
      readonly operation: "patch";
      readonly fields:
        | { readonly [name: string]: Value }
        | readonly { readonly path: readonly string[]; readonly value: Value }[];
    } & ContextOption)
  | ({ readonly operation: "delete" } & ContextOption)
  | ({ readonly operation: "unset"; readonly path: readonly string[] } & ContextOption)
  | ({ readonly operation: "increment"; readonly amount: number | bigint } & SetPlace)
  | ({ readonly operation: "assign"; readonly value: number | bigint } & SetPlace)
  | ({ readonly operation: "reset" | "clear" } & SetPlace & ContextOption)
  | ({ readonly operation: "add" | "append"; readonly value: Value } & SetPlace)
  | ({ readonly operation: "offer"; readonly value: number | bigint } & SetPlace)
  | ({ readonly operation: "remove"; readonly value: Value } & SetPlace & ContextOption)
  | ({ readonly operation: "enable" | "disable" } & SetPlace)
  | { readonly operation: "expire"; readonly at: number }
  | { readonly operation: "persist" }
  | ({ readonly operation: "transfer"; readonly to: string; readonly amount: number | bigint } & SetPlace)
);

/** Where in a record a write of a {@link Region.transaction} goes: its field path. */
export interface SetPlace {
  readonly path?: readonly string[] | undefined;
}

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

/** An entry of a log. */
export interface LogEntry<T extends Value = Value> {
  /** The write that appended it. */
  readonly dot: Dot;
  /** When it was appended; no two entries of a log have the same. */
  readonly timestamp: Timestamp;
  /** The region where it was appended. */
  readonly region: string;
  readonly value: T;
}

/** Who holds a value. */
export interface Claim<T extends Value = Value> {
  /** The key of the record. The value cannot be told from it. */
  readonly key: string;
  /** Who holds the value; `null` if nobody does. */
  readonly holder: T | null;
  /**
   * Nobody claims it; somebody holds it, but an earlier claim may still arrive; or every member has acknowledged the
   * claim, and none can.
   */
  readonly state: "free" | "provisional" | "confirmed";
  /** Everybody who claims the value: the holder, then those in line. */
  readonly claimants: readonly T[];
}

/** A write that was accepted. */
export interface Written {
  /** The name of the write. */
  readonly dot: Dot;
  /** When it was written, by the region's hybrid clock. */
  readonly timestamp: Timestamp;
}

/** A record as it reads now. */
export interface Read<T extends Value = Value> {
  readonly value: T;
  /** What this read saw, to be handed to a later write. */
  readonly context: Uint8Array;
  /** The timestamp of the latest live write behind the value. */
  readonly timestamp: Timestamp;
  /**
   * How many concurrent versions stand behind the value at its most contested place; 1 is uncontested. Where they are
   * kept side by side (`keep-all`), `value` is the latest and {@link Region.versions} gives all.
   */
  readonly siblings: number;
  /**
   * The names of rules of the class that the merged value did not keep. Those with a repair are repaired in `value`, for
   * the others a conflict record of the kind `rule_violated` waits.
   */
  readonly violated: readonly string[];
}

/** One live version of a register. */
export interface Version<T extends Value = Value> {
  readonly dot: Dot;
  /** The replica that wrote it. */
  readonly origin: string;
  readonly timestamp: Timestamp;
  readonly value: T;
}

/** Changes of one stream that wait, and why. */
export interface Held {
  readonly stream: Stream;
  /** The first and the last number that wait. */
  readonly first: number;
  readonly last: number;
  readonly code: "batch_gap" | "clock_drift" | "deployment_unknown";
  /** The same for people, with what will let it go on. */
  readonly message: string;
}

/** What became of a batch. */
export interface ApplyReport {
  readonly stream: Stream;
  /** Changes that were applied, those released from hold included. */
  readonly applied: number;
  /** Changes that had been applied before. */
  readonly duplicates: number;
  /** Changes that were applied out of hold. */
  readonly released: number;
  /** The ids of conflict records that this batch made or extended. */
  readonly conflicts: readonly string[];
  /** Everything of this stream that still waits. */
  readonly held: readonly Held[];
}

/** What two writes that had not seen one another did to one place, or that the merged value breaks a rule. */
export type ConflictKind =
  | "insert_insert"
  | "update_update"
  | "delete_update"
  | "delete_delete"
  | "rule_violated"
  | "unique_claim";

/** Where a conflict stands. */
export type ConflictState = "decided" | "waiting" | "superseded" | "resolved" | "undone";

/** Two writes that had not seen one another, and what was decided. */
export interface ConflictRecord {
  /** 32 hexadecimal characters, the same in every region. */
  readonly id: string;
  readonly key: string;
  /** The field path; empty at the root. */
  readonly path: readonly string[];
  readonly kind: ConflictKind;
  readonly regionA: string;
  readonly regionB: string;
  readonly aValue: Value;
  readonly bValue: Value;
  /** Whether the side deleted the record; its value is `null` then. */
  readonly aDeleted: boolean;
  readonly bDeleted: boolean;
  readonly aDot: Dot;
  readonly bDot: Dot;
  readonly aTimestamp: Timestamp;
  readonly bTimestamp: Timestamp;
  /** What each writer had seen. */
  readonly aContext: VectorDocument;
  readonly bContext: VectorDocument;
  /** Which side was picked; `null` where both are kept. */
  readonly winner: "a" | "b" | null;
  /** The value of the side that was picked, or what a merge function made of both. */
  readonly resolvedValue: Value;
  readonly strategyUsed: string;
  /** The merge function that had the last word, where one had. */
  readonly function: MergeName | null;
  /** Why that function gave no value, so that the conflict waits. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** The rule of the class that does not hold, where that is what it is about. */
  readonly rule: string | null;
  readonly state: ConflictState;
  /** When it was decided: by a strategy, the later of both timestamps. */
  readonly resolvedAt: Timestamp | null;
  /** The write that settled it or took the decision back, unless both sides stand against one another again. */
  readonly settledBy: Dot | null;
  /** Decisions of others that the one that stands, which is later, had not seen. */
  readonly overruled: readonly Dot[];
  /** How many pairs of writes met in this encounter so far in this region: it depends on the order in which they came. */
  readonly encounters: number;
  readonly labels: readonly string[];
  /** One or two sentences for people. */
  readonly explanation: string;
}

/** Which conflict records to list; every member that is given narrows the list. */
export interface ConflictFilter {
  readonly kind?: ConflictKind | undefined;
  readonly state?: ConflictState | undefined;
  readonly key?: string | undefined;
  /** The name of the record's class. */
  readonly className?: string | undefined;
  /** A region that wrote a side. */
  readonly region?: string | undefined;
  /** The later side is not before this time, in Unix milliseconds. */
  readonly fromMs?: number | undefined;
  /** The later side is before this time, in Unix milliseconds. */
  readonly untilMs?: number | undefined;
  readonly limit?: number | undefined;
}

/** Conflict records in the order of their last changes. */
export interface ConflictFeed {
  readonly conflicts: readonly ConflictRecord[];
  /** The cursor to give next. */
  readonly cursor: number;
}

/** How to settle a conflict: with a value of one's own, or with one of its sides. */
export type Settlement = { readonly value: Value } | { readonly pick: "a" | "b" };

/** Why a record, or one of its places, reads as it does. */
export interface Explanation {
  readonly key: string;
  readonly path: readonly string[];
  readonly class: string;
  readonly type:
    | "register"
    | "counter"
    | "bounded-counter"
    | "set"
    | "flag"
    | "log"
    | "maximum"
    | "minimum"
    | "claim"
    | "map";
  /** When it expires, in Unix milliseconds, `null` if never; absent where nobody ever said so. */
  readonly expiresAt?: number | null;
  /** What is shown; `null` if nothing is. */
  readonly value: Value;
  readonly existence: {
    readonly exists: boolean;
    readonly strategy: "last-write-wins" | "delete-wins" | "update-wins" | "create-wins";
    readonly why: string;
    readonly versions: readonly {
      readonly dot: Dot;
      readonly region: string;
      readonly timestamp: Timestamp;
      readonly context: VectorDocument;
      readonly deletes: boolean;
    }[];
  };
  /** What lives at the place: versions, the shares of a counter, the members of a set, the switches of a flag. */
  readonly versions: readonly {
    readonly dot: Dot;
    readonly region: string;
    readonly value: Value;
    readonly timestamp?: Timestamp;
    readonly context?: VectorDocument;
    readonly shown?: boolean;
    readonly settles?: string | null;
    readonly removed?: boolean;
  }[];
  /** The rule that had the last word. */
  readonly rule: string | null;
  readonly why: string;
  /** All of it in a few lines. */
  readonly text: string;
}

/** A stretch of the feed of what became visible. */
export interface Feed {
  readonly changes: readonly {
    readonly key: string;
    readonly dot: Dot;
    readonly timestamp: Timestamp;
    /** What was done, for example `put`. */
    readonly operation: string;
  }[];
  /** The cursor to give next. */
  readonly cursor: number;
}

/** Where a replica stands. */
export interface Status {
  readonly region: string;
  /** `region.incarnation`. */
  readonly origin: string;
  readonly deployment: { readonly name: string; readonly version: number; readonly digest: string };
  /** Whether it takes writes; a restored one does so once it has caught up. */
  readonly writable: boolean;
  readonly records: number;
  /** How far each stream was received. */
  readonly cursors: VectorDocument;
  /** How far each stream is known to be received by every region. */
  readonly stable: VectorDocument;
  readonly held: number;
  readonly conflicts: number;
  readonly conflictsDropped: number;
  /** The merge functions that are registered. */
  readonly mergeFunctions: readonly MergeName[];
  /** How many broken laws {@link Region.mergeViolations} lists. */
  readonly mergeViolations: number;
  readonly feedCursor: number;
}

/**
 * One replica of the data: takes writes, sends batches, applies batches.
 *
 * ```ts
 * using us = Region.open(deployment, "us");
 * eu.put("profile/1", "Ada", { path: "name" });
 * us.increment("profile/1", 2, { path: "likes" });
 * for (const batch of eu.batchesFor("us")) us.apply(batch);
 * for (const batch of us.batchesFor("eu")) eu.apply(batch);
 * console.log(eu.get("profile/1")?.value); // { likes: 2, name: 'Ada' }
 * console.log(eu.digest() === us.digest()); // true
 * ```
 */
export class Region implements Disposable {
  private constructor();

  /** Opens an empty replica of a region that the deployment names. */
  static open(deployment: DeploymentSource, region: string, options?: RegionOptions): Region;

  /**
   * Opens a replica from a snapshot, as a new incarnation. It answers reads at once; it takes writes once every other
   * active region has acknowledged what it holds of the earlier incarnations, and all of that has arrived.
   */
  static restore(
    deployment: DeploymentSource,
    region: string,
    snapshot: Uint8Array,
    options: RegionOptions & { readonly incarnation: number },
  ): Region;

  /** The region's name. */
  readonly name: string;
  /** The region's incarnation, `region.incarnation`. */
  readonly origin: string;
  /** The deployment in force, as an object of its own. */
  readonly deployment: Deployment;
  /** Puts a newer deployment in force; what was held for it is applied by {@link Region.retryHeld}. */
  loadDeployment(deployment: DeploymentSource): void;
  /**
   * Registers a merge function under the name and version by which deployments ask for it:
   * `{"by": "custom", "function": "merge-address", "version": 2}`. One that was there under the same name and version is
   * replaced. It stays through newer deployments and is in no snapshot.
   *
   * The function returns the merged value, or {@link ABSTAIN} to leave it to the next rule. It must be pure: it decides
   * by its input alone, at once (a promise is no value), and uses no region. Where it throws, returns what is no value,
   * uses a region or takes longer than `mergeBudgetMs`, the conflict waits, with the reason in its record, and reads show
   * the version with the greatest timestamp. Nothing interrupts a function that does not end.
   *
   * ```ts
   * using region = Region.open(deployment, "eu");
   * region.registerMerge("longest-text", 1, ({ versions }) =>
   *   versions.map(({ value }) => value).reduce((a, b) => (b.length > a.length ? b : a)),
   * );
   * console.log(region.status().mergeFunctions); // [ { name: 'longest-text', version: 1 } ]
   * ```
   */
  registerMerge(name: string, version: number, merge: (input: MergeInput) => unknown): void;
  /**
   * Laws that registered functions were seen to break here, one for each function and law, at most 16; see the option
   * `sampleMerges`. The versions in them are values of records.
   */
  mergeViolations(): MergeViolation[];
  /** How many records would read otherwise under another deployment, without changing anything. */
  replay(deployment: DeploymentSource): Replay;

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
   * Writes several register fields of a map record in one change: an object of field names, or pairs of path and value.
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
  /**
   * Lets a record expire at a time, in Unix milliseconds: from then on `get` does not show it, and a write finds it gone.
   * Of concurrent expiries the longest counts, and `persist` beats any.
   *
   * ```ts
   * const at = Date.now() + 60_000;
   * eu.put("session", "Ann");
   * eu.expire("session", at);
   * console.log(eu.get("session", { now: at })); // undefined
   * ```
   */
  expire(key: string, at: number, options?: NowOption): Written;
  /** Takes the expiry of a record away. What has expired already does not come back. */
  persist(key: string, options?: NowOption): Written;
  /**
   * Gives rights of this region to a bounded counter to another region, which can spend them once it has received the
   * transfer.
   */
  transfer(key: string, to: string, amount: number | bigint, options?: PlaceOption & NowOption): Written;
  /** What is left of a bounded counter, and who may spend it. */
  rights(key: string, options?: PlaceOption): Rights;
  /**
   * Makes several writes as one: every region sees all of them or none. If one is refused, nothing is written; the
   * error's detail `write` says which.
   *
   * ```ts
   * eu.transaction([
   *   { operation: "put", key: "first", value: 1 },
   *   { operation: "put", key: "second", value: 2 },
   * ]);
   * console.log(eu.get("second")?.value); // 2
   * ```
   */
  transaction(writes: readonly SetWrite[], options?: NowOption): Written[];
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

  /**
   * Claims a value for a claimant, in a class of the type `claim`, and gives who holds it now. Claiming again what one
   * holds changes nothing. Until the claim is confirmed an earlier one may arrive from another region; then a conflict
   * record of the kind `unique_claim` tells so, and this claim stays in line until it is released.
   *
   * @throws {@link OperationError} `claim_taken` where another claimant is seen to hold it, with `holder` and `state`
   *
   * ```ts
   * eu.claim("emails", "ann@example.org", "ann");
   * try {
   *   eu.claim("emails", "ann@example.org", "ben");
   * } catch (error) {
   *   console.log(error.code); // claim_taken
   * }
   * console.log(eu.claimOf("emails", "ann@example.org").holder); // ann
   * ```
   */
  claim<T extends Value = Value>(className: string, value: Value, claimant: T, options?: NowOption): Claim<T>;
  /**
   * Gives up a claim as far as it was seen, and gives who holds the value now: the next in line, if anybody.
   *
   * @throws {@link OperationError} `claim_not_held`
   */
  release<T extends Value = Value>(className: string, value: Value, claimant: T, options?: NowOption): Claim<T>;
  /** Who holds a value, as far as is known here. */
  claimOf<T extends Value = Value>(className: string, value: Value): Claim<T>;

  /**
   * The record as it reads now, or `undefined` if it does not exist or has expired. `now` matters only where an expiry
   * was set; everything else that reads goes by the latest time that the region was told or has heard of.
   */
  get<T extends Value = Value>(key: string, options?: NowOption): Read<T> | undefined;
  /** What a read of the record sees, to be handed to a later write; also where there is no record. */
  context(key: string): Uint8Array;
  /** The live versions of a register, siblings included, in canonical order. */
  versions<T extends Value = Value>(key: string, path?: Path): Version<T>[];
  /**
   * The entries of a log after a timestamp, in order, at most `limit` (1,000; 0: all of them). The timestamp of the last
   * entry is what to give next. It pages through what is there; {@link Region.changesSince} misses nothing that comes.
   *
   * ```ts
   * for (const step of ["ordered", "paid", "sent"]) eu.append("history/2", step);
   * const [first] = eu.logEntries("history/2", { limit: 1 });
   * const rest = eu.logEntries("history/2", { after: first?.timestamp });
   * console.log(rest.map((entry) => entry.value)); // [ 'paid', 'sent' ]
   * ```
   */
  logEntries<T extends Value = Value>(
    key: string,
    options?: { readonly after?: Timestamp | undefined; readonly limit?: number | undefined } & PlaceOption,
  ): LogEntry<T>[];
  /**
   * Existing keys that start with `prefix`, after `after`, in byte order, at most `limit` (100).
   *
   * ```ts
   * eu.increment("page/about", 1);
   * console.log(eu.keys({ prefix: "page/" })); // [ 'page/about' ]
   * ```
   */
  keys(options?: { readonly prefix?: string | undefined; readonly after?: string | undefined; readonly limit?: number | undefined }): string[];

  /**
   * What the target region is not known to have, as batches of about `bytesMax` (1 MiB) at most; the same again until
   * the target's acknowledgement arrives.
   */
  batchesFor(target: string, options?: { readonly bytesMax?: number | undefined } & NowOption): Uint8Array[];
  /**
   * What this region holds of all that the target may hold too, to be sent there and given to its
   * {@link Region.acknowledge}.
   *
   * ```ts
   * using us = Region.open(deployment, "us");
   * eu.put("note", "hello");
   * for (const batch of eu.batchesFor("us")) us.apply(batch);
   * console.log(eu.acknowledge(us.acknowledgementFor("eu")), eu.batchesFor("us").length); // us 0
   * ```
   */
  acknowledgementFor(target: string): Uint8Array;
  /** Takes another region's acknowledgement, and gives that region's name. */
  acknowledge(acknowledgement: Uint8Array): string;
  /**
   * Applies a batch. Duplicates change nothing; what cannot be applied yet is held; anything malformed is an error and
   * changes nothing.
   *
   * @throws {@link WireError} `batch_malformed`, `batch_too_large`, `unsupported_version`
   * @throws {@link ReplicaError} `replica_forked`, `stream_quarantined`, `hold_full`
   */
  apply(batch: Uint8Array, now?: number): ApplyReport;
  /** Everything that waits, by stream. */
  held(): Held[];
  /** Tries what waits for time to pass or for a deployment; one report per stream that moved. */
  retryHeld(now?: number): ApplyReport[];

  /**
   * Conflict records, oldest first.
   *
   * ```ts
   * using us = Region.open(deployment, "us");
   * eu.put("note", "from eu");
   * us.put("note", "from us");
   * for (const batch of us.batchesFor("eu")) eu.apply(batch);
   * const [conflict] = eu.conflicts({ state: "waiting" });
   * console.log(conflict?.kind, conflict?.aValue, conflict?.bValue); // insert_insert from eu from us
   * ```
   */
  conflicts(filter?: ConflictFilter): ConflictRecord[];
  /** One conflict record; `unknown_conflict` if there is none of that id. */
  conflict(id: string): ConflictRecord;
  /** How many decided conflict records were dropped to stay within `conflictsMax`. */
  conflictsDropped(): number;
  /** The records that were made or changed after a cursor (0 is the start), in that order, at most `limit` (1,000). */
  conflictsSince(cursor: number, options?: { readonly limit?: number | undefined }): ConflictFeed;
  /**
   * Settles a conflict that waits. It is a write, and every region that has the conflict shows it as resolved.
   *
   * Errors: `unknown_conflict`, `conflict_decided`, `conflict_superseded`, and those of {@link Region.put}.
   */
  resolveConflict(id: string, settlement: Settlement, options?: { readonly now?: number | undefined }): Written;
  /**
   * Takes a decision back: the side that lost stands again.
   *
   * Errors: `unknown_conflict`, `conflict_decided` where it was taken back already, `conflict_superseded` where the
   * current version no longer is that decision, `invalid_argument` where nothing was decided yet.
   */
  undoConflict(id: string, options?: { readonly now?: number | undefined }): Written;
  /**
   * Why a record, or one of its places, reads as it does.
   *
   * ```ts
   * eu.put("note", "hello");
   * console.log(eu.explain("note").why); // there is one version
   * ```
   */
  explain(key: string, options?: { readonly path?: readonly string[] | undefined }): Explanation;
  /**
   * What became visible here after a cursor (0 is the start), at most `limit` (1,000) changes.
   *
   * ```ts
   * eu.put("note", "hello");
   * const { changes, cursor } = eu.changesSince(0);
   * console.log(changes[0]?.key, eu.changesSince(cursor).changes.length); // note 0
   * ```
   */
  changesSince(cursor: number, options?: { readonly limit?: number | undefined }): Feed;
  /** A hash of what is held, in hexadecimal: equal in regions that hold the same. */
  digest(): string;
  /**
   * The digest of all that both this region and another one may hold: equal to that of the other one for this region
   * when they hold the same of it.
   */
  digestFor(target: string): string;
  /** What this region has received, stream by stream. */
  cursors(): VersionVector;
  /** Whether a write has been received. */
  hasSeen(dot: Dot): boolean;
  /** The whole replica as bytes, for {@link Region.restore} and for backup. */
  snapshot(): Uint8Array;
  /** The part of the replica that another region may hold, for that region's {@link Region.restore}. */
  snapshotFor(target: string): Uint8Array;
  /** Where the replica stands. */
  status(): Status;

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
  /**
   * What is wrong, if anything: misrouting, a hotspot, a clock that is ahead, or a region that is silent, each with its
   * evidence and a next step.
   *
   * ```ts
   * console.log(eu.diagnose().state); // healthy
   * ```
   */
  diagnose(options?: DiagnoseOptions): Diagnosis;

  free(): void;
  [Symbol.dispose](): void;
}
