//! Smaller values to put in place of one.

use alloc::{vec, vec::Vec};

use super::generate::{Domain, least, size};
use crate::{sorted::Order, value::Value};

impl Domain {
    /// Smaller values of the domain to put in place of one, smallest first.
    pub(super) fn smaller(&self, value: &Value) -> Vec<Value> {
        let mut found = self.pool.clone();
        found.extend(self.parts_smaller(value));
        let limit = size(value);
        found.retain(|other| size(other) < limit);
        found.order_by(|a, b| size(a).cmp(&size(b)).then_with(|| a.cmp_canonical(b)));
        found.dedup();
        found
    }

    /// The value with less in it.
    fn parts_smaller(&self, value: &Value) -> Vec<Value> {
        let without = |length: usize| (0..length).rev();
        match value {
            Value::Integer(n) => vec![Value::from(0), Value::from(n / 2), Value::from(n - n.signum())],
            Value::Float(x) => {
                [*x as i64 as f64, x / 2.0].iter().filter_map(|x| Value::Float(*x).normalize().ok()).collect()
            }
            Value::Text(text) => {
                let letters: Vec<char> = text.chars().collect();
                let skip = |at: usize| letters.iter().enumerate().filter(move |(i, _)| *i != at).map(|(_, c)| c);
                let shorter = without(letters.len()).map(|at| Value::Text(skip(at).collect()));
                let plainer = without(letters.len()).map(|at| {
                    Value::Text(letters.iter().enumerate().map(|(i, c)| if i == at { 'a' } else { *c }).collect())
                });
                shorter.chain(plainer).collect()
            }
            Value::Bytes(bytes) => bytes.split_last().map(|(_, rest)| Value::from(rest)).into_iter().collect(),
            Value::Array(items) => {
                let shorter = without(items.len()).map(|at| Value::Array(skipping(items, at)));
                let plainer = without(items.len()).flat_map(|at| {
                    let inner = items.get(at).map(|item| self.inner_smaller(item)).unwrap_or_default();
                    inner.into_iter().map(move |item| Value::Array(replacing(items, at, item)))
                });
                shorter.chain(plainer).collect()
            }
            Value::Object(members) => {
                let droppable = if self.examples.is_empty() { members.len() } else { 0 };
                let fewer = without(droppable).map(|at| Value::Object(skipping(members, at)));
                let plainer = without(members.len()).flat_map(|at| {
                    let member = members.get(at);
                    let inner = member.map(|(_, value)| self.inner_smaller(value)).unwrap_or_default();
                    let name = member.map(|(name, _)| name.clone()).unwrap_or_default();
                    inner.into_iter().map(move |value| Value::Object(replacing(members, at, (name.clone(), value))))
                });
                fewer.chain(plainer).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What may stand inside an array or an object in place of a part: without examples anything plain.
    fn inner_smaller(&self, part: &Value) -> Vec<Value> {
        let mut found = self.parts_smaller(part);
        found.push(if self.examples.is_empty() { Value::Null } else { least(part) });
        found.retain(|other| size(other) < size(part));
        found
    }
}

fn skipping<T: Clone>(items: &[T], skipped: usize) -> Vec<T> {
    items.iter().enumerate().filter(|(at, _)| *at != skipped).map(|(_, item)| item.clone()).collect()
}

fn replacing<T: Clone>(items: &[T], replaced: usize, by: T) -> Vec<T> {
    let mut items = items.to_vec();
    if let Some(item) = items.get_mut(replaced) {
        *item = by;
    }
    items
}
