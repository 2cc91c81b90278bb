//! Rules and options being read: each part knows its place, so that an error can point at it, as those of the
//! deployment document do.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, ops::RangeInclusive};

use crate::{
    Code, Error, Result,
    deployment::suggest,
    value::{Value, push_index, push_key},
};

/// A part of a document.
pub(super) struct Node<'v> {
    pub(super) value: &'v Value,
    place: String,
    /// What the document is called in a sentence.
    whole: &'static str,
}

impl<'v> Node<'v> {
    pub(super) fn root(value: &'v Value, whole: &'static str) -> Self {
        Node { value, place: String::new(), whole }
    }

    /// The error of this part. `what` follows the place in the sentence.
    pub(super) fn refuse(&self, what: impl fmt::Display) -> Error {
        let subject = if self.place.is_empty() { self.whole.to_string() } else { format!("`{}`", self.place) };
        Error::new(Code::InvalidArgument, format!("{subject} {what}")).with("place", self.place.as_str())
    }

    pub(super) fn wrong(&self, expected: &str) -> Error {
        self.refuse(format!("is {}; expected {expected}", self.value.describe()))
    }

    pub(super) fn text(&self) -> Result<&'v str> {
        self.value.as_str().ok_or_else(|| self.wrong("text"))
    }

    pub(super) fn integer(&self, range: RangeInclusive<u64>) -> Result<u64> {
        let expected = || format!("an integer from {} to {}", range.start(), range.end());
        let Some(n) = self.value.as_i64() else { return Err(self.wrong(&expected())) };
        match u64::try_from(n) {
            Ok(n) if range.contains(&n) => Ok(n),
            _ => Err(self.refuse(format!("is {n}; expected {}", expected()))),
        }
    }

    /// The place of one of a few names.
    pub(super) fn choice(&self, what: &str, names: &[&str]) -> Result<usize> {
        let text = self.text()?;
        let found = names.iter().position(|name| *name == text);
        found.ok_or_else(|| self.unknown(text, &format!("is `{text}`, which is no {what}"), names))
    }

    fn unknown(&self, given: &str, what: &str, known: &[&str]) -> Error {
        let expected = suggest::one_of(known);
        match suggest::nearest(given, known) {
            Some(meant) => {
                self.refuse(format!("{what}; expected {expected}; did you mean `{meant}`?")).with("suggestion", meant)
            }
            None => self.refuse(format!("{what}; expected {expected}")),
        }
    }

    pub(super) fn items(&self) -> Result<Vec<Node<'v>>> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("an array"))?;
        let mut nodes = Vec::with_capacity(items.len());
        for (index, value) in items.iter().enumerate() {
            let mut place = self.place.clone();
            push_index(&mut place, index);
            nodes.push(Node { value, place, whole: self.whole });
        }
        Ok(nodes)
    }

    /// Checks that this is an object with no other members than these; null has none.
    pub(super) fn object(&self, allowed: &[&str]) -> Result<()> {
        if self.value.is_null() && self.place.is_empty() {
            return Ok(());
        }
        let members = self.value.as_object().ok_or_else(|| self.wrong("an object"))?;
        match members.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            Some((name, value)) => {
                Err(self.inner(name, value).unknown(name, "is not a member that is known here", allowed))
            }
            None => Ok(()),
        }
    }

    /// The member of an object, if it is there.
    pub(super) fn member(&self, name: &str) -> Option<Node<'v>> {
        self.value.get(name).map(|value| self.inner(name, value))
    }

    /// The member of an object that must be there.
    pub(super) fn required(&self, name: &str) -> Result<Node<'v>> {
        self.member(name).ok_or_else(|| self.inner(name, &Value::Null).refuse("is missing"))
    }

    fn inner<'w>(&self, name: &str, value: &'w Value) -> Node<'w> {
        let mut place = self.place.clone();
        push_key(&mut place, name);
        Node { value, place, whole: self.whole }
    }
}
