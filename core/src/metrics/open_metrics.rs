//! The report in the text format of OpenMetrics 1.0, which Prometheus reads.

use super::{MetricCount, MetricsReport, RateState, count::number};
use crate::value::Value;
use alloc::{string::String, vec::Vec};

/// The media type under which the text is served.
pub const OPEN_METRICS_MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The text as it grows. Every sample has the label `region` first.
struct Text<'r> {
    text: String,
    region: &'r str,
}

impl Text<'_> {
    fn add(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.text.push_str(part));
    }

    /// Opens a family of metrics. `unit` is empty where there is none, and else the end of the name.
    fn family(&mut self, name: &str, kind: &str, unit: &str, help: &str) {
        self.add(&["# TYPE active_active_", name, " ", kind, "\n"]);
        if !unit.is_empty() {
            self.add(&["# UNIT active_active_", name, " ", unit, "\n"]);
        }
        self.add(&["# HELP active_active_", name, " ", help, "\n"]);
    }

    fn sample(&mut self, name: &str, labels: &[(&'static str, &str)], value: &Value) {
        let region = self.region;
        self.add(&["active_active_", name, "{region=\"", &escaped(region)]);
        for (label, text) in labels {
            self.add(&["\",", label, "=\"", &escaped(text)]);
        }
        self.add(&["\"} ", &value.to_json(), "\n"]);
    }

    fn gauge(&mut self, name: &str, unit: &str, help: &str, value: &Value) {
        self.family(name, "gauge", unit, help);
        self.sample(name, &[], value);
    }

    /// A family of counters, and one of their rates.
    fn counts(&mut self, name: &str, counts: &[MetricCount], help: &str) {
        self.family(name, "counter", "", help);
        for count in counts {
            self.sample(&[name, "_total"].concat(), &labels(count), &Value::from(count.total));
        }
        let rate = [name, "_per_second"].concat();
        self.family(&rate, "gauge", "", &[help, " In a second, over the window."].concat());
        for count in counts {
            self.sample(&rate, &labels(count), &number(count.per_second));
        }
    }
}

fn labels(count: &MetricCount) -> Vec<(&'static str, &str)> {
    count.labels.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

/// Text as it stands in a label.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\\' | '"' => escaped.extend(['\\', character]),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Milliseconds as seconds.
fn seconds(ms: u64) -> Value {
    number(ms as f64 / 1_000.0)
}

impl MetricsReport {
    /// The text that a scrape of Prometheus takes, in the format OpenMetrics 1.0 from the first line to `# EOF`; serve
    /// it as [`OPEN_METRICS_MEDIA_TYPE`]. Hot keys are not in it: labels never carry keys.
    pub fn to_open_metrics(&self) -> String {
        let mut text = Text { text: String::new(), region: &self.region };
        text.counts("writes", &self.writes, "Writes that this region accepted.");
        text.counts("applied_changes", &self.applied, "Changes of other regions that were applied.");
        text.counts("duplicate_changes", &self.duplicates, "Changes that had been applied before.");
        text.counts("held_batches", &self.held, "Batches that had to wait, by reason.");
        text.counts("refusals", &self.refused, "Writes and batches that were refused, by reason.");
        text.counts("conflicts", &self.conflicts, "Pairs of writes that met without having seen one another.");
        text.counts("conflict_pairs", &self.conflict_pairs, "Conflicts by the regions of both sides.");
        text.counts("merge_failures", &self.merge_failures, "Conflicts for which a merge function gave no value.");
        let violations = "Sampled conflicts on whose versions a merge function broke a law.";
        text.counts("merge_violations", &self.merge_violations, violations);
        let window = "How far back rates look.";
        text.gauge("window_seconds", "seconds", window, &seconds(self.window_ms));
        let breached = u8::from(self.conflict_rate.state == RateState::Breached);
        let breach = "1 while conflicts come faster than the threshold.";
        text.gauge("conflict_rate_breached", "", breach, &Value::from(breached));
        let ahead = "The most that timestamps of an origin were ahead of local time.";
        text.family("clock_ahead_max_seconds", "gauge", "seconds", ahead);
        for clock in &self.clocks {
            let labels = [("origin", clock.origin.as_str()), ("origin_region", &clock.origin_region)];
            text.sample("clock_ahead_max_seconds", &labels, &seconds(clock.ahead_ms_max));
        }
        text.family("unacknowledged_changes", "gauge", "", "Changes of this region that another has not acknowledged.");
        for peer in &self.peers {
            let labels = [("peer", peer.peer.as_str())];
            text.sample("unacknowledged_changes", &labels, &Value::from(peer.unacknowledged));
        }
        text.family("peer_silent_seconds", "gauge", "seconds", "For how long no change of a region has come.");
        for peer in &self.peers {
            let labels = [("peer", peer.peer.as_str())];
            text.sample("peer_silent_seconds", &labels, &seconds(peer.silent_ms));
        }
        text.gauge("records", "", "Records that exist or are remembered.", &Value::from(self.records));
        text.gauge("batches_waiting", "", "Batches that wait.", &Value::from(self.batches_waiting));
        text.gauge("conflict_records", "", "Conflict records that are kept.", &Value::from(self.conflict_records));
        let dropped = "Conflict records that were dropped to stay within the limit.";
        text.family("conflict_records_dropped", "counter", "", dropped);
        let dropped = Value::from(self.conflict_records_dropped);
        text.sample("conflict_records_dropped_total", &[], &dropped);
        text.text.push_str("# EOF\n");
        text.text
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn labels_are_escaped() {
        assert_eq!(escaped("a\\b\"c\nd-é"), "a\\\\b\\\"c\\nd-é");
    }
}
