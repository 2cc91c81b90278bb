// Errors: one class for each area, with stable codes.

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
  residency:
    | "unknown_place"
    | "ambiguous_place"
    | "unknown_country"
    | "unknown_label"
    | "unknown_jurisdiction"
    | "jurisdiction_cyclic"
    | "jurisdiction_empty"
    | "unplaceable"
    | "unknown_action"
    | "rule_invalid"
    | "request_invalid"
    | "residency_denied"
    | "placement_erased";
  routing:
    | "routing_invalid"
    | "position_invalid"
    | "observation_ahead"
    | "region_retired"
    | "safety_rule"
    | "token_invalid"
    | "token_foreign"
    | "token_unsatisfiable"
    | "route_refused";
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

/** Where data may be: places, jurisdictions, labels and what they forbid. */
export class ResidencyError extends ActiveActiveError {
  constructor(code: ErrorCodes["residency"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["residency"];
}

/** Where a request may go. */
export class RoutingError extends ActiveActiveError {
  constructor(code: ErrorCodes["routing"], message: string, details?: ErrorDetails);
  readonly code: ErrorCodes["routing"];
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
