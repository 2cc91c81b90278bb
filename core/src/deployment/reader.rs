//! A document being read: each part knows its place, so that an error can point at it.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, ops::RangeInclusive};

use super::suggest;
use crate::{
    Code, Error, Result,
    value::{Value, push_index, push_key},
};

/// Which document is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// What the document is called in a sentence.
    pub(crate) whole: &'static str,
    /// The code of its errors.
    pub(crate) code: Code,
}

const DEPLOYMENT: Subject = Subject { whole: "the document", code: Code::DeploymentInvalid };

const NAME: &str = "a name is 1 to 63 of `a`-`z`, `0`-`9` and `-`";

fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(plain)
}

/// A part of the document.
pub(crate) struct Node<'v> {
    value: &'v Value,
    place: String,
    subject: Subject,
}

impl<'v> Node<'v> {
    pub(crate) fn root(value: &'v Value) -> Self {
        Node::of(value, DEPLOYMENT)
    }

    /// The root of another document than the deployment.
    pub(crate) fn of(value: &'v Value, subject: Subject) -> Self {
        Node { value, place: String::new(), subject }
    }

    /// The error of this part. `what` follows the place in the sentence: `` `classes[0].name` `` *is empty*.
    pub(crate) fn refuse(&self, what: impl fmt::Display) -> Error {
        refuse(self.subject, &self.place, what)
    }

    /// The same with a code of its own.
    pub(crate) fn refuse_as(&self, code: Code, what: impl fmt::Display) -> Error {
        refuse(Subject { code, ..self.subject }, &self.place, what)
    }

    /// The error that another module made for this part, with its details and the place.
    pub(crate) fn same_error(&self, error: &Error) -> Error {
        let details = error.details().iter().cloned();
        details.fold(self.place_error(error), |error, (name, detail)| error.with_detail(name, detail))
    }

    /// The error that another module made for this part, with the place.
    pub(crate) fn place_error(&self, error: &Error) -> Error {
        Error::new(error.code(), format!("at `{}`: {}", self.place, error.message())).with("place", self.place.as_str())
    }

    pub(crate) fn wrong(&self, expected: &str) -> Error {
        self.refuse(format!("is {}; expected {expected}", self.value.describe()))
    }

    pub(crate) fn text(&self) -> Result<&'v str> {
        self.value.as_str().ok_or_else(|| self.wrong("text"))
    }

    /// A name: 1 to 63 of `a`-`z`, `0`-`9` and `-`.
    pub(crate) fn name(&self) -> Result<&'v str> {
        let text = self.text()?;
        if is_name(text) { Ok(text) } else { Err(self.refuse(format!("is {text:?}; {NAME}"))) }
    }

    /// Refuses a member whose own name is none.
    pub(crate) fn check_name(&self, name: &str) -> Result<()> {
        if is_name(name) { Ok(()) } else { Err(self.refuse(format!("has the name {name:?}; {NAME}"))) }
    }

    pub(crate) fn integer(&self, range: RangeInclusive<u64>) -> Result<u64> {
        let expected = || format!("an integer from {} to {}", range.start(), range.end());
        let Some(n) = self.value.as_i64() else { return Err(self.wrong(&expected())) };
        match u64::try_from(n) {
            Ok(n) if range.contains(&n) => Ok(n),
            _ => Err(self.refuse(format!("is {n}; expected {}", expected()))),
        }
    }

    /// One of a few names.
    pub(crate) fn choice<T: Copy>(&self, what: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
        let text = self.text()?;
        if let Some(found) = all.iter().copied().find(|choice| name(*choice) == text) {
            return Ok(found);
        }
        let names: Vec<&str> = all.iter().copied().map(name).collect();
        Err(self.unknown(text, &format!("is `{text}`, which is no {what}"), &names))
    }

    /// The error of a name that is none of the known ones.
    pub(crate) fn unknown(&self, given: &str, what: &str, known: &[&str]) -> Error {
        self.unknown_as(self.subject.code, given, what, known)
    }

    /// The same with a code of its own.
    pub(crate) fn unknown_as(&self, code: Code, given: &str, what: &str, known: &[&str]) -> Error {
        match suggest::nearest(given, known) {
            Some(meant) => {
                let expected = suggest::one_of(known);
                let error = self.refuse_as(code, format!("{what}; expected {expected}; did you mean `{meant}`?"));
                error.with("suggestion", meant)
            }
            None => self.refuse_as(code, format!("{what}; expected {}", suggest::one_of(known))),
        }
    }

    pub(crate) fn value(&self) -> &'v Value {
        self.value
    }

    /// The text, if this is one.
    pub(crate) fn as_text(&self) -> Option<&'v str> {
        self.value.as_str()
    }

    pub(crate) fn is_array(&self) -> bool {
        self.value.as_array().is_some()
    }

    pub(crate) fn is_object(&self) -> bool {
        self.value.as_object().is_some()
    }

    /// Whether this is an object with such a member.
    pub(crate) fn has(&self, member: &str) -> bool {
        self.value.get(member).is_some()
    }

    /// A member that must be there.
    pub(crate) fn member(&self, name: &str) -> Result<Node<'v>> {
        let place = self.place_of(name);
        self.value
            .get(name)
            .map(|value| Node { value, place: place.clone(), subject: self.subject })
            .ok_or_else(|| refuse(self.subject, &place, "is missing"))
    }

    /// Refuses members other than these.
    pub(crate) fn check_members(&self, allowed: &[&str]) -> Result<()> {
        for (name, node) in self.entries()? {
            if !allowed.contains(&name) {
                return Err(node.unknown(name, "is not a member that is known here", allowed));
            }
        }
        Ok(())
    }

    pub(crate) fn items(&self) -> Result<impl Iterator<Item = Node<'v>> + use<'v, '_>> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("an array"))?;
        Ok(items.iter().enumerate().map(|(index, value)| {
            let mut place = self.place.clone();
            push_index(&mut place, index);
            Node { value, place, subject: self.subject }
        }))
    }

    /// The members of an object whose names are free, each with its name.
    pub(crate) fn entries(&self) -> Result<impl Iterator<Item = (&'v str, Node<'v>)> + use<'v, '_>> {
        let members = self.value.as_object().ok_or_else(|| self.wrong("an object"))?;
        Ok(members
            .iter()
            .map(|(key, value)| (key.as_str(), Node { value, place: self.place_of(key), subject: self.subject })))
    }

    /// The object with exactly these members allowed.
    pub(crate) fn object(self, allowed: &[&str]) -> Result<Object<'v>> {
        self.check_members(allowed)?;
        Ok(Object { node: self })
    }

    fn place_of(&self, member: &str) -> String {
        let mut place = self.place.clone();
        push_key(&mut place, member);
        place
    }
}

/// An object whose member names have been checked.
pub(crate) struct Object<'v> {
    node: Node<'v>,
}

impl<'v> Object<'v> {
    pub(crate) fn optional(&self, name: &str) -> Option<Node<'v>> {
        self.node.value.get(name).map(|value| Node {
            value,
            place: self.node.place_of(name),
            subject: self.node.subject,
        })
    }

    /// A member that must be there; `why` is added to the error if it is not.
    pub(crate) fn required_because(&self, name: &str, why: &str) -> Result<Node<'v>> {
        self.optional(name).ok_or_else(|| {
            let place = self.node.place_of(name);
            refuse(
                self.node.subject,
                &place,
                if why.is_empty() { "is missing".to_string() } else { format!("is missing; {why}") },
            )
        })
    }

    pub(crate) fn required(&self, name: &str) -> Result<Node<'v>> {
        self.required_because(name, "")
    }
}

fn refuse(subject: Subject, place: &str, what: impl fmt::Display) -> Error {
    let part = if place.is_empty() { String::from(subject.whole) } else { format!("`{place}`") };
    Error::new(subject.code, format!("{part} {what}")).with("place", place)
}
