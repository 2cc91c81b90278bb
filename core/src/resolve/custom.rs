//! The name of a merge function of the application, and what asking one comes to.

use crate::{Code, Error, value::Value};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// The name of a merge function with its version. What a function does for one version never changes; a changed
/// function is a new version, which a new deployment names.
///
/// ```
/// use active_active::resolve::MergeName;
/// assert_eq!(MergeName::new("merge-address", 2)?.to_string(), "merge-address 2");
/// assert!(MergeName::new("Merge address", 2).is_err() && MergeName::new("merge-address", 0).is_err());
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergeName {
    /// 1 to 63 of `a`-`z`, `0`-`9` and `-`.
    pub name: String,
    /// From 1.
    pub version: u32,
}

impl MergeName {
    /// A name and a version, checked.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a name that is not 1 to 63 of `a`-`z`, `0`-`9` and `-`, and for version 0.
    pub fn new(name: &str, version: u32) -> crate::Result<Self> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=63).contains(&name.len()) || !name.bytes().all(plain) {
            let message = format!(
                "{name:?} cannot be the name of a merge function; a name is 1 to 63 of `a`-`z`, `0`-`9` and `-`"
            );
            return Err(Error::new(Code::InvalidArgument, message));
        }
        if version == 0 {
            return Err(Error::new(Code::InvalidArgument, "versions of a merge function count from 1, 0 was given"));
        }
        Ok(MergeName { name: name.to_string(), version })
    }

    /// `{name, version}`.
    pub fn to_document(&self) -> Value {
        Value::object([("name", Value::from(self.name.as_str())), ("version", Value::Integer(i64::from(self.version)))])
    }
}

impl fmt::Display for MergeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// What asking a function came to.
pub(crate) enum Asked {
    /// It gave a value, which is here in canonical CBOR.
    Merged(Vec<u8>),
    /// It leaves the decision to the next rule.
    Abstains,
    /// It gave no value, or there is no such function.
    Fails(Error),
}

#[cold]
pub(crate) fn not_registered(name: &MergeName) -> Error {
    let message = format!(
        "the deployment asks merge function `{}` version {}, which is not registered here; register it with the region",
        name.name, name.version
    );
    about(Error::new(Code::FunctionNotRegistered, message), name)
}

/// The error with the function that it is about.
pub(crate) fn about(error: Error, name: &MergeName) -> Error {
    error.with("function", name.name.as_str()).with("version", u64::from(name.version))
}
