//! The report in the text format of OpenMetrics 1.0, which Prometheus reads.

use super::{MetricCount, MetricsReport, RateState, count::number};
use crate::value::Value;
use alloc::{format, string::String};
use core::fmt::Write;

/// The media type under which the text is served.
pub const OPEN_METRICS_MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The text as it grows. Every sample has the label `region` first.
struct Text<'r> {
    text: String,
    region: &'r str,
}

impl Text<'_> {
    /// Opens a family of metrics. `unit` is empty where there is none, and else the end of the name.
    fn family(&mut self, name: &str, kind: &str, unit: &str, help: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "# TYPE active_active_{name} {kind}");
        if !unit.is_empty() {
            let _ = writeln!(self.text, "# UNIT active_active_{name} {unit}");
        }
        let _ = writeln!(self.text, "# HELP active_active_{name} {}", escaped(help));
    }

    fn sample<'l>(&mut self, name: &str, labels: impl Iterator<Item = (&'static str, &'l str)>, value: &Value) {
        let _ = write!(self.text, "active_active_{name}{{region=\"{}\"", escaped(self.region));
        for (label, text) in labels {
            let _ = write!(self.text, ",{label}=\"{}\"", escaped(text));
        }
        let _ = writeln!(self.text, "}} {value}");
    }

    fn gauge(&mut self, name: &str, unit: &str, help: &str, value: &Value) {
        self.family(name, "gauge", unit, help);
        self.sample(name, core::iter::empty(), value);
    }

    /// A family of counters, and one of their rates.
    fn counts(&mut self, name: &str, counts: &[MetricCount], help: &str) {
        self.family(name, "counter", "", help);
        let (total, rate) = (format!("{name}_total"), format!("{name}_per_second"));
        for count in counts {
            self.sample(&total, labels(count), &Value::from(count.total));
        }
        self.family(&rate, "gauge", "", &format!("{help} In a second, over the window."));
        for count in counts {
            self.sample(&rate, labels(count), &number(count.per_second));
        }
    }
}

fn labels(count: &MetricCount) -> impl Iterator<Item = (&'static str, &str)> {
    count.labels.iter().map(|(name, text)| (*name, text.as_str()))
}

/// Text as it stands in labels and in help.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
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
        text.counts("conflicts", &self.conflicts, "Pairs of writes that met without having seen one another.");
        text.counts("conflict_pairs", &self.conflict_pairs, "Conflicts by the regions of both sides.");
        let window = "How far back rates look.";
        text.gauge("window_seconds", "seconds", window, &seconds(self.window_ms));
        let breached = u8::from(self.conflict_rate.state == RateState::Breached);
        let breach = "1 while conflicts come faster than the threshold.";
        text.gauge("conflict_rate_breached", "", breach, &Value::from(breached));
        let ahead = "The most that timestamps of an origin were ahead of local time.";
        text.family("clock_ahead_max_seconds", "gauge", "seconds", ahead);
        for clock in &self.clocks {
            let labels = [("origin", clock.origin.as_str()), ("origin_region", &clock.origin_region)];
            text.sample("clock_ahead_max_seconds", labels.into_iter(), &seconds(clock.ahead_ms_max));
        }
        text.family("unacknowledged_changes", "gauge", "", "Changes of this region that another has not acknowledged.");
        for peer in &self.peers {
            let labels = [("peer", peer.peer.as_str())].into_iter();
            text.sample("unacknowledged_changes", labels, &Value::from(peer.unacknowledged));
        }
        text.family("peer_silent_seconds", "gauge", "seconds", "For how long no change of a region has come.");
        for peer in &self.peers {
            let labels = [("peer", peer.peer.as_str())].into_iter();
            text.sample("peer_silent_seconds", labels, &seconds(peer.silent_ms));
        }
        text.gauge("records", "", "Records that exist or are remembered.", &Value::from(self.records));
        text.gauge("batches_waiting", "", "Batches that wait.", &Value::from(self.batches_waiting));
        text.gauge("conflict_records", "", "Conflict records that are kept.", &Value::from(self.conflict_records));
        let dropped = "Conflict records that were dropped to stay within the limit.";
        text.family("conflict_records_dropped", "counter", "", dropped);
        let dropped = Value::from(self.conflict_records_dropped);
        text.sample("conflict_records_dropped_total", core::iter::empty(), &dropped);
        text.text.push_str("# EOF\n");
        text.text
    }
}
