//! Strava API v3, for display only.
//!
//! Its terms (June 2026) forbid using its data for a model and combining it with others', and keeping it beyond seven
//! days; the policy of [`Provider::StravaApi`] holds that. Activities are asked for newest first, each page before the
//! oldest start of the page before: page numbers shift when something is uploaded. Samples are only asked for activities
//! of the last days, as older ones would be gone before they are looked at.

use super::{
    Auth, Collection, Listed, Said, Session, Source, SourceError, Span, What, address, oauth::Endpoints, wire,
};
use crate::{
    config::SourceConfig,
    domain::{
        ActivityRecord, CleanText, Provider, Recording, ShortId, Sport,
        day::{self, between},
        recording::{Samples, Summary},
    },
    formats,
    http::{Answer, Url},
};
use chrono::NaiveTime;
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::Value;

/// Activities of one page.
const PER_PAGE: usize = 200;
/// Most pages of one question.
const PAGES_MAX: usize = 200;
/// Days back for which samples are asked.
const SAMPLES_DAYS: i64 = 7;
/// Span of the short quota, s.
const QUARTER_S: u32 = 900;
/// Span of the long one, s.
const DAY_S: u32 = 86_400;

const COLLECTIONS: &[Collection] = &[Collection {
    name: "activities",
    step_days: 365,
    again_days: 30,
    ahead_days: 1,
    removable: true,
    core: true,
}];

/// Strava.
#[derive(Debug)]
pub struct Strava {
    base: Url,
    auth: Auth,
    quotas: Vec<(u32, u32)>,
}

impl Strava {
    /// As configured.
    ///
    /// # Errors
    /// When an address in the configuration is none.
    pub fn new(own: &SourceConfig) -> Result<Self, SourceError> {
        let base = address(own.base_url.as_deref(), "https://www.strava.com/api/v3/")?;
        let at = |own: Option<&str>, usual: &str| {
            let mut url = address(own, usual)?;
            let path = url.path().trim_end_matches('/').to_owned();
            url.set_path(&path);
            Ok::<Url, SourceError>(url)
        };
        let endpoints = Endpoints {
            authorize: at(own.authorize_url.as_deref(), "https://www.strava.com/oauth/authorize")?,
            token: at(own.token_url.as_deref(), "https://www.strava.com/oauth/token")?,
            other_token: None,
            scopes: &["read", "activity:read_all"],
            between: ",",
            needed: &["activity:read_all"],
            pkce: false,
            env: ["STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET", "STRAVA_REFRESH_TOKEN"],
            token_env: None,
            register: "strava.com/settings/api, an application of your own",
        };
        let quotas = super::quotas(own, &[(QUARTER_S, 100), (DAY_S, 1000)]);
        Ok(Self { base, auth: Auth::OAuth(Box::new(endpoints)), quotas })
    }

    async fn pages(&self, s: &Session<'_>, span: Span) -> Result<Vec<Value>, SourceError> {
        let mut before = day::shift(span.to, 2).and_time(NaiveTime::MIN).and_utc().timestamp();
        let first = day::shift(span.from, -1).and_time(NaiveTime::MIN).and_utc().timestamp();
        let size = PER_PAGE.to_string();
        let mut all = Vec::new();
        for _ in 0..PAGES_MAX {
            let until = before.to_string();
            let query = [("before", until.as_str()), ("per_page", size.as_str())];
            let mut page: Vec<Value> = s.json("athlete/activities", &query).await?.unwrap_or_default();
            if page.is_empty() && !all.is_empty() {
                // After a full page an empty one may be an error of theirs; two in a row are the end.
                page = s.json("athlete/activities", &query).await?.unwrap_or_default();
            }
            let oldest = page.iter().filter_map(|r| wire::moment(r, "start_date")).min().map(|t| t.timestamp());
            let full = page.len() >= PER_PAGE;
            all.extend(page);
            match oldest {
                // One second more, so that what starts in the same second as the oldest comes again.
                Some(oldest) if full && oldest >= first && oldest + 1 < before => before = oldest + 1,
                _ => return Ok(all),
            }
        }
        Err(SourceError::Strange("strava: the pages do not end; they are asked for again next time".into()))
    }
}

impl Source for Strava {
    fn name(&self) -> &'static str {
        "strava"
    }

    fn provider(&self) -> Provider {
        Provider::StravaApi
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

    /// `"15 minutes,day"` in the headers.
    fn said_of_quotas(&self, answer: &Answer) -> Vec<(u32, u32)> {
        let header = answer.header("x-readratelimit-usage").or_else(|| answer.header("x-ratelimit-usage"));
        let counts = header.into_iter().flat_map(|h| h.split(',')).map(|n| n.trim().parse().ok());
        [QUARTER_S, DAY_S].into_iter().zip(counts).filter_map(|(span, n)| Some((span, n?))).collect()
    }

    fn collections(&self) -> &'static [Collection] {
        COLLECTIONS
    }

    fn list<'a>(
        &'a self,
        session: &'a Session<'a>,
        _: &'static Collection,
        span: Span,
    ) -> BoxFuture<'a, Result<Vec<Listed>, SourceError>> {
        async move {
            let rows = self.pages(session, span).await?;
            let mut all: Vec<Listed> = rows.iter().filter_map(|r| listed(r, session)).collect();
            all.retain(|l| span.has(l.day));
            all.sort_by(|a, b| a.id.cmp(&b.id));
            all.dedup_by(|a, b| a.id == b.id);
            Ok(all)
        }
        .boxed()
    }

    fn more<'a>(
        &'a self,
        session: &'a Session<'a>,
        id: &'a str,
        row: &'a Value,
    ) -> BoxFuture<'a, Result<(Vec<Said>, bool), SourceError>> {
        async move {
            let path = format!("activities/{id}/streams");
            let keys = "time,distance,altitude,velocity_smooth,heartrate,cadence,watts";
            let streams: Option<Value> = session.json(&path, &[("keys", keys), ("key_by_type", "true")]).await?;
            let samples = streams.as_ref().map(samples).unwrap_or_default();
            let record = record(id, row, samples, session).map(|r| Said::Activity(Box::new(r), None));
            Ok((record.into_iter().collect(), false))
        }
        .boxed()
    }

    fn account<'a>(&'a self, session: &'a Session<'a>) -> BoxFuture<'a, Result<Option<String>, SourceError>> {
        wire::account(session, "athlete").boxed()
    }

    fn explain(&self, status: u16, body: &str) -> Option<String> {
        let inactive = status == 403 && body.contains("Inactive");
        inactive.then(|| {
            "Strava has switched your API application off: since June 2026 it needs a subscription. Your account's archive \
             needs none: ask for it in Strava's settings and run `lanterne import export.zip`"
                .to_owned()
        })
    }
}

fn listed(row: &Value, s: &Session<'_>) -> Option<Listed> {
    let id = wire::id(row, "id").filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?;
    let day = wire::day(row, "start_date_local")?;
    // Other people's applause is no change of the activity.
    let own: &[&str] = &[
        "kudos_count",
        "comment_count",
        "athlete_count",
        "photo_count",
        "total_photo_count",
        "has_kudoed",
        "pr_count",
        "achievement_count",
    ];
    let with_samples =
        between(day, s.today) <= SAMPLES_DAYS && row.get("manual").and_then(Value::as_bool) != Some(true);
    let what = if with_samples {
        What::More(Box::new(row.clone()))
    } else {
        let record = record(&id, row, Samples::default(), s)?;
        What::Whole(vec![Said::Activity(Box::new(record), None)])
    };
    Some(Listed { id, day, print: wire::print(row, own), what })
}

fn record(id: &str, row: &Value, samples: Samples, s: &Session<'_>) -> Option<ActivityRecord> {
    let start = wire::moment(row, "start_date")?;
    let local = wire::local(row, "start_date_local")?;
    let kind = wire::text(row, "sport_type").or_else(|| wire::text(row, "type")).unwrap_or("Other");
    let recording = Recording {
        sport: kind.parse().unwrap_or(Sport::Other),
        sub_sport: CleanText::line_opt(kind),
        indoor: row.get("trainer").and_then(Value::as_bool).unwrap_or(false) || kind.starts_with("Virtual"),
        start,
        utc_offset_s: i32::try_from((local - start.naive_utc()).num_seconds()).ok(),
        title: wire::text(row, "name").and_then(CleanText::line_opt),
        device: wire::text(row, "device_name").and_then(CleanText::line_opt),
        summary: Summary {
            elapsed_s: wire::positive(row, "elapsed_time"),
            timer_s: wire::positive(row, "moving_time"),
            distance_m: wire::positive(row, "distance"),
            ascent_m: wire::positive(row, "total_elevation_gain"),
            avg_hr: wire::positive(row, "average_heartrate"),
            max_hr: wire::positive(row, "max_heartrate"),
            avg_power_w: wire::positive(row, "average_watts")
                .filter(|_| row.get("device_watts").and_then(Value::as_bool) == Some(true)),
            max_power_w: wire::positive(row, "max_watts"),
            kcal: wire::positive(row, "calories"),
            rpe: wire::positive(row, "perceived_exertion").filter(|r| *r <= 10.0),
            load: wire::positive(row, "suffer_score"),
        },
        samples,
        upstream: CleanText::line_opt(id),
        ..Recording::default()
    };
    let mut record = formats::record(&recording, "", 0, Provider::StravaApi, "", s.zone);
    (record.id, record.original, record.file) = (ShortId::of(&[b"strava_api", id.as_bytes()]), None, None);
    record.local_date = local.date();
    Some(record)
}

/// Columns of equal length; one of another length is left out.
fn samples(streams: &Value) -> Samples {
    let column = |name: &str| -> Vec<f64> {
        let data = streams.get(name).and_then(|s| s.get("data")).and_then(Value::as_array);
        data.into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
    };
    let t = column("time");
    let rising = t.windows(2).all(|w| w[0] <= w[1]) && t.iter().all(|x| (0.0..=1.0e6).contains(x));
    if !rising {
        return Samples::default();
    }
    let fits = |c: Vec<f64>| if c.len() == t.len() { c } else { Vec::new() };
    let narrow = |name: &str| fits(column(name)).into_iter().map(|v| v as f32).collect::<Vec<f32>>();
    Samples {
        hr: narrow("heartrate"),
        power: narrow("watts"),
        speed: narrow("velocity_smooth"),
        distance: fits(column("distance")),
        altitude: narrow("altitude"),
        cadence: narrow("cadence"),
        t,
    }
}

#[cfg(test)]
mod tests;
