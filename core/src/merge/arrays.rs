//! Two arrays that grew out of one.

use alloc::{format, vec::Vec};

use super::three_way::{Merger, Sides, place};
use crate::{
    Code, Error, Result,
    sorted::Order,
    value::{Value, push_index},
};

/// Base elements that both sides kept, then what a added, then what b added. Of elements that are equal the first
/// ones are those of the base.
pub(super) fn append(base: &[Value], a: &[Value], b: &[Value]) -> Value {
    let (in_base, in_a, in_b) = (Elements::numbered(base), Elements::numbered(a), Elements::numbered(b));
    let mut merged = Vec::new();
    for (element, name) in base.iter().zip(&in_base.names) {
        if in_a.place(name).is_some() && in_b.place(name).is_some() {
            merged.push(element.clone());
        }
    }
    for (side, names) in [(a, &in_a.names), (b, &in_b.names)] {
        for (element, name) in side.iter().zip(names) {
            if in_base.place(name).is_none() {
                merged.push(element.clone());
            }
        }
    }
    Value::Array(merged)
}

/// The elements of an array by what tells them apart.
struct Elements {
    /// In the order of the array.
    names: Vec<Vec<u8>>,
    /// Places in the array, in the order of the names and then of the places.
    by_name: Vec<usize>,
}

impl Elements {
    fn new(names: Vec<Vec<u8>>) -> Self {
        let mut by_name: Vec<usize> = (0..names.len()).collect();
        by_name.order_by(|a, b| names.get(*a).cmp(&names.get(*b)));
        Elements { names, by_name }
    }

    /// Elements that are told apart by their value, and equal ones by their number.
    fn numbered(elements: &[Value]) -> Self {
        let values = Elements::new(elements.iter().map(Value::to_cbor).collect());
        let mut names = values.names.clone();
        let (mut last, mut number) = (None, 0u32);
        for place in values.by_name {
            let value = values.names.get(place);
            number = if last == value { number + 1 } else { 0 };
            last = value;
            if let Some(name) = names.get_mut(place) {
                name.extend(number.to_be_bytes());
            }
        }
        Elements::new(names)
    }

    fn place(&self, name: &[u8]) -> Option<usize> {
        let found = self.by_name.binary_search_by(|place| self.names.get(*place).map(Vec::as_slice).cmp(&Some(name)));
        self.by_name.get(found.ok()?).copied()
    }
}

impl Merger {
    /// Merges arrays element by element, where objects with one key are one element.
    pub(super) fn by_key(&mut self, key: &str, base: &[Value], a: &[Value], b: &[Value]) -> Result<Value> {
        let in_base = self.keyed("the base", key, base)?;
        let (in_a, in_b) = (self.keyed("a", key, a)?, self.keyed("b", key, b)?);
        let mut merged = Vec::new();
        for (side, elements) in [(0, base), (1, a), (2, b)] {
            for element in elements {
                let name = element.get(key).cloned().unwrap_or_default();
                let bytes = name.to_cbor();
                let (at_base, at_a, at_b) = (in_base.place(&bytes), in_a.place(&bytes), in_b.place(&bytes));
                let is_done = side > 0 && at_base.is_some() || side > 1 && at_a.is_some();
                if is_done {
                    continue;
                }
                let sides = Sides {
                    base: at_base.and_then(|at| base.get(at)),
                    a: at_a.and_then(|at| a.get(at)),
                    b: at_b.and_then(|at| b.get(at)),
                };
                merged.extend(self.inside(name, sides)?);
            }
        }
        Ok(Value::Array(merged))
    }

    fn keyed(&self, side: &'static str, key: &str, elements: &[Value]) -> Result<Elements> {
        let mut names = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            match element.get(key) {
                Some(name @ (Value::Text(_) | Value::Integer(_))) => names.push(name.to_cbor()),
                _ => return Err(self.refuse_element(side, index, key)),
            }
        }
        let keyed = Elements::new(names);
        for (earlier, later) in keyed.by_name.iter().zip(keyed.by_name.iter().skip(1)) {
            if keyed.names.get(*earlier) == keyed.names.get(*later) {
                return Err(self.refuse_element(side, *later, key));
            }
        }
        Ok(keyed)
    }

    /// The error of an element without its key, with a key of another type, or with that of an earlier one.
    #[cold]
    fn refuse_element(&self, side: &'static str, index: usize, key: &str) -> Error {
        let mut place = place(&self.path);
        push_index(&mut place, index);
        let told = format!(
            "`{place}` of {side} needs a `{key}`, text or an integer, that no earlier element has: it tells the \
             elements of this array apart"
        );
        Error::new(Code::InvalidArgument, told).with("place", place).with("side", side)
    }
}
