//! How many tests a child process ran, read from what it printed.

/// Tests passed, failed and skipped.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Ran, and held.
    pub passed: u64,
    /// Ran, and did not hold; or could not run at all.
    pub failed: u64,
    /// Did not run, for a reason that was said.
    pub skipped: u64,
}

impl Tally {
    /// One test that passed.
    pub const ONE: Tally = Tally { passed: 1, failed: 0, skipped: 0 };

    /// All tests, however they ended.
    pub fn total(self) -> u64 {
        self.passed + self.failed + self.skipped
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// How to read a kind of output.
pub type Counter = fn(&str) -> Tally;

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, one such line for each test program.
pub fn cargo(output: &str) -> Tally {
    sum(output.lines().filter(|line| line.starts_with("test result:")))
}

/// `12 passed, 1 skipped in 0.50s`, the last line of pytest.
pub fn pytest(output: &str) -> Tally {
    sum(output.lines().rev().find(|line| line.contains(" in ") && line.contains(|c: char| c.is_ascii_digit())))
}

/// `# pass 12`, the last lines of node's test runner as TAP.
pub fn node(output: &str) -> Tally {
    let number = |name: &str| -> u64 {
        let found =
            output.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse().ok());
        found.unwrap_or(0)
    };
    Tally {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
        skipped: number("skipped ") + number("todo "),
    }
}

/// `ok <name>`, `not ok <name>` and `skip <name>: <reason>`, one line for each test.
pub fn lines(output: &str) -> Tally {
    let starting = |word: &str| output.lines().filter(|line| line.starts_with(word)).count() as u64;
    Tally { passed: starting("ok "), failed: starting("not ok "), skipped: starting("skip ") }
}

/// `[ PASS ] <name>` and `[ FAIL ] <name>`, one line for each worker that `workerd test` ran.
pub fn workerd(output: &str) -> Tally {
    let containing = |word: &str| output.lines().filter(|line| line.contains(word)).count() as u64;
    Tally { passed: containing("[ PASS ]"), failed: containing("[ FAIL ]"), skipped: 0 }
}

/// `<subject>: 12 passed, 1 failed, 0 skipped` or `<subject>: 12 vectors passed`, the last such line.
pub fn summary(output: &str) -> Tally {
    let is_summary = |line: &&str| line.split_once(": ").is_some_and(|(_, counts)| sum([counts]).total() > 0);
    sum(output.lines().rev().find(is_summary).and_then(|line| line.split_once(": ")).map(|(_, counts)| counts))
}

/// Adds up `<number> [<noun>] <outcome>` wherever it stands in the lines.
fn sum<'a>(lines: impl IntoIterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    for line in lines {
        let mut number: Option<u64> = None;
        for word in line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            match (word, number) {
                ("passed" | "xpassed", Some(n)) => tally.passed += n,
                ("failed" | "error" | "errors", Some(n)) => tally.failed += n,
                ("skipped" | "ignored" | "xfailed" | "deselected", Some(n)) => tally.skipped += n,
                _ => {
                    // `5 vectors passed`: a noun between the number and the outcome leaves the number standing.
                    number = word.parse().ok().or(number);
                    continue;
                }
            }
            number = None;
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn cargo_adds_up_every_program() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        assert_eq!(cargo(output), tally(5, 4, 1));
    }

    #[test]
    fn pytest_reads_the_last_line() {
        assert_eq!(pytest("...F\n1 failed, 3 passed, 2 skipped in 0.12s\n"), tally(3, 1, 2));
        assert_eq!(pytest("=== 3 passed in 0.12s ===\n"), tally(3, 0, 0));
        assert_eq!(pytest("1 passed, 1 error in 0.12s\n"), tally(1, 1, 0));
    }

    #[test]
    fn node_reads_the_totals() {
        let output = "# tests 4\n# suites 0\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(node(output), tally(2, 1, 1));
    }

    #[test]
    fn lines_are_counted_by_their_first_word() {
        assert_eq!(lines("ok a\nnot ok b\nskip c: no browser\nokay\n"), tally(1, 1, 1));
    }

    #[test]
    fn summaries_are_read_with_and_without_a_noun() {
        assert_eq!(summary("simulate: 300 passed, 1 failed\n"), tally(300, 1, 0));
        assert_eq!(summary("conformance python: 42 vectors passed\n"), tally(42, 0, 0));
        assert_eq!(summary("conformance python: 41 vectors passed, 1 failed\nbye\n"), tally(41, 1, 0));
        assert_eq!(summary("nothing: here\n"), tally(0, 0, 0));
    }
}
