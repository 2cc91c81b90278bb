//! Which keys a class takes: `profile/*`, `**`, `order/*/lines/**`.

use alloc::{boxed::Box, format, string::String, vec::Vec};

use crate::{Code, Error, Result};

/// A key pattern: `*` stands for one or more characters but `/`, `**` for anything, everything else for itself.
///
/// There are no character classes, no alternatives and no escape; `\` is kept free for one and refused.
///
/// ```
/// use active_active::deployment::Pattern;
///
/// let pattern = Pattern::parse("order/*/line")?;
/// assert!(pattern.matches("order/7/line"));
/// assert!(!pattern.matches("order//line"));
/// assert!(!pattern.matches("order/7/8/line"));
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    form: Form,
}

/// How to match; most patterns are one of the first four.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Exact,
    /// A prefix, then `*`.
    Segment(usize),
    /// A prefix, then `**`.
    Prefix(usize),
    Anything,
    General(Box<[Token]>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Literal(String),
    /// `*`
    Segment,
    /// `**`
    Anything,
}

impl Pattern {
    /// The longest pattern, in bytes.
    pub const LENGTH_MAX: usize = 1024;

    /// Reads and compiles a pattern.
    ///
    /// # Errors
    ///
    /// `deployment_invalid` for an empty or too long pattern, three stars in a row, `\` and control characters.
    pub fn parse(text: &str) -> Result<Pattern> {
        let refuse = |why: String| Err(Error::new(Code::DeploymentInvalid, why));
        if text.is_empty() {
            return refuse("a key pattern is empty; `**` takes every key".into());
        }
        if text.len() > Self::LENGTH_MAX {
            return refuse(format!("a key pattern takes {} bytes, the limit is {}", text.len(), Self::LENGTH_MAX));
        }
        if text.contains("***") {
            return refuse(format!("the key pattern `{text}` has three stars in a row; use `*` or `**`"));
        }
        if text.contains(|c: char| c == '\\' || c.is_control()) {
            return refuse(format!("the key pattern {text:?} has `\\` or a control character, which no pattern may"));
        }
        let form = match tokens(text).as_slice() {
            [Token::Literal(_)] => Form::Exact,
            [Token::Anything] => Form::Anything,
            [Token::Segment] => Form::Segment(0),
            [Token::Literal(prefix), Token::Segment] => Form::Segment(prefix.len()),
            [Token::Literal(prefix), Token::Anything] => Form::Prefix(prefix.len()),
            other => Form::General(other.into()),
        };
        Ok(Pattern { text: text.into(), form })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a key matches, as a whole.
    #[inline]
    pub fn matches(&self, key: &str) -> bool {
        let (pattern, key) = (self.text.as_bytes(), key.as_bytes());
        match &self.form {
            Form::Anything => true,
            Form::Exact => pattern == key,
            Form::Prefix(length) => pattern.get(..*length).is_some_and(|prefix| key.starts_with(prefix)),
            Form::Segment(length) => pattern
                .get(..*length)
                .and_then(|prefix| key.strip_prefix(prefix))
                .is_some_and(|rest| !rest.is_empty() && !rest.contains(&b'/')),
            Form::General(tokens) => matches_tokens(tokens, key),
        }
    }

    /// What comes before the one `*` or `**` at the end, for a pattern that is such a prefix.
    pub(crate) fn prefix(&self) -> Option<&str> {
        match self.form {
            Form::Segment(length) | Form::Prefix(length) => self.text.get(..length),
            Form::Anything => Some(""),
            Form::Exact | Form::General(_) => None,
        }
    }

    pub(super) fn tokens(&self) -> Vec<Token> {
        tokens(&self.text)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("**") {
            tokens.push(Token::Anything);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('*') {
            tokens.push(Token::Segment);
            rest = after;
        } else {
            let (literal, after) = rest.split_at(rest.find('*').unwrap_or(rest.len()));
            tokens.push(Token::Literal(literal.into()));
            rest = after;
        }
    }
    tokens
}

/// Where to go on when what follows a star did not match: the star takes one byte more.
#[derive(Clone, Copy)]
struct Retry {
    token: usize,
    key: usize,
}

/// Matches byte by byte, which is the same as by characters, since no character's bytes occur inside another's.
///
/// Only the last `*` and the last `**` are ever widened: an earlier star's shortest match leaves the later ones every
/// choice that a longer one would. So the time is at most tokens × bytes².
fn matches_tokens(tokens: &[Token], key: &[u8]) -> bool {
    let (mut token, mut at) = (0, 0);
    let mut segment: Option<Retry> = None;
    let mut anything: Option<Retry> = None;
    loop {
        let step = match tokens.get(token) {
            None if at == key.len() => return true,
            None => None,
            Some(Token::Anything) => {
                anything = Some(Retry { token: token + 1, key: at });
                segment = None;
                Some(at)
            }
            Some(Token::Segment) => key.get(at).filter(|b| **b != b'/').map(|_| {
                segment = Some(Retry { token: token + 1, key: at + 1 });
                at + 1
            }),
            Some(Token::Literal(text)) => {
                key.get(at..).filter(|rest| rest.starts_with(text.as_bytes())).map(|_| at + text.len())
            }
        };
        if let Some(next) = step {
            (token, at) = (token + 1, next);
            continue;
        }
        // `*` grows as long as no `/` is in its way; then `**` grows, and what follows it starts afresh.
        if let Some(retry) = &mut segment
            && key.get(retry.key).is_some_and(|b| *b != b'/')
        {
            retry.key += 1;
            (token, at) = (retry.token, retry.key);
        } else if let Some(retry) = &mut anything
            && retry.key < key.len()
        {
            retry.key += 1;
            (token, at) = (retry.token, retry.key);
            segment = None;
        } else {
            return false;
        }
    }
}
