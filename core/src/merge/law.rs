//! The laws of a merge function.

/// What a merge function owes to regions that must end with the same answer.
///
/// `merge` takes a list of versions; x, y and z are versions. The merge of two versions is a version again: it has the
/// merged value, and region, timestamp and dot of the later of the two, which is what a region would give it that
/// wrote the answer back. Answers are compared as canonical values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Law {
    /// The same list gives the same answer twice.
    Determinism,
    /// Merging what two regions wrote alike changes nothing: merge(x, y) is the value of both where they are equal.
    Idempotence,
    /// The answer does not depend on the order of the list, of two versions and of three. Each keeps its region,
    /// timestamp and dot, so a function may look at those, or find the latest version; one that takes "the last in the
    /// list" breaks this law. The engine always lists versions in canonical order, so where that is meant, leave
    /// the law out.
    Commutativity,
    /// It does not matter who merges first: merge(merge(x, y), z), merge(x, merge(y, z)) and merge(x, y, z) are one.
    Associativity,
    /// The function gives a value at all. Always checked.
    Raises,
    /// What it gives is a value: no NaN, no integer beyond 64 bits, no object of the host's. Always checked.
    NotEncodable,
}

impl Law {
    /// The laws that may be chosen.
    pub const CHOICE: &'static [Law] = &[Law::Determinism, Law::Idempotence, Law::Commutativity, Law::Associativity];

    /// The names, in the order of `CHOICE`.
    pub(super) const NAMES: [&'static str; 4] = ["determinism", "idempotence", "commutativity", "associativity"];

    /// The stable name, for example `"associativity"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Law::Determinism => "determinism",
            Law::Idempotence => "idempotence",
            Law::Commutativity => "commutativity",
            Law::Associativity => "associativity",
            Law::Raises => "raises",
            Law::NotEncodable => "not_encodable",
        }
    }

    /// What a function that breaks the law is not, or does.
    pub(super) const fn broken(self) -> &'static str {
        match self {
            Law::Determinism => "is not deterministic: the same versions give two answers",
            Law::Idempotence => "is not idempotent: two equal values give another one",
            Law::Commutativity => "is not commutative: the order of the versions changes the answer",
            Law::Associativity => "is not associative: who merges first changes the answer",
            Law::Raises => "raises",
            Law::NotEncodable => "gives something that is no value",
        }
    }
}

impl core::fmt::Display for Law {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
