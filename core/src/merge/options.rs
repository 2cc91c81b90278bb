//! What a check of a merge function is asked for.

use alloc::vec::Vec;

use super::Law;
use crate::{
    Code, Result,
    deployment::reader::{Node, Subject},
    value::Value,
};

/// The options of [`check_merge`](super::check_merge).
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOptions {
    /// How many cases are tried: each is three values in three regions, merged in every way that the laws speak of.
    pub cases: u64,
    /// What the generated values depend on: the same seed tries the same cases, everywhere.
    pub seed: u64,
    /// What the function is made for: a value of each type that it takes, null included. Where values are given, these
    /// and others like them are tried and nothing else: other numbers (with fractions or below zero where one is
    /// given), texts and lengths of arrays, objects with the same members. Where none are given, anything is: null,
    /// booleans, numbers, texts, arrays and objects.
    pub values: Vec<Value>,
    /// Which laws are checked; that the function gives a value always is.
    pub laws: Vec<Law>,
}

impl Default for CheckOptions {
    /// 1,000 cases from seed 0, any value, every law.
    fn default() -> Self {
        CheckOptions { cases: 1_000, seed: 0, values: Vec::new(), laws: Law::CHOICE.to_vec() }
    }
}

impl CheckOptions {
    /// Reads `{cases, seed, values, laws}`, each optional; null is as if it were left out.
    ///
    /// # Errors
    ///
    /// `invalid_argument`; the detail `place` points into the document.
    ///
    /// ```
    /// use active_active::{merge::CheckOptions, value::{Limits, Value}};
    ///
    /// let document = Value::from_json(r#"{"cases": 50, "laws": ["associativity"]}"#, &Limits::default())?;
    /// assert_eq!(CheckOptions::from_document(&document)?.cases, 50);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn from_document(document: &Value) -> Result<Self> {
        const CASES_MAX: u64 = 1 << 32;
        let mut options = CheckOptions::default();
        if document.is_null() {
            return Ok(options);
        }
        let subject = Subject { whole: "the options", code: Code::InvalidArgument };
        let root = Node::of(document, subject).object(&["cases", "seed", "values", "laws"])?;
        let given = |name| root.optional(name).filter(|node| !node.value().is_null());
        if let Some(cases) = given("cases") {
            options.cases = cases.integer(1..=CASES_MAX)?;
        }
        if let Some(seed) = given("seed") {
            options.seed = seed.integer(0..=i64::MAX as u64)?;
        }
        if let Some(values) = given("values") {
            for node in values.items()? {
                options.values.push(node.value().clone());
            }
        }
        if let Some(laws) = given("laws") {
            options.laws.clear();
            for node in laws.items()? {
                let name = node.choice("law", &Law::NAMES, |name| name)?;
                let at = Law::NAMES.iter().position(|other| *other == name);
                options.laws.extend(at.and_then(|at| Law::CHOICE.get(at)));
            }
        }
        Ok(options)
    }
}
