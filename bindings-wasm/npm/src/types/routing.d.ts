// Where requests go.
import type { Deployment, DeploymentDocument } from "./deployment.js";

/** How a region is. */
export type HealthState = "healthy" | "degraded" | "down" | "unknown";

/** The keys that sign session tokens, as pairs of a number and at least 16 bytes; the first signs, all are believed. */
export type TokenKeys = readonly (readonly [number: number, key: Uint8Array])[];

/** What one source says of where a client is. */
export interface Place {
  /** Where the address is used, by ISO 3166-1; `A1`, `A2`, `O1` and `T1` mark addresses that say nothing. */
  readonly country?: string;
  readonly registeredCountry?: string;
  readonly representedCountry?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  /** The region that the client is at. */
  readonly region?: string;
  /** Whether the address is an anonymous proxy's, a VPN's or Tor's. */
  readonly anonymous?: boolean;
  readonly satellite?: boolean;
}

/** What is known of where a client is, the most reliable first; the first that says anything is taken. */
export interface LocationSources {
  /** The region of an authenticated claim of a home. */
  readonly homeClaim?: string;
  readonly application?: Place;
  /** By EDNS Client Subnet, or the client's own address. */
  readonly ecs?: Place;
  /** By the address of the client's resolver. */
  readonly resolver?: Place;
}

/** A request that is to be routed. */
export interface RouteRequest {
  readonly operation: "write" | "read";
  /** The name of the class. */
  readonly class: string;
  /** How much a read must know; `eventual` where it is left out. */
  readonly level?: "eventual" | "session" | "bounded" | "strong";
  /** For the level `session`. */
  readonly token?: string;
  /** For the level `bounded`. */
  readonly maxStalenessMs?: number;
  /** Whom it is about; only its hash is used. */
  readonly subject?: string;
  /** Labels of the record beyond those of its class. */
  readonly labels?: readonly string[];
  readonly location?: LocationSources;
  /** Round trips that the client has measured, in milliseconds by region. */
  readonly latencies?: Readonly<Record<string, number>>;
  /** Whose observations of latency count as the client's own. */
  readonly observer?: string;
  /** The region that the client used before. */
  readonly previous?: string;
  /** The epoch of the home that the client knows. */
  readonly epoch?: number;
  /** Whether to say what became of every region; a refusal always says it. */
  readonly explain?: boolean;
}

/** The home of a subject. */
export interface RouteHome {
  readonly region: string;
  readonly epoch: number;
  /** Whether it claimed the subject while it could not ask the holder of the title. */
  readonly contested: boolean;
}

/** A region, and what became of it. */
export interface RouteCandidate {
  readonly region: string;
  /** `taken`, `left`, `not_allowed`, `retired`, `down`, `overloaded`, and so on. */
  readonly verdict: string;
  /** What it was left for another by. */
  readonly by: string | null;
  /** The rule that forbids it. */
  readonly rule: string | null;
  /** Why labels forbid it, as the code of a decision. */
  readonly reason: string | null;
  readonly health: HealthState;
  readonly tier: number;
  readonly weight: number;
  readonly rttMs: number | null;
  readonly distanceKm: number | null;
  readonly sameCountry: boolean;
}

/** Where a client is taken to be. */
export interface Location {
  readonly source: "home_claim" | "application" | "ecs" | "resolver" | "unknown";
  readonly quality: "authenticated" | "stated" | "inferred" | "untrusted" | "unknown";
  readonly country: string | null;
  readonly registeredCountry: string | null;
  readonly representedCountry: string | null;
  readonly countryField: "country" | "registered_country" | "represented_country";
  readonly countriesDisagree: boolean;
  readonly region: string | null;
  readonly trace: readonly { readonly source: string; readonly verdict: string }[];
}

/** The code of a decision or refusal. */
export type RouteCode =
  | "home"
  | "fallback"
  | "assigned"
  | "best"
  | "no_allowed_region"
  | "no_healthy_region"
  | "home_unavailable"
  | "home_not_allowed"
  | "unknown_home"
  | "unknown_location"
  | "stale_epoch"
  | "epoch_unknown"
  | "overloaded"
  | "token_unsatisfiable"
  | "too_stale"
  | "no_home";

/** Where a request goes, or why nowhere. It names regions and rules, never a subject, key or value. */
export interface Route {
  readonly outcome: "routed" | "refused";
  readonly code: RouteCode;
  readonly message: string;
  readonly region: string | null;
  readonly home: RouteHome | null;
  /** Whether the region has to claim the subject before it writes. */
  readonly claim: boolean;
  /** Whether what is read or written there belongs to a conflict window. */
  readonly contested: boolean;
  /** The region that has to grant the title, where a first home is assigned elsewhere. */
  readonly title: string | null;
  readonly panic: boolean;
  readonly location: Location | null;
  /** What became of each region, the taken one first. */
  readonly candidates: readonly RouteCandidate[];
  /** The version of the deployment. */
  readonly version: number;
}

/** Which regions may take over from a home. */
export interface FailoverPlan {
  readonly home: RouteHome | null;
  readonly regions: readonly string[];
  readonly excluded: readonly RouteCandidate[];
}

/** What an observer saw of a region. */
export interface Observation {
  readonly region: string;
  /** Who saw it; a quorum counts these names. */
  readonly observer: string;
  readonly outcome: "success" | "failure" | "overloaded";
  readonly latencyMs?: number;
  /** When, by the observer's clock. */
  readonly atMs: number;
}

/** What is known of a region's health. */
export interface RegionHealth {
  readonly region: string;
  readonly state: HealthState;
  readonly sinceMs: number;
  readonly observers: number;
  readonly observersDown: number;
  readonly successPercent: number | null;
  readonly latencyMs: number | null;
  readonly overloaded: boolean;
  readonly damped: boolean;
}

/** What the home directory says of a subject. */
export interface HomeNews {
  readonly class: string;
  readonly subject?: string;
  /** In the place of `subject`, where only that is known. */
  readonly subjectHash?: string;
  readonly region: string;
  readonly epoch: number;
  readonly contested?: boolean;
}

/** How far a region has come. */
export interface RegionProgress {
  readonly region: string;
  /** What it has received, as `VersionVector.toDocument` gives it. */
  readonly received?: Readonly<Record<string, number | bigint>>;
  /** The time up to which it has everything. */
  readonly completeUntilMs?: number;
}

/** A place on the globe, in degrees. */
export interface GlobePosition {
  readonly latitude: number;
  readonly longitude: number;
}

/** What a session token holds. */
export interface SessionToken {
  readonly seen: Readonly<Record<string, number | bigint>>;
  readonly issuer: string | null;
  readonly epoch: number;
  readonly contested: boolean;
  readonly issuedMs: number;
}

/**
 * Decides where requests go, by a deployment, and by what it was told of homes, health and progress. It asks nobody.
 *
 * ```ts
 * using router = new Router({
 *   version: 1, name: "shop", regions: [{ name: "eu", number: 1 }, { name: "us", number: 2 }],
 *   classes: [{
 *     name: "carts", keys: "cart/*", labels: [], type: "register",
 *     home: { by: "rendezvous", regions: ["eu", "us"], fallback: ["eu", "us"] },
 *   }],
 * });
 * const route = router.route({ operation: "write", class: "carts", subject: "user-1" });
 * console.log(route.code, route.region === router.firstHome("carts", "user-1")); // home true
 * ```
 */
export class Router implements Disposable {
  constructor(
    deployment: Deployment | DeploymentDocument | string,
    options?: { subjectSecret?: Uint8Array; tokenKeys?: TokenKeys },
  );
  /** Where a request goes, or why nowhere. */
  route(request: RouteRequest, now?: number): Route;
  /**
   * The region that takes a write of a subject, without an explanation: the common case, for hot paths.
   *
   * @throws {@link RoutingError} `route_refused`, with the route's code in `details.reason`
   */
  pick(className: string, subject: string, now?: number): string;
  /** Takes what is known of where a client is. */
  locate(sources: LocationSources): Location;
  /** Takes an observation, and gives the state of the region then. */
  observe(observation: Observation, now?: number): HealthState;
  /** What is known of each region's health, in the order of their numbers. */
  health(now?: number): RegionHealth[];
  /** Takes what the home directory says, and gives whether it was news. */
  setHome(home: HomeNews): boolean;
  /** Takes how far a region has come. */
  setProgress(progress: RegionProgress): void;
  /**
   * Begins or ends the draining of a region.
   *
   * @throws {@link RoutingError} `safety_rule` where a class would be left with too few regions
   */
  setDraining(region: string, draining: boolean, options?: { overrideReason?: string; now?: number }): void;
  /** Which regions may take over from a home, in order, and why not the others. */
  failoverPlan(of: { class: string; subject?: string; subjectHash?: string }, now?: number): FailoverPlan;
  /** The regions nearest to a place on the globe; one, where no limit is given. */
  nearest(from: GlobePosition, limit?: number): { region: string; distanceKm: number }[];
  /** The hash of a subject, by which homes are told. */
  subjectHash(subject: string): string;
  /** The first home of a subject, by rendezvous hashing; undefined for a class without homes. */
  firstHome(className: string, subject: string): string | undefined;

  free(): void;
  [Symbol.dispose](): void;
}

/** Reads a session token of a deployment; what it holds is for logs. */
export function readToken(
  keys: TokenKeys,
  token: string,
  deployment: Deployment | DeploymentDocument | string,
): SessionToken;

/** The great-circle distance of two places in whole kilometres. */
export function distanceKm(from: GlobePosition, to: GlobePosition): number;

/** A way to send clients elsewhere when a region fails. */
export interface FailoverMethod {
  readonly name: string;
  readonly method: "geo-dns" | "anycast" | "load-balancer" | "in-library";
  /** The time between probes. */
  readonly intervalMs: number;
  readonly consecutiveFailures?: number;
  readonly probeTimeoutMs?: number;
  readonly publishMs?: number;
  readonly ttlMs?: number;
  /** The resolvers that hold answers longer than they may. */
  readonly violators?: { readonly sharePercent: number; readonly factor: number };
  /** Points of a measured distribution up to 100 percent, or one that an exponential distribution is fitted to. */
  readonly convergence?:
    | { readonly sharePercent: number; readonly withinMs: number }
    | readonly { readonly sharePercent: number; readonly withinMs: number }[];
  readonly replicationLagMs?: number;
  readonly writesPerS?: number;
}

/** How long a failover takes, and what is at risk. */
export interface FailoverTime {
  readonly name: string;
  readonly method: FailoverMethod["method"];
  readonly minMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number | null;
  readonly rpoMs: number;
  readonly writesAtRisk: number;
}

/** Compares ways to send clients elsewhere when a region fails: data, and the table that an architect wants. */
export function compareFailover(methods: readonly FailoverMethod[]): {
  readonly methods: readonly FailoverTime[];
  readonly table: string;
};
