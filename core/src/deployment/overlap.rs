//! Which keys move from one class to another when the classes change.
//!
//! The patterns of both documents are run side by side as finite automata over every key at once. There are as many
//! different characters as the patterns name, plus one that stands for all others; so the search is finite, and it
//! is exact: it finds a key that moves if there is one.

use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    string::String,
    vec::Vec,
};

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
    let automata: Vec<Automaton> = before.iter().chain(after).map(|pattern| Automaton::new(pattern)).collect();
    let alphabet = alphabet(&automata);
    let start: Situation = automata.iter().map(|automaton| automaton.closure([0])).collect();
    let mut seen = BTreeMap::from([(start.clone(), ())]);
    let mut waiting = VecDeque::from([(start, String::new())]);
    while let Some((situation, key)) = waiting.pop_front() {
        for letter in &alphabet {
            let next: Situation =
                automata.iter().zip(&situation).map(|(automaton, states)| automaton.step(states, *letter)).collect();
            if next.iter().all(BTreeSet::is_empty) || seen.insert(next.clone(), ()).is_some() {
                continue;
            }
            let mut key = key.clone();
            key.push(*letter);
            let mut matching = automata.iter().zip(&next).map(|(automaton, states)| automaton.accepts(states));
            let first_before = matching.by_ref().take(before.len()).collect::<Vec<_>>().iter().position(|m| *m);
            let first_after = matching.position(|m| m);
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

/// In which states each automaton may be.
type Situation = Vec<BTreeSet<usize>>;

/// What a pattern can do at a place.
enum Step {
    Letter(char),
    /// One character but `/`.
    Some,
    /// Any number of characters but `/`.
    Many,
    /// Any number of any characters.
    Anything,
}

struct Automaton {
    steps: Vec<Step>,
}

impl Automaton {
    fn new(pattern: &Pattern) -> Self {
        let mut steps = Vec::new();
        for token in pattern.tokens() {
            match token {
                Token::Literal(text) => steps.extend(text.chars().map(Step::Letter)),
                Token::Segment => steps.extend([Step::Some, Step::Many]),
                Token::Anything => steps.push(Step::Anything),
            }
        }
        Automaton { steps }
    }

    /// The states with those that are reached without a character: past each step that may take none.
    fn closure(&self, states: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        for mut state in states {
            while all.insert(state) && matches!(self.steps.get(state), Some(Step::Many | Step::Anything)) {
                state += 1;
            }
        }
        all
    }

    fn step(&self, states: &BTreeSet<usize>, letter: char) -> BTreeSet<usize> {
        self.closure(states.iter().filter_map(|state| match self.steps.get(*state)? {
            Step::Letter(own) => (*own == letter).then_some(state + 1),
            Step::Some => (letter != '/').then_some(state + 1),
            Step::Many => (letter != '/').then_some(*state),
            Step::Anything => Some(*state),
        }))
    }

    fn accepts(&self, states: &BTreeSet<usize>) -> bool {
        states.contains(&self.steps.len())
    }
}

/// Every character that a pattern names, `/`, and one more that stands for the rest.
fn alphabet(automata: &[Automaton]) -> BTreeSet<char> {
    let steps = automata.iter().flat_map(|automaton| &automaton.steps);
    let mut letters: BTreeSet<char> = steps
        .filter_map(|step| match step {
            Step::Letter(letter) => Some(*letter),
            _ => None,
        })
        .collect();
    letters.insert('/');
    let other = ('a'..='z').chain('\u{e000}'..).find(|letter| !letters.contains(letter));
    letters.extend(other);
    letters
}
