//! The bounded counter: a quantity that never falls below zero, whoever spends of it where.
//!
//! Each region holds rights to a part of the quantity and spends no more than these without asking anybody (Balegas
//! et al. 2015, "Extending eventually consistent cloud databases for enforcing numeric invariants"). What a region
//! granted, spent and gave to others stands in one row for each of its streams; only that stream's writer changes it,
//! and every part of it only rises. So rows join by the greater of each part, and what arrives twice counts once.

use super::LocalDot;
use alloc::vec::Vec;

/// What one stream says of its region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Row {
    pub(crate) stream: u32,
    /// The change that last said it.
    pub(crate) sequence: u64,
    pub(crate) granted: u64,
    pub(crate) spent: u64,
    /// What it gave to other regions, by their numbers, ascending.
    pub(crate) given: Vec<(u16, u64)>,
}

impl Row {
    pub(crate) fn dot(&self) -> LocalDot {
        LocalDot { stream: self.stream, sequence: self.sequence }
    }

    /// What the row leaves to its own region.
    pub(crate) fn left(&self) -> i128 {
        let given: i128 = self.given.iter().map(|(_, amount)| i128::from(*amount)).sum();
        i128::from(self.granted) - i128::from(self.spent) - given
    }

    pub(crate) fn given_to(&self, region: u16) -> u64 {
        self.given.iter().find(|(to, _)| *to == region).map_or(0, |(_, amount)| *amount)
    }

    /// What was given to a region by now; `None` past the range.
    pub(crate) fn give(&mut self, region: u16, amount: u64) -> Option<()> {
        match self.given.binary_search_by_key(&region, |(to, _)| *to) {
            Ok(at) => {
                let known = self.given.get_mut(at)?;
                known.1 = known.1.checked_add(amount)?;
            }
            Err(at) => self.given.insert(at, (region, amount)),
        }
        Some(())
    }

    fn join(&mut self, other: &Row) {
        self.sequence = self.sequence.max(other.sequence);
        self.granted = self.granted.max(other.granted);
        self.spent = self.spent.max(other.spent);
        for &(region, amount) in &other.given {
            match self.given.binary_search_by_key(&region, |(to, _)| *to) {
                Ok(at) => {
                    if let Some(known) = self.given.get_mut(at) {
                        known.1 = known.1.max(amount);
                    }
                }
                Err(at) => self.given.insert(at, (region, amount)),
            }
        }
    }
}

/// Rows by stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct BoundedCounter {
    pub(crate) rows: Vec<Row>,
}

impl BoundedCounter {
    pub(crate) fn join_row(&mut self, row: Row) {
        match self.rows.binary_search_by_key(&row.stream, |known| known.stream) {
            Ok(at) => {
                if let Some(known) = self.rows.get_mut(at) {
                    known.join(&row);
                }
            }
            Err(at) => self.rows.insert(at, row),
        }
    }

    pub(crate) fn row(&self, stream: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&stream, |row| row.stream).ok().and_then(|at| self.rows.get(at))
    }

    /// What is left in all regions together: less than zero where a spend came before the grant behind it.
    pub(crate) fn total(&self) -> i128 {
        self.rows.iter().map(|row| i128::from(row.granted) - i128::from(row.spent)).sum()
    }

    /// What is left to a region; `region_of` names the region of a stream.
    pub(crate) fn rights_of(&self, region: u16, region_of: impl Fn(u32) -> u16) -> i128 {
        let own = self.rows.iter().filter(|row| region_of(row.stream) == region).map(Row::left);
        let from_others = self.rows.iter().map(|row| i128::from(row.given_to(region)));
        own.chain(from_others).sum()
    }
}
