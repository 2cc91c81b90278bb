//! What a check of a merge function is asked for.

use alloc::vec::Vec;

use super::{Law, reader::Node};
use crate::{Result, value::Value};

/// The options of [`check_merge`](super::check_merge).
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOptions {
    /// How many cases are tried: each is three values in three regions, merged in every way that the laws speak of.
    pub cases: u64,
    /// What the generated values depend on: the same seed tries the same cases, everywhere.
    pub seed: u64,
    /// What the function is made for. Where values are given, these and others like them are tried and nothing else:
    /// other numbers, texts and lengths of arrays, objects with the same members. Numbers below zero are tried where
    /// one is given. Where none are given, anything is: null, booleans, numbers, texts, arrays and objects.
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
        let root = Node::root(document, "the options");
        root.object(&["cases", "seed", "values", "laws"])?;
        let given = |name| root.member(name).filter(|node| !node.value.is_null());
        let mut options = CheckOptions::default();
        if let Some(cases) = given("cases") {
            options.cases = cases.integer(1..=CASES_MAX)?;
        }
        if let Some(seed) = given("seed") {
            options.seed = seed.integer(0..=i64::MAX as u64)?;
        }
        if let Some(values) = given("values") {
            values.items()?;
            options.values = values.value.as_array().unwrap_or_default().to_vec();
        }
        if let Some(laws) = given("laws") {
            options.laws.clear();
            for node in laws.items()? {
                options.laws.extend(Law::CHOICE.get(node.choice("law", &Law::NAMES)?));
            }
        }
        Ok(options)
    }
}
