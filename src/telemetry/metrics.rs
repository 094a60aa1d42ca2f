//! Figures of this process, and their text in Prometheus's format (version 0.0.4).

use crate::domain::num::total;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Upper bounds of the buckets of a histogram, s.
const BUCKETS: [f64; 11] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0];

/// Labels of a figure: name and value.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Histogram {
    counts: [u64; BUCKETS.len()],
    sum: f64,
    count: u64,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(f64),
    Spread(Box<Histogram>),
}

#[derive(Clone, Debug)]
struct Family {
    kind: Kind,
    help: &'static str,
    series: BTreeMap<String, Value>,
}

/// A set of figures.
#[derive(Debug, Default)]
pub struct Registry(Mutex<BTreeMap<&'static str, Family>>);

/// The figures of this process.
pub static PROCESS: Registry = Registry(Mutex::new(BTreeMap::new()));

impl Registry {
    fn families(&self) -> MutexGuard<'_, BTreeMap<&'static str, Family>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with(
        &self,
        name: &'static str,
        kind: Kind,
        help: &'static str,
        labels: Labels<'_>,
        change: impl FnOnce(&mut Value),
    ) {
        let mut all = self.families();
        let family = all.entry(name).or_insert_with(|| Family { kind, help, series: BTreeMap::new() });
        let empty = if kind == Kind::Histogram { Value::Spread(Box::default()) } else { Value::Number(0.0) };
        change(family.series.entry(written(labels)).or_insert(empty));
    }

    /// Adds to a counter.
    pub fn add(&self, name: &'static str, help: &'static str, labels: Labels<'_>, n: f64) {
        self.with(name, Kind::Counter, help, labels, |v| {
            if let Value::Number(x) = v {
                *x += n;
            }
        });
    }

    /// Sets a counter that is counted elsewhere: in the log.
    pub fn total(&self, name: &'static str, help: &'static str, labels: Labels<'_>, n: f64) {
        self.with(name, Kind::Counter, help, labels, |v| *v = Value::Number(n));
    }

    /// Sets a gauge.
    pub fn set(&self, name: &'static str, help: &'static str, labels: Labels<'_>, n: f64) {
        self.with(name, Kind::Gauge, help, labels, |v| *v = Value::Number(n));
    }

    /// Notes a length of time, s.
    pub fn time(&self, name: &'static str, help: &'static str, labels: Labels<'_>, s: f64) {
        self.with(name, Kind::Histogram, help, labels, |v| {
            if let Value::Spread(h) = v {
                for (n, le) in h.counts.iter_mut().zip(BUCKETS) {
                    *n += u64::from(s <= le);
                }
                h.sum += s;
                h.count += 1;
            }
        });
    }

    /// Forgets the series of a figure, before they are set anew.
    pub fn clear(&self, name: &'static str) {
        self.families().remove(name);
    }

    /// A number that stands under a name and labels.
    #[must_use]
    pub fn number(&self, name: &str, labels: Labels<'_>) -> Option<f64> {
        match self.families().get(name)?.series.get(&written(labels))? {
            Value::Number(n) => Some(*n),
            Value::Spread(h) => Some(h.count as f64),
        }
    }

    /// The sum over all series of a name.
    #[must_use]
    pub fn sum(&self, name: &str) -> f64 {
        let of = |v: &Value| match v {
            Value::Number(n) => *n,
            Value::Spread(h) => h.count as f64,
        };
        total(self.families().get(name).into_iter().flat_map(|f| f.series.values()).map(of))
    }

    /// Everything as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (name, family) in self.families().iter() {
            let _ = writeln!(out, "# HELP {name} {}\n# TYPE {name} {}", family.help, family.kind.name());
            for (labels, value) in &family.series {
                match value {
                    Value::Number(n) => {
                        let _ = writeln!(out, "{name}{} {n}", braced(labels));
                    }
                    Value::Spread(h) => spread(&mut out, name, labels, h),
                }
            }
        }
        out
    }
}

fn spread(out: &mut String, name: &str, labels: &str, h: &Histogram) {
    let comma = if labels.is_empty() { "" } else { "," };
    for (n, le) in h.counts.iter().zip(BUCKETS) {
        let _ = writeln!(out, "{name}_bucket{{{labels}{comma}le=\"{le}\"}} {n}");
    }
    let _ = writeln!(out, "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {}", h.count);
    let _ = writeln!(out, "{name}_sum{} {}\n{name}_count{} {}", braced(labels), h.sum, braced(labels), h.count);
}

fn braced(labels: &str) -> String {
    if labels.is_empty() { String::new() } else { format!("{{{labels}}}") }
}

fn written(labels: Labels<'_>) -> String {
    let one = |(name, value): &(&str, &str)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    };
    labels.iter().map(one).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let r = Registry::default();
        r.add("a_total", "Things.", &[("who", "x\"y\\z\n")], 2.0);
        r.add("a_total", "Things.", &[("who", "x\"y\\z\n")], 1.0);
        r.set("b", "Now.", &[], 1.5);
        r.time("c_seconds", "How long.", &[("host", "h")], 0.2);
        r.time("c_seconds", "How long.", &[("host", "h")], 99.0);
        let text = r.text();
        assert!(text.contains("# TYPE a_total counter\na_total{who=\"x\\\"y\\\\z\\n\"} 3\n"), "{text}");
        assert!(text.contains("# HELP b Now.\n# TYPE b gauge\nb 1.5\n"));
        assert!(
            text.contains(
                "c_seconds_bucket{host=\"h\",le=\"0.1\"} 0\nc_seconds_bucket{host=\"h\",le=\"0.25\"} 1\n"
            )
        );
        assert!(
            text.contains("c_seconds_bucket{host=\"h\",le=\"60\"} 1\nc_seconds_bucket{host=\"h\",le=\"+Inf\"} 2\n")
        );
        assert!(text.contains("c_seconds_sum{host=\"h\"} 99.2\nc_seconds_count{host=\"h\"} 2\n"));
        assert_eq!((r.sum("c_seconds"), r.number("b", &[])), (2.0, Some(1.5)));
    }
}
