// Three-way merges, and what merge functions are known by, given and checked for.
import type { Dot } from "./causality.js";
import type { Timestamp } from "./timestamp.js";
import type { Value } from "./value.js";

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

/** The name of a merge function with its version. */
export interface MergeName {
  readonly name: string;
  readonly version: number;
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
