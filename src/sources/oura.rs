//! Oura API v2.
//!
//! Days are asked for with two days on both sides and trimmed here: some collections leave the last day out, and
//! workouts are filtered by UTC. Pages are followed to the end; a page that names itself again is an error. The
//! contributor called resting heart rate is a score; beats come from the night.

use super::{
    Auth, Collection, Listed, Said, Session, Source, SourceError, Span, What, address, oauth::Endpoints, wire,
};
use crate::{
    config::SourceConfig,
    domain::{
        ActivityRecord, CleanText, Day, Metric, Provider, ShortId, Sport, WellnessRecord, activity::StreamMetrics,
        day,
    },
    http::Url,
    science::readiness::adapt::{Vendor, adapt, contributor},
};
use futures_util::future::{BoxFuture, FutureExt};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Most pages of one question.
const PAGES_MAX: usize = 200;

const fn daily(name: &'static str, core: bool) -> Collection {
    Collection { name, step_days: 180, again_days: 30, ahead_days: 1, removable: false, core }
}

const COLLECTIONS: &[Collection] = &[
    daily("daily_readiness", true),
    Collection { step_days: 60, ..daily("sleep", true) },
    daily("daily_sleep", false),
    daily("daily_activity", false),
    daily("daily_stress", false),
    daily("vO2_max", false),
    Collection { removable: true, ..daily("workout", false) },
];

/// Oura.
#[derive(Debug)]
pub struct Oura {
    base: Url,
    auth: Auth,
    quotas: Vec<(u32, u32)>,
}

impl Oura {
    /// As configured.
    ///
    /// # Errors
    /// When an address in the configuration is none.
    pub fn new(own: &SourceConfig) -> Result<Self, SourceError> {
        let base = address(own.base_url.as_deref(), "https://api.ouraring.com/")?;
        let token = own.token_url.as_deref();
        let endpoints = Endpoints {
            authorize: address(own.authorize_url.as_deref(), "https://cloud.ouraring.com/oauth/authorize")
                .map(bare)?,
            token: address(token, "https://api.ouraring.com/oauth/token").map(bare)?,
            other_token: match token {
                // Applications of the newer portal get their tokens elsewhere.
                None => Some(bare(address(None, "https://moi.ouraring.com/oauth/v2/ext/oauth-token")?)),
                Some(_) => None,
            },
            scopes: &["personal", "daily", "workout"],
            between: " ",
            needed: &["daily"],
            pkce: false,
            env: ["OURA_CLIENT_ID", "OURA_CLIENT_SECRET", "OURA_REFRESH_TOKEN"],
            token_env: Some("OURA_TOKEN"),
            register: "developer.ouraring.com, an application of your own",
        };
        let quotas = super::quotas(own, &[(300, 5000)]);
        Ok(Self { base, auth: Auth::OAuth(Box::new(endpoints)), quotas })
    }

    async fn pages(&self, s: &Session<'_>, name: &str, span: Span) -> Result<Vec<Value>, SourceError> {
        let path = format!("v2/usercollection/{name}");
        let (from, to) = (day::shift(span.from, -2).to_string(), day::shift(span.to, 2).to_string());
        let (mut all, mut seen, mut next) = (Vec::new(), BTreeSet::new(), None::<String>);
        for _ in 0..PAGES_MAX {
            let mut query = vec![("start_date", from.as_str()), ("end_date", to.as_str())];
            if let Some(token) = &next {
                query.push(("next_token", token));
            }
            let page: Page = s.json(&path, &query).await?.unwrap_or_default();
            all.extend(page.data);
            match page.next_token.filter(|t| !t.is_empty()) {
                None => return Ok(all),
                Some(token) if !seen.insert(token.clone()) => break,
                token => next = token,
            }
        }
        Err(SourceError::Strange(format!(
            "oura: the pages of {name} do not end; they are asked for again next time"
        )))
    }
}

/// An address that is used as it is, not joined.
fn bare(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Page {
    data: Vec<Value>,
    next_token: Option<String>,
}

impl Source for Oura {
    fn name(&self) -> &'static str {
        "oura"
    }

    fn provider(&self) -> Provider {
        Provider::Oura
    }

    fn auth(&self) -> &Auth {
        &self.auth
    }

    fn base(&self) -> &Url {
        &self.base
    }

    fn quotas(&self) -> &[(u32, u32)] {
        &self.quotas
    }

    fn collections(&self) -> &'static [Collection] {
        COLLECTIONS
    }

    fn list<'a>(
        &'a self,
        session: &'a Session<'a>,
        collection: &'static Collection,
        span: Span,
    ) -> BoxFuture<'a, Result<Vec<Listed>, SourceError>> {
        async move {
            let rows = self.pages(session, collection.name, span).await?;
            Ok(match collection.name {
                "workout" => workouts(&rows, span),
                name => days(name, &rows, span),
            })
        }
        .boxed()
    }

    fn more<'a>(
        &'a self,
        _: &'a Session<'a>,
        _: &'a str,
        _: &'a Value,
    ) -> BoxFuture<'a, Result<(Vec<Said>, bool), SourceError>> {
        async { Ok((Vec::new(), false)) }.boxed()
    }

    fn account<'a>(&'a self, session: &'a Session<'a>) -> BoxFuture<'a, Result<Option<String>, SourceError>> {
        wire::account(session, "v2/usercollection/personal_info").boxed()
    }

    fn explain(&self, status: u16, _: &str) -> Option<String> {
        (status == 403).then(|| {
            "oura refuses: the membership has ended, or this was not granted at log-in. Look at both, then `lanterne \
             connect oura`"
                .to_owned()
        })
    }
}

/// One entry per day, out of one or more rows of it.
fn days(name: &str, rows: &[Value], span: Span) -> Vec<Listed> {
    let mut by_day: BTreeMap<Day, &Value> = BTreeMap::new();
    for row in rows {
        let Some(day) = wire::day(row, "day").filter(|d| span.has(*d)) else { continue };
        if name == "sleep" && night_rank(row).is_none() {
            continue;
        }
        let better = |old: &&Value| if name == "sleep" { night_rank(row) > night_rank(old) } else { true };
        if by_day.get(&day).is_none_or(better) {
            by_day.insert(day, row);
        }
    }
    let one = |(day, row): (Day, &Value)| {
        let values = values(name, row);
        let said = WellnessRecord { day, source: Provider::Oura, values };
        let print = *blake3::hash(&serde_json::to_vec(&said).unwrap_or_default()).as_bytes();
        let what = What::Whole(vec![Said::Wellness(said)]);
        Listed { id: day.to_string(), day, print, what }
    };
    by_day.into_iter().map(one).collect()
}

/// The long sleep before any other, then the longest; none for what is no night.
fn night_rank(row: &Value) -> Option<(bool, u64)> {
    let kind = wire::text(row, "type").unwrap_or("sleep");
    if matches!(kind, "deleted" | "rest" | "late_nap") {
        return None;
    }
    Some((kind == "long_sleep", wire::positive(row, "total_sleep_duration").unwrap_or(0.0) as u64))
}

/// The fields of each collection that say something, with the names that the tables of fields know them by.
const FIELDS: [(&str, &[(&str, &str)]); 6] = [
    ("daily_readiness", &[("score", "readiness_score"), ("temperature_deviation", "temperature_deviation")]),
    (
        "sleep",
        &[
            ("average_hrv", "average_hrv"),
            ("lowest_heart_rate", "lowest_heart_rate"),
            ("total_sleep_duration", "total_sleep_duration"),
            ("average_breath", "average_breath"),
        ],
    ),
    ("daily_sleep", &[("score", "sleep_score")]),
    ("daily_activity", &[("steps", "steps")]),
    ("daily_stress", &[("stress_high", "stress_high"), ("recovery_high", "recovery_high")]),
    ("vO2_max", &[("vo2_max", "vo2_max")]),
];

fn values(name: &str, row: &Value) -> Vec<(Metric, f64)> {
    let fields = FIELDS.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, f)| f);
    let own = fields.iter().filter_map(|(field, known)| {
        // A night without sleep is one that was not measured.
        let value = wire::num(row, field).filter(|v| *field != "total_sleep_duration" || *v > 0.0)?;
        adapt(Vendor::Oura, known, value)
    });
    let parts = row.get("contributors").and_then(Value::as_object).filter(|_| name == "daily_readiness");
    let parts = parts.into_iter().flatten().filter_map(|(name, v)| contributor(name, v.as_f64()?));
    own.chain(parts).collect()
}

/// Workouts that the athlete started or confirmed: what the ring guesses by itself is every walk to the shop.
fn workouts(rows: &[Value], span: Span) -> Vec<Listed> {
    let one = |row: &Value| {
        let id = wire::text(row, "id")?;
        let day = wire::day(row, "day").filter(|d| span.has(*d))?;
        if wire::text(row, "source") == Some("autodetected") {
            return None;
        }
        let (start, end) = (wire::moment(row, "start_datetime")?, wire::moment(row, "end_datetime")?);
        let seconds = (end - start).num_seconds();
        if !(60..=7 * 86_400).contains(&seconds) {
            return None;
        }
        let kind = wire::text(row, "activity").unwrap_or("other");
        let record = ActivityRecord {
            id: ShortId::of(&[b"oura", id.as_bytes()]),
            provider: Provider::Oura,
            file: None,
            original: None,
            leg: 0,
            sport: kind.parse().unwrap_or(Sport::Other),
            sub_sport: CleanText::line_opt(kind),
            indoor: kind.contains("indoor"),
            start,
            local_date: day,
            title: wire::text(row, "label").and_then(CleanText::line_opt),
            notes: None,
            device: CleanText::line_opt("Oura"),
            elapsed_s: seconds as f64,
            moving_s: seconds as f64,
            distance_m: wire::positive(row, "distance"),
            ascent_m: None,
            avg_hr: None,
            max_hr: None,
            avg_power_w: None,
            max_power_w: None,
            kcal: wire::positive(row, "calories"),
            rpe: None,
            stated_load: None,
            metrics: StreamMetrics::default(),
            laps: Vec::new(),
            swim: None,
            warnings: Vec::new(),
            upstream: None,
        };
        let print = wire::print(row, &[]);
        let what = What::Whole(vec![Said::Activity(Box::new(record), None)]);
        Some(Listed { id: id.to_owned(), day, print, what })
    };
    rows.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests;
