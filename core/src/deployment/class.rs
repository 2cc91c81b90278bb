//! Records that share a key pattern, a type and labels.

use alloc::{format, string::String, vec::Vec};

use super::{ExistenceStrategy, HomeSpec, Kind, Pattern};
use crate::{Code, Error, Result, residency::LabelSet, resolve::Invariant, value};

/// How the records of one key pattern behave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Class {
    /// The name, unique in the deployment.
    pub name: String,
    /// Which keys belong here, unless an earlier class takes them.
    pub pattern: Pattern,
    /// What the data is, ascending; an empty list says that it is nothing special.
    pub labels: Vec<String>,
    /// The same labels as a set.
    pub label_set: LabelSet,
    /// The number of the placement in the names of the streams that carry the records.
    pub placement: u32,
    /// What the whole record is.
    pub kind: Kind,
    /// Whether a record exists that was written and deleted concurrently.
    pub existence: ExistenceStrategy,
    /// What the merged value of each record must keep, in the order in which it is checked and repaired.
    pub rules: Vec<Invariant>,
    /// Where its subjects have their homes; nothing where every region takes writes of everybody.
    pub home: Option<HomeSpec>,
}

impl Class {
    /// What stands at a field path; the empty path is the record itself.
    ///
    /// # Errors
    ///
    /// `unknown_path` for a field that the class does not declare, and for one inside something that is no map.
    ///
    /// ```
    /// use active_active::{Code, deployment::Deployment};
    ///
    /// let deployment = Deployment::parse(r#"{"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "profiles", "keys": "profile/*", "labels": [], "type": "map", "fields": {
    ///         "likes": {"type": "counter"},
    ///         "address": {"type": "map", "fields": {"*": {"type": "register"}}}
    ///     }}]}"#)?;
    /// let class = &deployment.classes()[0];
    /// assert_eq!(class.kind_at(&["likes"])?.type_name(), "counter");
    /// assert_eq!(class.kind_at(&["address", "city"])?.type_name(), "register");
    /// assert_eq!(class.kind_at(&["age"]).unwrap_err().code(), Code::UnknownPath);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn kind_at<S: AsRef<str>>(&self, path: &[S]) -> Result<&Kind> {
        let mut kind = &self.kind;
        for (depth, name) in path.iter().enumerate() {
            let Kind::Map(map) = kind else { return Err(self.unknown_path(path, depth, kind)) };
            // No field has an empty name; the engine keeps what it has to say of a record there.
            match map.field(name.as_ref()).filter(|_| !name.as_ref().is_empty()) {
                Some(field) => kind = field,
                None => return Err(self.unknown_path(path, depth, kind)),
            }
        }
        Ok(kind)
    }

    /// The error for the part of a path that `inside` does not have.
    #[cold]
    fn unknown_path<S: AsRef<str>>(&self, path: &[S], depth: usize, inside: &Kind) -> Error {
        let text = |parts: &[S]| {
            let mut text = String::new();
            parts.iter().for_each(|part| value::push_key(&mut text, part.as_ref()));
            text
        };
        let whole = text(path);
        let parent = match text(path.get(..depth).unwrap_or_default()) {
            root if root.is_empty() => String::from("its record"),
            field => format!("`{field}`"),
        };
        let why = match inside {
            Kind::Map(_) => format!("{parent} declares no such field and has no `*`"),
            other => format!("{parent} is a {} and has no fields", other.type_name()),
        };
        Error::new(Code::UnknownPath, format!("class `{}` has no `{whole}`: {why}", self.name))
            .with("class", self.name.as_str())
            .with("path", whole)
    }
}
