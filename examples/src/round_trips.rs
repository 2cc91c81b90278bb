//! The measured round trips between the places where the regions are.

use std::{fs, path::Path, time::Duration};

/// Round trips by (from, to).
pub(crate) struct RoundTrips(Vec<Row>);

struct Row {
    from: String,
    to: String,
    sites: String,
    milliseconds: f64,
}

impl RoundTrips {
    /// Reads `round_trips.csv`: a header, then `from,to,from_site,to_site,round_trip_ms`; `#` starts a comment.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let shown = file.display();
        let text = fs::read_to_string(file).map_err(|error| format!("{shown}: cannot be read: {error}"))?;
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') || line.starts_with("from,") {
                continue;
            }
            let fields: Vec<&str> = line.split(',').collect();
            let row = match fields.as_slice() {
                [from, to, from_site, to_site, number] => number.parse().ok().map(|milliseconds| Row {
                    from: (*from).into(),
                    to: (*to).into(),
                    sites: format!("{from_site} to {to_site}"),
                    milliseconds,
                }),
                _ => None,
            };
            rows.push(
                row.ok_or_else(|| format!("{shown}:{}: not from,to,from_site,to_site,round_trip_ms", index + 1))?,
            );
        }
        Ok(RoundTrips(rows))
    }

    /// The time that a frame takes one way, and the two places as text.
    pub(crate) fn one_way(&self, from: &str, to: &str) -> Result<(Duration, &str), String> {
        let row = self.0.iter().find(|row| row.from == from && row.to == to);
        let row = row.ok_or_else(|| format!("round_trips.csv has no row from {from} to {to}"))?;
        Ok((Duration::from_secs_f64(row.milliseconds / 2_000.0), row.sites.as_str()))
    }
}
