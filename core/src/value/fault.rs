//! What was wrong with a value and where in it.

use alloc::{format, string::String, vec::Vec};

use super::{push_index, push_key};
use crate::{Code, Error};

/// What was wrong and where; the path is filled from the inside out while the fault travels up.
pub(super) struct Fault {
    pub(super) code: Code,
    message: String,
    path: Vec<Step>,
}

pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), path: Vec::new() }
    }

    pub(super) fn inside(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    pub(super) fn into_error(self) -> Error {
        let path = self.place();
        if path.is_empty() {
            Error::new(self.code, self.message)
        } else {
            Error::new(self.code, format!("{} at `{path}`", self.message)).with("path", path)
        }
    }

    /// The error of a fault in a text, at a line and a column from 1.
    pub(super) fn at_line(self, line: usize, column: usize) -> Error {
        let path = self.place();
        let at = if path.is_empty() { String::new() } else { format!(" at `{path}`,") };
        let error = Error::new(self.code, format!("{}{at} at line {line} column {column}", self.message))
            .with("line", line)
            .with("column", column);
        if path.is_empty() { error } else { error.with("path", path) }
    }

    fn place(&self) -> String {
        let mut path = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Key(key) => push_key(&mut path, key),
                Step::Index(index) => push_index(&mut path, *index),
            }
        }
        path
    }
}
