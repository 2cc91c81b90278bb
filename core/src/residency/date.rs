//! Days as milliseconds.

const DAY_MS: u64 = 86_400_000;

/// Which end of a day is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// The first or last millisecond, in UTC, of a day in ISO 8601 (`2025-07-01`) from 1970 on; nothing for what is no such
/// day.
pub(super) fn parse(text: &str, end: End) -> Option<u64> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<u64>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || year < 1970 || !(1..=days_in(year, month)?).contains(&day) {
        return None;
    }
    // Days before the first of March of a year that begins in March: Howard Hinnant, "chrono-compatible low-level date
    // algorithms", days_from_civil.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    let start = (days - 719_468) * DAY_MS;
    Some(if end == End::Last { start + DAY_MS - 1 } else { start })
}

fn days_in(year: u64, month: u64) -> Option<u64> {
    match month {
        4 | 6 | 9 | 11 => Some(30),
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => Some(29),
        2 => Some(28),
        1..=12 => Some(31),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_calendar() {
        for (text, first) in [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400_000),
            ("2025-07-01", 1_751_328_000_000),
            ("9999-12-31", 253_402_214_400_000),
        ] {
            assert_eq!(parse(text, End::First), Some(first));
            assert_eq!(parse(text, End::Last), Some(first + DAY_MS - 1));
        }
        for wrong in [
            "",
            "2025",
            "2025-7-1",
            "2025-02-29",
            "2100-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-01-00",
            "2025-04-31",
            "1969-12-31",
            "2025-01-01T",
            "2025-01-01-01",
            "+025-01-01",
        ] {
            assert_eq!(parse(wrong, End::First), None, "{wrong}");
        }
    }
}
