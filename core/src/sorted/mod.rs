//! Maps and sets in order, and sorting, in little code.
//!
//! The standard library's are made for millions of entries, and cost some ten kilobytes of WebAssembly for each type
//! of entry. The engine has many types of bookkeeping, and of most a handful of entries.

mod map;
mod order;
mod set;

pub(crate) use map::SortedMap;
pub(crate) use order::Order;
pub(crate) use set::SortedSet;
