//! "Did you mean": the known name that an unknown one is probably meant to be.

use alloc::{format, string::String, vec::Vec};

/// The nearest of the known names, if one is near.
pub(crate) fn nearest<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = plain(given);
    let reach = 1 + plain.len() / 4;
    let by_distance = known.iter().map(|name| (distance(&plain, &self::plain(name)), *name));
    let near = by_distance.filter(|(distance, _)| *distance <= reach).min_by_key(|(distance, _)| *distance);
    near.map(|(_, name)| name).or_else(|| known.iter().copied().find(|name| initials(name) == plain))
}

/// A list for a sentence: `a`, `b` or `c`.
pub(crate) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::from("nothing"),
    }
}

/// What is left when spelling habits are taken away: `KeepAll`, `keep_all` and `keep-all` are one.
fn plain(name: &str) -> Vec<char> {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(64).collect()
}

/// `lww` for `last-write-wins`.
fn initials(name: &str) -> Vec<char> {
    name.split('-').filter_map(|part| part.chars().next()).collect()
}

/// How many letters have to be changed, added or taken away.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(x != y);
            diagonal = *cell;
            left = changed.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
