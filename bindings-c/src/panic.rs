//! The boundary that every exported function runs behind: a refusal becomes a status and an error, and a panic
//! becomes `AA_INTERNAL` instead of leaving the library, where it would end the host.

use std::{
    any::Any,
    mem::MaybeUninit,
    panic::{AssertUnwindSafe, catch_unwind},
};

use active_active::{Code, Error, Result};

use crate::{
    error::aa_error,
    status::{OK, Status},
};

/// Runs one call and tells C what became of it.
#[inline]
pub(crate) fn boundary(error: Option<&mut MaybeUninit<Box<aa_error>>>, call: impl FnOnce() -> Result<()>) -> Status {
    // A handle that a panic left half changed is poisoned by `Guarded` and never read again.
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(())) => OK,
        Ok(Err(failure)) => refuse(error, failure),
        Err(payload) => refuse(error, caught(&*payload)),
    }
}

/// Runs what cannot be refused, such as the release of a handle; a panic gives the default answer.
#[inline]
pub(crate) fn quietly<R: Default>(call: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_default()
}

#[cold]
fn refuse(error: Option<&mut MaybeUninit<Box<aa_error>>>, failure: Error) -> Status {
    let status = failure.code().number();
    if let Some(out) = error {
        out.write(Box::new(aa_error::new(&failure)));
    }
    status
}

#[cold]
fn caught(payload: &(dyn Any + Send)) -> Error {
    let told = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    Error::new(Code::Internal, format!("a fault inside the library was caught, please report it: {told}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn a_panic_becomes_a_status_and_an_error() {
        let mut error = MaybeUninit::uninit();
        let status = boundary(Some(&mut error), || panic!("broken {}", 7));
        assert_eq!(status, Code::Internal.number());
        // SAFETY: a refusal writes the error.
        let error = unsafe { error.assume_init() };
        assert!(error.message().ends_with("broken 7"), "{}", error.message());
    }

    #[test]
    fn nobody_has_to_take_the_error() {
        assert_eq!(boundary(None, || Err(Error::new(Code::InvalidKey, "empty"))), Code::InvalidKey.number());
        assert_eq!(boundary(None, || Ok(())), OK);
    }

    #[test]
    fn a_panic_in_a_release_is_swallowed() {
        assert_eq!(quietly::<u32>(|| panic!("in drop")), 0);
    }
}
