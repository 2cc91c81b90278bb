// The document that all regions share.
import type { Disposable } from "./disposable.js";
import type { DeploymentError } from "./error.js";
import type { RegisterStrategy } from "./resolve.js";
import type { Value } from "./value.js";

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
 * What the merged value of each record must keep. Values compare in the canonical order; where one of them is missing
 * or null the rule holds, but for `present`.
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
  readonly repair?:
    | "manual"
    | { readonly set: readonly string[]; readonly to: OperandDocument | { readonly value: null } };
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
