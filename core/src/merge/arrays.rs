//! Two arrays that grew out of one.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use super::three_way::{Merger, Sides, place};
use crate::{Code, Error, Result, value::Value};

/// Base elements that both sides kept, then what a added, then what b added. Of elements that are equal the first
/// ones are those of the base.
pub(super) fn append(base: &[Value], a: &[Value], b: &[Value]) -> Value {
    let (in_base, in_a, in_b) = (counts(base), counts(a), counts(b));
    let how_often = |counts: &BTreeMap<Vec<u8>, usize>, bytes: &[u8]| counts.get(bytes).copied().unwrap_or(0);
    let kept = numbered(base).filter(|(bytes, nth, _)| how_often(&in_a, bytes).min(how_often(&in_b, bytes)) >= *nth);
    let added = |side| numbered(side).filter(|(bytes, nth, _)| *nth > how_often(&in_base, bytes));
    Value::Array(kept.chain(added(a)).chain(added(b)).map(|(_, _, element)| element.clone()).collect())
}

fn counts(elements: &[Value]) -> BTreeMap<Vec<u8>, usize> {
    let mut counts = BTreeMap::new();
    elements.iter().for_each(|element| *counts.entry(element.to_cbor()).or_insert(0) += 1);
    counts
}

/// The elements, each with its bytes and with how many equal ones there are up to it.
fn numbered(elements: &[Value]) -> impl Iterator<Item = (Vec<u8>, usize, &Value)> {
    let mut seen = BTreeMap::new();
    elements.iter().map(move |element| {
        let bytes = element.to_cbor();
        let nth: &mut usize = seen.entry(bytes.clone()).or_insert(0);
        *nth += 1;
        (bytes, *nth, element)
    })
}

/// The elements of one side by their keys, in order.
struct Keyed<'v> {
    order: Vec<&'v Value>,
    // Keys are text or integers, so their JSON tells them apart.
    elements: BTreeMap<String, &'v Value>,
}

impl<'v> Keyed<'v> {
    fn get(&self, key: &Value) -> Option<&'v Value> {
        self.elements.get(&key.to_json()).copied()
    }
}

impl Merger {
    /// Merges arrays element by element, where objects with one key are one element.
    pub(super) fn by_key(&mut self, name: &str, base: &[Value], a: &[Value], b: &[Value]) -> Result<Value> {
        let base = self.keyed("the base", name, base)?;
        let (a, b) = (self.keyed("a", name, a)?, self.keyed("b", name, b)?);
        let mut done = BTreeSet::new();
        let mut merged = Vec::new();
        for key in base.order.iter().chain(&a.order).chain(&b.order) {
            if !done.insert(key.to_json()) {
                continue;
            }
            let sides = Sides { base: base.get(key), a: a.get(key), b: b.get(key) };
            merged.extend(self.inside((*key).clone(), sides)?);
        }
        Ok(Value::Array(merged))
    }

    fn keyed<'v>(&self, side: &'static str, name: &str, elements: &'v [Value]) -> Result<Keyed<'v>> {
        let mut keyed = Keyed { order: Vec::with_capacity(elements.len()), elements: BTreeMap::new() };
        for (index, element) in elements.iter().enumerate() {
            let key = match element.get(name) {
                Some(key @ (Value::Text(_) | Value::Integer(_))) => key,
                Some(key) => {
                    let told = format!("`{name}` is {}; expected text or an integer", key.describe());
                    return Err(self.refuse_element(side, index, &told));
                }
                None => {
                    let told = format!("there is no `{name}`, by which elements of this array are told apart");
                    return Err(self.refuse_element(side, index, &told));
                }
            };
            if keyed.elements.insert(key.to_json(), element).is_some() {
                let told = format!("`{name}` is {}, as in an element before", key.to_json());
                return Err(self.refuse_element(side, index, &told));
            }
            keyed.order.push(key);
        }
        Ok(keyed)
    }

    fn refuse_element(&self, side: &'static str, index: usize, told: &str) -> Error {
        let place = format!("{}[{index}]", place(&self.path));
        Error::new(Code::InvalidArgument, format!("at `{place}` in {side}: {told}"))
            .with("place", place)
            .with("side", side)
    }
}
