// Where data may be: decisions, places of public clouds, shipped sets.

/** What may be done with data, judged apart for each. */
export type Action =
  | "collect" | "store" | "replicate" | "relay" | "process" | "read" | "index" | "backup" | "observe" | "home" | "purge";

/** Why something is allowed or denied. */
export type DecisionCode =
  | "allow" | "allow_after_obligations" | "not_allowed_region" | "collect_elsewhere" | "requirement_unmet"
  | "condition_unmet" | "rule_error" | "rule_expired" | "data_expired" | "region_retired" | "region_draining"
  | "no_allowed_region";

/** May this be done with data of these labels, at this region, at this time? */
export interface DecisionRequest {
  readonly action: Action;
  /** What the data is; or else `class`. */
  readonly labels?: readonly string[];
  readonly class?: string;
  /** Where it is to be done; nothing to ask where it may be. */
  readonly region?: string;
  /** Of `replicate`: the region that sends, and those between. */
  readonly from?: string;
  readonly via?: readonly string[];
  /** The regions that have committed a copy already. */
  readonly copies?: readonly string[];
  /** What the request says of itself: true, false or text by name. */
  readonly facts?: { readonly [name: string]: boolean | string };
  /** The time that rules are judged at, in Unix milliseconds. */
  readonly asOfMs: number;
}

/** What one rule says. */
export interface RuleResult {
  readonly rule: string;
  readonly label: string;
  readonly shape: string;
  readonly action: Action;
  readonly region: string | null;
  readonly set: string;
  readonly condition: string | null;
  readonly allows: readonly string[];
  readonly verdict: string | null;
  readonly reason: DecisionCode | null;
  readonly unknown: readonly string[];
}

/** A decision with its reasons. It names regions, rules and labels, and never a key or a value. */
export interface Decision {
  readonly outcome: "allow" | "deny";
  readonly code: DecisionCode;
  readonly action: Action;
  readonly region: string | null;
  readonly labels: readonly string[];
  readonly rules: readonly RuleResult[];
  readonly allowed: readonly string[];
  readonly excluded: readonly {
    readonly region: string;
    readonly rule: string | null;
    readonly label: string | null;
    readonly reason: DecisionCode;
  }[];
  readonly obligations: readonly {
    readonly kind: "primary_copy_first" | "record_transfer";
    readonly rule: string;
    readonly label: string;
    readonly at: readonly string[];
    readonly copyIn: readonly string[];
    readonly condition: string | null;
  }[];
  readonly versions: { readonly deployment: number; readonly catalogue: string | null; readonly jurisdictions: string };
  readonly asOfMs: number;
}

/** What of labels, rules and regions is to be looked at. */
export interface ResidencyWarning {
  readonly code: string;
  /** Where in the normalized document. */
  readonly place: string;
  readonly message: string;
  readonly regions: readonly string[];
}

/** A region of a public cloud. */
export interface CataloguePlace {
  /** Its name with the provider, such as `aws:eu-central-1`. */
  readonly id: string;
  readonly provider: string;
  readonly code: string;
  readonly city: string;
  readonly country: string | null;
  readonly subdivision: string | null;
  readonly partition: string;
  /** Of the city, in degrees; for distances only. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly status: "active" | "retired";
  readonly retiredOn: string | null;
}

/** A set of countries that is shipped: a fact for configuration, and no legal advice. */
export interface ShippedSet {
  readonly name: string;
  readonly version: string;
  /** The day until which to trust it. */
  readonly reviewBy: string;
  readonly source: string;
  readonly members: unknown;
}

declare module "./deployment.js" {
  interface Deployment {
    /** The labels with these names as a number, one bit each. */
    labelSet(names: readonly string[]): number;
    /**
     * Whether a region may do something with data of these labels. What a rule allows only after something else, or
     * because of what a request says, is not allowed here; see {@link Deployment.decide}.
     */
    allows(labels: number, action: Action, region: string, asOfMs: number): boolean;
    /** The names of the regions that may do something with data of these labels, in the order of their numbers. */
    allowed(labels: number, action: Action, asOfMs: number): string[];
    /**
     * Decides a request, with the reasons.
     *
     * @throws {@link ResidencyError} `request_invalid`, `unknown_label`, `unknown_action`
     */
    decide(request: DecisionRequest): Decision;
    /** The names of the regions of a jurisdiction. */
    jurisdiction(name: string, asOfMs: number): string[];
    /** What of labels, rules and regions is to be looked at. */
    warnings(asOfMs: number): ResidencyWarning[];
  }
}

/** The region of a public cloud with this name, which has its provider in front. */
export function findPlace(id: string): CataloguePlace;
/** The regions of the public clouds, closed ones included. */
export function places(): CataloguePlace[];
/** The sets of countries that are shipped, with their sources and the days until which to trust them. */
export function dataSets(): ShippedSet[];
