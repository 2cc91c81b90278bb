//! Arguments that are pointers: handles, outputs, and handles whose change was cut short.
//!
//! Handles and outputs are `Option<&T>`, `Option<&mut MaybeUninit<T>>` and `Option<Box<T>>` in the signatures, so the
//! compiler checks who owns what and a null pointer is a `None`; nothing has to be dereferenced by hand.

use active_active::{Code, Error, Result};

/// The handle or output behind a pointer that must not be null.
#[inline]
pub(crate) fn needed<T>(pointer: Option<T>, name: &'static str) -> Result<T> {
    pointer.ok_or_else(|| null(name))
}

#[cold]
pub(crate) fn null(name: &'static str) -> Error {
    Error::new(Code::NullPointer, format!("`{name}` is a null pointer; give a valid one")).with("argument", name)
}

#[cold]
pub(crate) fn invalid(name: &'static str, told: &str) -> Error {
    Error::new(Code::InvalidArgument, format!("`{name}` {told}")).with("argument", name)
}

/// State that is changed through a handle. If a change panics half-way the state may be inconsistent, so every later
/// call is refused and only releasing the handle is left.
#[derive(Debug)]
pub(crate) struct Guarded<T> {
    inner: T,
    // INVARIANT: true while a change runs, and for ever once one panicked.
    poisoned: bool,
}

impl<T> Guarded<T> {
    pub(crate) const fn new(inner: T) -> Self {
        Guarded { inner, poisoned: false }
    }

    #[inline]
    pub(crate) fn read(&self) -> Result<&T> {
        if self.poisoned { Err(poisoned()) } else { Ok(&self.inner) }
    }

    #[inline]
    pub(crate) fn change<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> Result<R> {
        self.read()?;
        self.poisoned = true;
        let answer = change(&mut self.inner);
        self.poisoned = false;
        Ok(answer)
    }
}

#[cold]
fn poisoned() -> Error {
    Error::new(Code::Internal, "an earlier fault left this handle unusable; free it and open a new one")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::unwrap_used)]
    use super::*;
    use crate::panic::boundary;

    #[test]
    fn a_handle_whose_change_panicked_answers_internal_ever_after() {
        let mut guarded = Guarded::new(1);
        let internal = Code::Internal.number();
        assert_eq!(boundary(None, || guarded.change(|_| panic!("half-way"))), internal);
        assert_eq!(boundary(None, || guarded.read().map(|_| ())), internal);
        assert_eq!(boundary(None, || guarded.change(|n| *n = 2)), internal);
    }

    #[test]
    fn a_change_that_is_refused_leaves_the_handle_usable() {
        let mut guarded = Guarded::new(1);
        let refused: Result<()> = guarded.change(|_| Err(Error::new(Code::InvalidKey, "empty"))).unwrap();
        assert_eq!(refused.unwrap_err().code(), Code::InvalidKey);
        assert_eq!(*guarded.read().unwrap(), 1);
    }
}
