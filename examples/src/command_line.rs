//! What may be written after `cargo demo`.

use std::{ffi::OsString, path::PathBuf};

use lexopt::prelude::{Long, Short, Value, ValueExt};

pub(crate) const HELP: &str = r#"cargo demo: three regions, three languages, one answer

  cargo demo [--seed N] [--input FILE] [--speed X]
      Runs region eu in Python, us in JavaScript on Node and ap in C++ against each other, over real
      sockets with the latency of real distances, cuts ap off in the middle, heals, and compares.
      The last line is `converged: <digest> python=<n> node=<n> cpp=<n>` with the changes each applied.

      --input FILE  your own operations instead of examples/three-regions/operations.jsonl
      --seed N      another day at the shop (without --input), and other delays in the network; default 7
      --speed X     operations come X times as fast; default 1

  cargo demo generate [--seed N]
      Prints the operations of a seed, to start a file of your own from.

An operation is one line of JSON:

  {"at_ms":120,"region":"eu","do":"put","key":"profile/7","path":["city"],"value":"Oslo"}

      at_ms   milliseconds from the start          region  eu, us or ap
      do      put, edit, patch, assign, add, remove (with "value"), increment (with "amount"),
              delete, unset, reset, clear, enable, disable (with neither)
      key     profile/* and product/* are maps, cart/* and coupons/* sets, likes/* and views/* counters,
              stock/* flags, setting/* registers that keep concurrent values, and all else plain registers:
              see examples/three-regions/deployment.json
      path    the field inside a map, for example ["address","street"]
"#;

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Generate { seed: u64 },
    Run(Run),
}

/// The options of a run.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) seed: Option<u64>,
    pub(crate) input: Option<PathBuf>,
    pub(crate) speed: f64,
}

/// Reads the arguments, the program's name first.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    // `cargo demo -- generate` reaches us with its `--`, since the alias has one of its own.
    let arguments = arguments.into_iter().enumerate().filter(|(index, text)| *index != 1 || text != "--");
    let mut parser = lexopt::Parser::from_iter(arguments.map(|(_, text)| text));
    let mut run = Run { seed: None, input: None, speed: 1.0 };
    let mut generate = false;
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("seed") => run.seed = Some(number(&mut parser, "--seed", "a whole number from 0")?),
            Long("speed") => run.speed = number(&mut parser, "--speed", "a number such as 2")?,
            Long("input") => run.input = Some(parser.value().map_err(|error| error.to_string())?.into()),
            Value(word) if word == "generate" => generate = true,
            other => return Err(other.unexpected().to_string()),
        }
    }
    if !(run.speed.is_finite() && (0.01..=100.0).contains(&run.speed)) {
        return Err(format!("--speed is {}, it must be from 0.01 to 100", run.speed));
    }
    if generate {
        return match run {
            Run { seed, input: None, .. } => Ok(Command::Generate { seed: seed.unwrap_or(crate::SHIPPED_SEED) }),
            _ => Err("`generate` prints operations and reads none; leave --input out".into()),
        };
    }
    Ok(Command::Run(run))
}

fn number<T: std::str::FromStr>(parser: &mut lexopt::Parser, option: &str, expected: &str) -> Result<T, String>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let value = parser.value().map_err(|error| error.to_string())?;
    value.parse().map_err(|_| format!("{option} is {value:?}, it must be {expected}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse_words(words: &str) -> Result<Command, String> {
        parse(std::iter::once("demo").chain(words.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn both_ways_to_pass_arguments_work() {
        let expected = Command::Generate { seed: 9 };
        assert_eq!(parse_words("-- generate --seed 9").unwrap(), expected);
        assert_eq!(parse_words("generate --seed 9").unwrap(), expected);
        let run = Run { seed: None, input: Some("a.jsonl".into()), speed: 2.0 };
        assert_eq!(parse_words("--input a.jsonl --speed 2").unwrap(), Command::Run(run));
    }

    #[test]
    fn nonsense_is_told() {
        assert!(parse_words("--seed many").unwrap_err().contains("--seed is \"many\""));
        assert!(parse_words("--speed 0").unwrap_err().contains("from 0.01 to 100"));
        assert!(parse_words("--quick").unwrap_err().contains("--quick"));
    }
}
