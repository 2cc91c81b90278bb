//! Why a step did not give a result.

use active_active::Error;

/// A step gave an error of the library, or it cannot be run at all.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library refused.
    Refused(Error),
    /// The step is malformed, or a check that belongs to it failed.
    Broken(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Refused(error)
    }
}

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Failure::Broken(what)
    }
}

impl From<&str> for Failure {
    fn from(what: &str) -> Self {
        Failure::Broken(what.into())
    }
}

pub(crate) type Outcome<T = active_active::value::Value> = Result<T, Failure>;

/// Checks something that a step promises beside its result.
pub(crate) fn ensure(holds: bool, what: impl Into<String>) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Failure::Broken(what.into())) }
}
