//! What is seen while the demo runs: one line that is rewritten on a terminal, now and then a new one elsewhere.

use std::{
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};

const TERMINAL_EVERY: Duration = Duration::from_millis(100);
const PLAIN_EVERY: Duration = Duration::from_secs(2);

pub(crate) struct Progress {
    terminal: bool,
    shown: Option<Instant>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Progress { terminal: std::io::stdout().is_terminal(), shown: None }
    }

    /// The state of things, to be replaced by the next one.
    pub(crate) fn show(&mut self, line: &str) {
        let every = if self.terminal { TERMINAL_EVERY } else { PLAIN_EVERY };
        if self.shown.is_some_and(|shown| shown.elapsed() < every) {
            return;
        }
        self.shown = Some(Instant::now());
        if self.terminal {
            print!("\r\x1b[K{line}");
            let _ = std::io::stdout().flush();
        } else {
            println!("{line}");
        }
    }

    /// Something that happened, to stay.
    pub(crate) fn event(&mut self, line: &str) {
        if self.terminal {
            println!("\r\x1b[K{line}");
        } else {
            println!("{line}");
        }
    }
}

/// A number with commas: 12,345.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1_000, 1_234_567].map(super::grouped).each_ref().map(String::as_str)
        );
    }
}
