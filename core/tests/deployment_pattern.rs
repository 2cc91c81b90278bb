//! Key patterns against the plainest possible matcher.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::deployment::Pattern;
use proptest::prelude::*;

#[test]
fn patterns_and_keys() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("profile/*", &["profile/7", "profile/é 水"], &["profile/", "profile", "profile/7/8", "xprofile/7", ""]),
        ("**", &["", "a", "a/b/c", "/"], &[]),
        ("*", &["a", "ab"], &["", "a/b", "/"]),
        ("a/**", &["a/", "a/b", "a/b/c"], &["a", "b/a/"]),
        ("page/home", &["page/home"], &["page/home2", "page/hom", "Page/home"]),
        ("order/*/line/*", &["order/1/line/2"], &["order/1/line/", "order//line/2", "order/1/x/line/2"]),
        ("**/log", &["/log", "a/log", "a/b/log", "log/log"], &["log", "a/log/"]),
        ("a**b", &["ab", "a/b", "aab/abb"], &["a", "b", "ba"]),
        ("*-*", &["a-b", "a--b", "---"], &["-", "a-", "-b", "a/-b"]),
        ("**x*y**", &["xay", "xx/xay", "x/xay/"], &["xy", "x/y", "y"]),
        ("é*", &["éa"], &["é", "e"]),
        ("/*", &["/a"], &["/", "a"]),
    ];
    for (text, matching, others) in cases {
        let pattern = Pattern::parse(text).unwrap();
        assert_eq!(pattern.as_str(), *text);
        for key in *matching {
            assert!(pattern.matches(key), "{text} {key}");
        }
        for key in *others {
            assert!(!pattern.matches(key), "{text} {key}");
        }
    }
}

#[test]
fn patterns_that_are_none() {
    for text in ["", "***", "a****", "a\\*", "a\tb", &"a".repeat(Pattern::LENGTH_MAX + 1)] {
        assert!(Pattern::parse(text).is_err(), "{text}");
    }
}

#[test]
fn many_stars_take_no_time() {
    let pattern = Pattern::parse(&format!("{}b", "**a*x".repeat(200))).unwrap();
    assert!(!pattern.matches(&"ax".repeat(512)));
}

/// Tries everything.
fn matches_plainly(pattern: &[char], key: &[char]) -> bool {
    match pattern {
        [] => key.is_empty(),
        ['*', '*', rest @ ..] => (0..=key.len()).any(|taken| matches_plainly(rest, &key[taken..])),
        ['*', rest @ ..] => {
            (1..=key.len()).take_while(|taken| key[taken - 1] != '/').any(|taken| matches_plainly(rest, &key[taken..]))
        }
        [letter, rest @ ..] => key.first() == Some(letter) && matches_plainly(rest, &key[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn every_pattern_matches_as_the_plain_matcher_does(
        parts in prop::collection::vec(prop::sample::select(vec!["a", "b", "/", "é", "*", "**", "ab", "a/"]), 1..8),
        keys in prop::collection::vec("[abé/]{0,8}", 1..12),
    ) {
        let mut text = parts.concat();
        while text.contains("***") {
            text = text.replace("***", "**");
        }
        let pattern = Pattern::parse(&text).unwrap();
        let plain: Vec<char> = text.chars().collect();
        for key in keys {
            let expected = matches_plainly(&plain, &key.chars().collect::<Vec<_>>());
            prop_assert_eq!(pattern.matches(&key), expected, "{} {}", text, key);
        }
    }
}
