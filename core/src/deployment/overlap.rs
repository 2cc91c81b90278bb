//! Which keys move from one class to another when the classes change.
//!
//! The patterns of both documents are run side by side as finite automata over every key at once. There are as many
//! different characters as the patterns name, plus one that stands for all others; so the search is finite, and it
//! is exact: it finds a key that moves if there is one.

use crate::sorted::{Order, SortedSet};
use alloc::{collections::VecDeque, string::String, vec::Vec};

use super::pattern::{Pattern, Token};

/// How many situations are looked at before the patterns count as too entangled.
const SITUATIONS_MAX: usize = 20_000;

/// A key, and the first pattern of each side that matches it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) key: String,
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// There were more situations than are looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooEntangled;

/// The shortest key for which `matters` says so of the patterns that match first before and after.
pub(super) fn find(
    before: &[&Pattern],
    after: &[&Pattern],
    matters: impl Fn(Option<usize>, Option<usize>) -> bool,
) -> Result<Option<Move>, TooEntangled> {
    let machine = Machine::new(before.iter().chain(after).copied());
    let alphabet = machine.alphabet();
    let mut seen = SortedSet::new();
    // The start is not among those seen: the same situation with a key that is not empty is another matter.
    let mut waiting = VecDeque::from([(machine.start.clone(), String::new())]);
    while let Some((situation, key)) = waiting.pop_front() {
        for letter in alphabet.iter() {
            let next = machine.step(&situation, *letter);
            if next.is_empty() || !seen.insert(next.clone()) {
                continue;
            }
            let mut key = key.clone();
            key.push(*letter);
            let (first_before, first_after) = machine.first_matches(&next, before.len());
            if matters(first_before, first_after) {
                return Ok(Some(Move { key, before: first_before, after: first_after }));
            }
            if seen.len() > SITUATIONS_MAX {
                return Err(TooEntangled);
            }
            waiting.push_back((next, key));
        }
    }
    Ok(None)
}

/// The places at which the patterns may be, ascending.
type Situation = Vec<usize>;

/// What a pattern can do at a place.
enum Step {
    Letter(char),
    /// One character but `/`.
    One,
    /// Any number of characters but `/`.
    Many,
    /// Any number of any characters.
    Anything,
    /// The pattern with this index has matched.
    Matched(usize),
}

/// All patterns one behind the other.
struct Machine {
    steps: Vec<Step>,
    start: Situation,
}

impl Machine {
    fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Self {
        let mut machine = Machine { steps: Vec::new(), start: Vec::new() };
        let mut starts = Vec::new();
        for (index, pattern) in patterns.enumerate() {
            starts.push(machine.steps.len());
            for token in pattern.tokens() {
                match token {
                    Token::Literal(text) => machine.steps.extend(text.chars().map(Step::Letter)),
                    Token::Segment => machine.steps.extend([Step::One, Step::Many]),
                    Token::Anything => machine.steps.push(Step::Anything),
                }
            }
            machine.steps.push(Step::Matched(index));
        }
        machine.start = machine.closure(starts.into_iter());
        machine
    }

    /// The places with those that are reached without a character: past each step that may take none.
    fn closure(&self, places: impl Iterator<Item = usize>) -> Situation {
        let mut all = Vec::new();
        for mut place in places {
            all.push(place);
            while matches!(self.steps.get(place), Some(Step::Many | Step::Anything)) {
                place += 1;
                all.push(place);
            }
        }
        all.order();
        all.dedup();
        all
    }

    fn step(&self, situation: &[usize], letter: char) -> Situation {
        self.closure(situation.iter().filter_map(|place| match self.steps.get(*place)? {
            Step::Letter(own) => (*own == letter).then_some(place + 1),
            Step::One => (letter != '/').then_some(place + 1),
            Step::Many => (letter != '/').then_some(*place),
            Step::Anything => Some(*place),
            Step::Matched(_) => None,
        }))
    }

    /// The first pattern that matches among the first `split` patterns, and the first among the others.
    fn first_matches(&self, situation: &[usize], split: usize) -> (Option<usize>, Option<usize>) {
        let matched = || {
            situation.iter().filter_map(|place| match self.steps.get(*place) {
                Some(Step::Matched(index)) => Some(*index),
                _ => None,
            })
        };
        (matched().find(|index| *index < split), matched().find_map(|index| index.checked_sub(split)))
    }

    /// Every character that a pattern names, `/`, and one more that stands for the rest.
    fn alphabet(&self) -> SortedSet<char> {
        let named = self.steps.iter().filter_map(|step| match step {
            Step::Letter(letter) => Some(*letter),
            _ => None,
        });
        let mut letters: SortedSet<char> = named.chain(['/']).collect();
        let other = ('a'..='z').chain('\u{e000}'..).find(|letter| !letters.contains(letter));
        letters.extend(other);
        letters
    }
}
