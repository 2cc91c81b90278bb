//! The status of a call: the core's codes by their numbers.

use std::{
    ffi::{CStr, CString, c_char},
    sync::LazyLock,
};

use active_active::Code;

/// `aa_status` as functions return it. It is not the enumeration below, so that a code that a newer core adds
/// crosses as its number.
pub type Status = u32;

/// The status of a call that did what it was asked.
pub(crate) const OK: Status = 0;

/// What became of a call: 0 if it did what was asked, else the stable code of the refusal. Numbers never change their
/// meaning and are never reused; new ones may come, so a `switch` needs a `default`.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum aa_status {
    /// The call did what it was asked; its outputs are written.
    AA_OK = 0,

    /// A remote timestamp is further ahead of local time than `max_drift_ms` allows.
    AA_CLOCK_DRIFT = 100,
    /// Local time jumped forwards by more than the limit and was not confirmed.
    AA_CLOCK_JUMP = 101,
    /// The clock would run further ahead of physical time than `max_ahead_ms` allows.
    AA_CLOCK_AHEAD = 102,
    /// The next timestamp would cross the upper bound that was reserved; reserve a higher one first.
    AA_CLOCK_BOUND = 103,
    /// No timestamp is left after the greatest one.
    AA_CLOCK_EXHAUSTED = 104,
    /// Text or bytes that are not a timestamp.
    AA_TIMESTAMP_INVALID = 105,
    /// A timestamp that does not fit the target representation.
    AA_TIMESTAMP_OUT_OF_RANGE = 106,

    /// Text or bytes that are not an identifier of the kind asked for.
    AA_ID_INVALID = 150,
    /// A Snowflake worker number above 1023.
    AA_WORKER_OUT_OF_RANGE = 151,
    /// Physical time is behind the last Snowflake issued, or all of its millisecond are issued; wait `wait_ms`.
    AA_CLOCK_BACKWARDS = 152,
    /// No identifier is left in the representable range.
    AA_ID_EXHAUSTED = 153,

    /// Text that is not JSON.
    AA_INVALID_JSON = 200,
    /// NaN or an infinity.
    AA_NOT_FINITE = 201,
    /// An integer outside -2^63 ..= 2^63-1.
    AA_INTEGER_OUT_OF_RANGE = 202,
    /// An object with the same key twice.
    AA_DUPLICATE_KEY = 203,
    /// A value nested deeper than the limit.
    AA_VALUE_TOO_DEEP = 204,
    /// A value larger than the limit.
    AA_VALUE_TOO_LARGE = 205,
    /// Text that is not UTF-8.
    AA_INVALID_UTF8 = 206,
    /// CBOR that is well formed but not in the one canonical form, or not CBOR at all.
    AA_NOT_CANONICAL = 207,
    /// A host object that has no place in the value model.
    AA_UNSUPPORTED_VALUE = 208,
    /// An empty key, or one with a control character.
    AA_INVALID_KEY = 209,
    /// A key longer than the limit.
    AA_KEY_TOO_LARGE = 210,

    /// A deployment document that breaks a rule; `place` points at it.
    AA_DEPLOYMENT_INVALID = 250,
    /// A region that the deployment does not name.
    AA_UNKNOWN_REGION = 251,
    /// A key that no class of the deployment matches.
    AA_UNKNOWN_CLASS = 252,
    /// Two deployment documents carry one version number.
    AA_DEPLOYMENT_FORKED = 253,
    /// A deployment that cannot follow the one in force, with the reason.
    AA_DEPLOYMENT_INCOMPATIBLE = 254,
    /// A deployment version that this region has not loaded; what needs it is held.
    AA_DEPLOYMENT_UNKNOWN = 255,

    /// The class or field at this place has another type.
    AA_WRONG_TYPE = 300,
    /// A path that the class does not declare.
    AA_UNKNOWN_PATH = 301,
    /// More concurrent versions than `max_siblings`.
    AA_TOO_MANY_SIBLINGS = 302,
    /// A counter that would leave the 128-bit range.
    AA_COUNTER_OVERFLOW = 303,
    /// A read context that is malformed or of another deployment.
    AA_INVALID_CONTEXT = 304,
    /// A restored region that has not yet reached what it had acknowledged.
    AA_NOT_CAUGHT_UP = 305,
    /// A feed cursor behind what is retained; scan, then follow from the new cursor.
    AA_FEED_TRIMMED = 306,
    /// A conflict identifier that names no record.
    AA_UNKNOWN_CONFLICT = 307,
    /// A conflict that waits for nobody: a strategy or somebody has decided it.
    AA_CONFLICT_DECIDED = 308,
    /// A conflict whose versions a later write has replaced; there is nothing left to settle or to take back.
    AA_CONFLICT_SUPERSEDED = 309,
    /// A merge function that the deployment names and that is not registered with this region.
    AA_FUNCTION_NOT_REGISTERED = 310,
    /// A merge function that raised, used a region, or gave what is no value; the conflict waits.
    AA_FUNCTION_FAILED = 311,
    /// A merge function that took longer than `merge_budget_ms`; the conflict waits.
    AA_FUNCTION_OVER_BUDGET = 312,
    /// A region may not spend or give so much of a bounded counter; `elsewhere` says how much others hold.
    AA_INSUFFICIENT_RIGHTS = 330,
    /// A change set whose keys are in several partitions, or that is empty or too large.
    AA_CHANGE_SET_REFUSED = 331,
    /// A value that another claimant is seen to hold, with `holder` and `state`.
    AA_CLAIM_TAKEN = 320,
    /// A claim that its claimant does not have.
    AA_CLAIM_NOT_HELD = 321,

    /// Bytes that are not a batch, or a batch that contradicts itself.
    AA_BATCH_MALFORMED = 350,
    /// A batch larger than the limit.
    AA_BATCH_TOO_LARGE = 351,
    /// A wire format version that this library does not read.
    AA_UNSUPPORTED_VERSION = 352,
    /// A batch that starts after the next change of its stream; it is held until the gap is filled.
    AA_BATCH_GAP = 353,
    /// Bytes that are not a snapshot, or a damaged one.
    AA_SNAPSHOT_MALFORMED = 354,
    /// Bytes that are not an acknowledgement.
    AA_ACKNOWLEDGEMENT_MALFORMED = 355,
    /// Bytes that are not a version vector, a context or another part.
    AA_PART_MALFORMED = 356,

    /// Two histories of one stream: a replica was cloned or restored without a new incarnation.
    AA_REPLICA_FORKED = 400,
    /// A stream that was set aside after a fork.
    AA_STREAM_QUARANTINED = 401,
    /// An incarnation that was used before, or that is not above the one in the snapshot.
    AA_INCARNATION_USED = 402,
    /// Held batches exceed the limit; the sender still has them.
    AA_HOLD_FULL = 403,

    /// A null pointer where a value is needed.
    AA_NULL_POINTER = 450,
    /// An argument outside its documented range.
    AA_INVALID_ARGUMENT = 451,
    /// A handle that was freed.
    AA_DISPOSED = 452,
    /// A fault inside the library that was caught at the language border; please report it.
    AA_INTERNAL = 453,

    /// A place that the provider does not have.
    AA_UNKNOWN_PLACE = 500,
    /// The code of a place without its provider.
    AA_AMBIGUOUS_PLACE = 501,
    /// A code that is no country or part of one.
    AA_UNKNOWN_COUNTRY = 502,
    /// A label that the deployment does not declare.
    AA_UNKNOWN_LABEL = 503,
    /// A jurisdiction that neither the deployment declares nor the library ships.
    AA_UNKNOWN_JURISDICTION = 504,
    /// A jurisdiction that refers to itself.
    AA_JURISDICTION_CYCLIC = 505,
    /// A jurisdiction that no region is in.
    AA_JURISDICTION_EMPTY = 506,
    /// Labels that leave no region where the data may be.
    AA_UNPLACEABLE = 507,
    /// A word that is no action.
    AA_UNKNOWN_ACTION = 508,
    /// A rule that cannot be used: no date, a name that is taken, a rule that is superseded and not there.
    AA_RULE_INVALID = 509,
    /// A request for a decision that is no such request.
    AA_REQUEST_INVALID = 510,
    /// A rule forbids it; `reason`, `rule` and `label` say which.
    AA_RESIDENCY_DENIED = 511,
    /// Records that this replica has erased because a deployment forbade it to hold them.
    AA_PLACEMENT_ERASED = 540,

    /// A request, observation, location or failover method that breaks a rule of its form; `place` points at it.
    AA_ROUTING_INVALID = 550,
    /// Coordinates out of range, or not both.
    AA_POSITION_INVALID = 551,
    /// An observation from further in the future than the limit; `ahead_ms`, `limit_ms`.
    AA_OBSERVATION_AHEAD = 553,
    /// A home at a region that has retired.
    AA_REGION_RETIRED = 554,
    /// Too few regions would be left for a class; `class`, `regions_min`.
    AA_SAFETY_RULE = 555,
    /// A session token that is malformed, or that no key given here has signed.
    AA_TOKEN_INVALID = 556,
    /// A session token of another deployment.
    AA_TOKEN_FOREIGN = 557,
    /// A session token that names writes which are lost or not known here.
    AA_TOKEN_UNSATISFIABLE = 558,
    /// No region takes the request; `reason` is the code of the route.
    AA_ROUTE_REFUSED = 559,
}

// C needs the NUL that the core's names lack.
static TEXTS: LazyLock<Vec<(Status, CString, CString)>> = LazyLock::new(|| {
    let c_string = |text| CString::new(text).unwrap_or_default();
    Code::ALL.iter().map(|code| (code.number(), c_string(code.as_str()), c_string(code.area().as_str()))).collect()
});

fn texts(status: Status) -> Option<&'static (Status, CString, CString)> {
    TEXTS.iter().find(|(number, ..)| *number == status)
}

pub(crate) fn code_text(status: Status) -> &'static CStr {
    match texts(status) {
        Some((_, code, _)) => code,
        None if status == OK => c"ok",
        None => c"unknown",
    }
}

pub(crate) fn area_text(status: Status) -> &'static CStr {
    texts(status).map_or(c"", |(_, _, area)| area)
}

/// The status as text that is never freed, for example `"clock_drift"`; `"ok"` for `AA_OK` and `"unknown"` for a
/// number that is no status.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_status_text(status: Status) -> *const c_char {
    code_text(status).as_ptr()
}

/// What the status is about, as text that is never freed, for example `"clock"` (see `aa_error_area`); empty for
/// `AA_OK` and for a number that is no status.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_status_area(status: Status) -> *const c_char {
    area_text(status).as_ptr()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_code_of_the_core_has_its_constant_and_its_text() {
        let source = include_str!("status.rs");
        for code in Code::ALL {
            let constant = format!("    AA_{} = {},", code.as_str().to_uppercase(), code.number());
            assert!(source.contains(&constant), "aa_status lacks `{constant}`");
            assert_eq!(code_text(code.number()).to_str().unwrap(), code.as_str());
            assert_eq!(area_text(code.number()).to_str().unwrap(), code.area().as_str());
        }
        let constants = source.lines().filter(|line| line.starts_with("    AA_") && line.ends_with(',')).count();
        assert_eq!(constants, Code::ALL.len() + 1, "aa_status has a constant that is no code of the core");
    }

    #[test]
    fn a_number_that_is_no_status_has_a_text_too() {
        assert_eq!(code_text(OK), c"ok");
        assert_eq!(code_text(1), c"unknown");
        assert_eq!(area_text(1), c"");
    }
}
