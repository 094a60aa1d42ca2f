//! Three services in one small server on this machine: a made-up history behind the real shapes of their APIs, token
//! renewal with rotation, limits on requests by a clock that the test moves, and faults on request.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
};

/// Pseudo-random numbers that every run repeats (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// One made-up activity.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) id: u64,
    pub(crate) start: DateTime<Utc>,
    pub(crate) seconds: i64,
    pub(crate) title: String,
    /// Whether the hub has only a stub of it.
    pub(crate) stub: bool,
}

/// What the services say; the test may change it between runs.
#[derive(Clone, Default)]
pub(crate) struct History {
    pub(crate) activities: BTreeMap<u64, Made>,
    pub(crate) days: BTreeSet<NaiveDate>,
    pub(crate) events: Vec<Value>,
}

impl History {
    /// `n` activities and `days` days, back from `today`.
    pub(crate) fn made(n: u64, days: i64, today: NaiveDate, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut h = Self::default();
        for i in 0..days {
            h.days.insert(today - TimeDelta::days(i));
        }
        for i in 0..n {
            let back = (i * u64::try_from(days).unwrap_or(1)) / n.max(1);
            let day = today - TimeDelta::days(i64::try_from(back).unwrap_or(0) + 1);
            let hour = 6 + 5 * u32::try_from(i % 3).unwrap_or(0);
            let start = day.and_hms_opt(hour, 7, 0).unwrap_or_default().and_utc();
            let seconds = 1800 + 60 * i64::try_from(dice.below(60)).unwrap_or(0);
            let id = 9_000_000_000 - i;
            h.activities.insert(id, Made { id, start, seconds, title: format!("Ride {i}"), stub: i % 50 == 49 });
        }
        h
    }
}

struct Tokens {
    access: String,
    refresh: String,
    until: i64,
    renewals: u32,
}

/// What the server has seen.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    /// Requests by path.
    pub(crate) paths: Vec<String>,
    /// Requests for data by source.
    pub(crate) by_source: BTreeMap<String, u64>,
    /// Requests beyond a limit.
    pub(crate) beyond: u64,
    /// Faults made.
    pub(crate) faults: u64,
    /// Renewals with a refresh token that was used before.
    pub(crate) reused: u64,
}

struct Inner {
    history: Mutex<Arc<History>>,
    tokens: Mutex<BTreeMap<&'static str, Tokens>>,
    seen: Mutex<Seen>,
    dice: Mutex<Dice>,
    fault_percent: AtomicI64,
    clock: AtomicI64,
    spans: Mutex<BTreeMap<(String, i64, i64), u64>>,
    limits: Mutex<Vec<(String, i64, u64)>>,
    lied: Mutex<BTreeSet<String>>,
    cuts: Mutex<BTreeMap<String, u32>>,
    slow_ms: AtomicI64,
    life_s: i64,
    end: AtomicBool,
}

/// The server. Its threads end when it is dropped.
pub(crate) struct Services {
    inner: Arc<Inner>,
    port: u16,
}

impl Services {
    pub(crate) fn start(history: History, now: DateTime<Utc>, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let tokens = ["oura", "strava"].map(|s| {
            (s, Tokens { access: String::new(), refresh: format!("{s}-refresh-0"), until: 0, renewals: 0 })
        });
        let inner = Arc::new(Inner {
            history: Mutex::new(Arc::new(history)),
            tokens: Mutex::new(tokens.into()),
            seen: Mutex::default(),
            dice: Mutex::new(Dice::new(seed)),
            fault_percent: AtomicI64::new(0),
            clock: AtomicI64::new(now.timestamp()),
            spans: Mutex::default(),
            limits: Mutex::new(vec![
                ("strava".into(), 900, 100),
                ("strava".into(), 86_400, 1000),
                ("oura".into(), 300, 5000),
            ]),
            lied: Mutex::default(),
            cuts: Mutex::default(),
            slow_ms: AtomicI64::new(0),
            life_s: 6 * 3600,
            end: AtomicBool::new(false),
        });
        let own = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if own.end.load(Ordering::SeqCst) {
                    return;
                }
                let own = Arc::clone(&own);
                thread::spawn(move || own.serve(stream));
            }
        });
        Self { inner, port }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `config.toml` that names this server.
    pub(crate) fn config(&self) -> String {
        let b = self.base();
        format!(
            "[sources.oura]\nbase_url = \"{b}/oura\"\ntoken_url = \"{b}/token/oura\"\nper_second = 1000\n\
             [sources.intervals]\nbase_url = \"{b}/intervals\"\nper_second = 1000\n\
             [sources.strava]\nbase_url = \"{b}/strava\"\ntoken_url = \"{b}/token/strava\"\nper_second = 1000\n"
        )
    }

    /// `.env` with a log-in to each.
    pub(crate) fn env() -> &'static str {
        "OURA_CLIENT_ID=c\nOURA_CLIENT_SECRET=canary-secret\nOURA_REFRESH_TOKEN=oura-refresh-0\nINTERVALS_API_KEY=canary-key\n\
         STRAVA_CLIENT_ID=c\nSTRAVA_CLIENT_SECRET=canary-secret\nSTRAVA_REFRESH_TOKEN=strava-refresh-0\n"
    }

    pub(crate) fn faults(&self, percent: i64) {
        self.inner.fault_percent.store(percent, Ordering::SeqCst);
    }

    /// The next so many answers to a path are cut in half, and look whole.
    pub(crate) fn cut(&self, path: &str, times: u32) {
        self.inner.cuts.lock().expect("not poisoned").insert(path.to_owned(), times);
    }

    /// Every answer takes this long.
    pub(crate) fn slow(&self, ms: i64) {
        self.inner.slow_ms.store(ms, Ordering::SeqCst);
    }

    /// Lets any number of requests pass.
    pub(crate) fn without_limits(&self) {
        self.inner.limits.lock().expect("not poisoned").clear();
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.inner.clock.load(Ordering::SeqCst), 0).unwrap_or_default()
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        self.inner.clock.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut History)) {
        change(Arc::make_mut(&mut self.inner.history.lock().expect("not poisoned")));
    }

    /// Ids and starts of the activities that are not stubs.
    pub(crate) fn made(&self) -> Vec<(u64, DateTime<Utc>)> {
        let history = self.inner.history.lock().expect("not poisoned");
        history.activities.values().filter(|m| !m.stub).map(|m| (m.id, m.start)).collect()
    }

    pub(crate) fn seen(&self) -> Seen {
        self.inner.seen.lock().expect("not poisoned").clone()
    }

    pub(crate) fn forget_seen(&self) {
        *self.inner.seen.lock().expect("not poisoned") = Seen::default();
    }

    /// Ends every token of a source at the server, so that it answers 401.
    pub(crate) fn revoke_access(&self, source: &str) {
        if let Some(t) = self.inner.tokens.lock().expect("not poisoned").get_mut(source) {
            t.access.clear();
        }
    }

    /// Ends the log-in itself.
    pub(crate) fn revoke_refresh(&self, source: &str) {
        if let Some(t) = self.inner.tokens.lock().expect("not poisoned").get_mut(source) {
            t.refresh = "nobody has this one".into();
            t.access.clear();
        }
    }

    /// A log-in anew, as after the athlete agreed once more. Gives back the refresh token.
    pub(crate) fn log_in(&self, source: &str) -> String {
        let mut tokens = self.inner.tokens.lock().expect("not poisoned");
        let Some(t) = tokens.get_mut(source) else { return String::new() };
        t.renewals += 1;
        (t.refresh, t.until) = (format!("{source}-again-{}", t.renewals), 0);
        t.refresh.clone()
    }

    pub(crate) fn renewals(&self, source: &str) -> u32 {
        self.inner.tokens.lock().expect("not poisoned").get(source).map_or(0, |t| t.renewals)
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        self.inner.end.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

struct Asked {
    path: String,
    query: BTreeMap<String, String>,
    authorization: String,
    body: String,
}

struct Reply {
    status: u16,
    kind: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn json(value: &Value) -> Self {
        Self { status: 200, kind: "application/json", headers: Vec::new(), body: value.to_string().into_bytes() }
    }

    fn status(status: u16, text: &str) -> Self {
        Self {
            status,
            kind: "application/json",
            headers: Vec::new(),
            body: format!("{{\"error\":\"{text}\"}}").into_bytes(),
        }
    }
}

fn read_request(stream: &mut TcpStream, kept: &mut Vec<u8>) -> Option<Asked> {
    let mut piece = [0_u8; 4096];
    let head_end = loop {
        if let Some(i) = kept.windows(4).position(|w| w == b"\r\n\r\n") {
            break i + 4;
        }
        let n = stream.read(&mut piece).ok().filter(|n| *n > 0)?;
        kept.extend_from_slice(&piece[..n]);
    };
    let head = String::from_utf8_lossy(&kept[..head_end]).into_owned();
    let header = |name: &str| {
        head.lines().find_map(|l| {
            let (k, v) = l.split_once(':')?;
            k.eq_ignore_ascii_case(name).then(|| v.trim().to_owned())
        })
    };
    let length: usize = header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    while kept.len() < head_end + length {
        let n = stream.read(&mut piece).ok().filter(|n| *n > 0)?;
        kept.extend_from_slice(&piece[..n]);
    }
    let body = String::from_utf8_lossy(&kept[head_end..head_end + length]).into_owned();
    kept.drain(..head_end + length);
    let target = head.split(' ').nth(1)?.to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Some(Asked {
        path: path.to_owned(),
        query: pairs(query),
        authorization: header("authorization").unwrap_or_default(),
        body,
    })
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let plain = |s: &str| s.replace("%3A", ":").replace('+', " ");
    text.split('&').filter_map(|p| p.split_once('=')).map(|(k, v)| (plain(k), plain(v))).collect()
}

impl Inner {
    fn serve(&self, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut kept = Vec::new();
        while let Some(asked) = read_request(&mut stream, &mut kept) {
            if self.end.load(Ordering::SeqCst) {
                return;
            }
            let reply = self.answer(&asked);
            let slow = u64::try_from(self.slow_ms.load(Ordering::SeqCst)).unwrap_or(0);
            if slow > 0 {
                thread::sleep(std::time::Duration::from_millis(slow));
            }
            if !self.send(&mut stream, &asked, reply) {
                return;
            }
        }
    }

    fn answer(&self, a: &Asked) -> Reply {
        let source = a.path.split('/').nth(1).unwrap_or_default().to_owned();
        self.seen.lock().expect("not poisoned").paths.push(a.path.clone());
        if let Some(who) = a.path.strip_prefix("/token/") {
            return self.token(who, a);
        }
        *self.seen.lock().expect("not poisoned").by_source.entry(source.clone()).or_default() += 1;
        if self.is_beyond(&source) {
            self.seen.lock().expect("not poisoned").beyond += 1;
            return Reply::status(429, "beyond");
        }
        if !self.is_allowed(&source, a) {
            return Reply::status(401, "no");
        }
        let h = Arc::clone(&self.history.lock().expect("not poisoned"));
        let rest = &a.path[source.len() + 1..];
        if ["/v2/usercollection/personal_info", "/api/v1/athlete/0", "/athlete"].contains(&rest) {
            return Reply::json(&json!({"id": format!("{source}-athlete")}));
        }
        match source.as_str() {
            "oura" => oura(&h, rest.rsplit('/').next().unwrap_or_default(), a),
            "intervals" => intervals(&h, rest, a),
            "strava" => strava(&h, rest, a),
            _ => Reply::status(404, "nothing"),
        }
    }

    fn is_beyond(&self, source: &str) -> bool {
        let now = self.clock.load(Ordering::SeqCst);
        let mut spans = self.spans.lock().expect("not poisoned");
        let mut beyond = false;
        for (of, span, most) in self.limits.lock().expect("not poisoned").iter().filter(|(of, ..)| of == source) {
            let n = spans.entry((of.clone(), *span, now / span)).or_default();
            *n += 1;
            beyond |= *n > *most;
        }
        beyond
    }

    fn is_allowed(&self, source: &str, a: &Asked) -> bool {
        if source == "intervals" {
            return a.authorization == "Basic QVBJX0tFWTpjYW5hcnkta2V5";
        }
        let now = self.clock.load(Ordering::SeqCst);
        let tokens = self.tokens.lock().expect("not poisoned");
        tokens.get(source).is_some_and(|t| {
            !t.access.is_empty() && a.authorization == format!("Bearer {}", t.access) && t.until > now
        })
    }

    /// Renews; an old refresh token ends the whole log-in, as strict services do.
    fn token(&self, who: &str, a: &Asked) -> Reply {
        let form = pairs(&a.body);
        let now = self.clock.load(Ordering::SeqCst);
        let mut tokens = self.tokens.lock().expect("not poisoned");
        let Some(t) = tokens.get_mut(who) else { return Reply::status(404, "nobody") };
        if form.get("grant_type").map(String::as_str) == Some("refresh_token")
            && form.get("refresh_token") != Some(&t.refresh)
        {
            self.seen.lock().expect("not poisoned").reused += 1;
            return Reply::status(400, "invalid_grant");
        }
        t.renewals += 1;
        t.access = format!("{who}-canary-access-{}", t.renewals);
        t.refresh = format!("{who}-canary-refresh-{}", t.renewals);
        t.until = now + self.life_s;
        Reply::json(&json!({"token_type": "Bearer", "access_token": t.access, "refresh_token": t.refresh,
            "expires_in": self.life_s, "scope": "daily,workout,activity:read_all"}))
    }

    /// Sends a reply, or a damaged one. Whether the connection goes on.
    fn send(&self, stream: &mut TcpStream, a: &Asked, mut r: Reply) -> bool {
        let percent = u64::try_from(self.fault_percent.load(Ordering::SeqCst)).unwrap_or(0);
        let fault = {
            let mut dice = self.dice.lock().expect("not poisoned");
            (r.status == 200 && !a.path.starts_with("/token/") && dice.chance(percent)).then(|| dice.below(12))
        };
        if let Some(left) = self.cuts.lock().expect("not poisoned").get_mut(&a.path)
            && *left > 0
        {
            *left -= 1;
            r.body.truncate(r.body.len() / 2);
        }
        let mut length = r.body.len();
        let mut cut = None;
        if let Some(fault) = fault {
            self.seen.lock().expect("not poisoned").faults += 1;
            match fault {
                0 => r = Reply { headers: vec![("retry-after", "0".into())], ..Reply::status(429, "later") },
                1 => r = Reply::status(500, "broken"),
                2 => r = Reply::status(502, "broken"),
                3 => r = Reply::status(503, "broken"),
                4 => {
                    r = Reply {
                        status: 200,
                        kind: "text/html",
                        headers: vec![],
                        body: b"<html>log in</html>".to_vec(),
                    }
                }
                5 => r.body.truncate(r.body.len() / 2),
                6 => cut = Some(r.body.len() / 2),
                7 => length += 10,
                8 => {
                    r.headers.push(("content-encoding", "gzip".into()));
                    r.body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];
                }
                9 => r.body = shuffled(&r.body),
                10 if self.lied.lock().expect("not poisoned").insert(format!("{}{:?}", a.path, a.query)) => {
                    r.body = emptied(&r.body);
                }
                _ => r = Reply::status(504, "slow"),
            }
            if !matches!(fault, 6 | 7) {
                length = r.body.len();
            }
        }
        let mut head =
            format!("HTTP/1.1 {} X\r\ncontent-type: {}\r\ncontent-length: {length}\r\n", r.status, r.kind);
        head.extend(r.headers.iter().flat_map(|(k, v)| [k, ": ", v, "\r\n"]));
        head += "\r\n";
        let body = &r.body[..cut.unwrap_or(r.body.len())];
        let whole = [head.as_bytes(), body].concat();
        let sent = stream.write_all(&whole).is_ok();
        if cut.is_some() || fault == Some(7) {
            let _ = stream.shutdown(Shutdown::Both);
            return false;
        }
        sent
    }
}

/// Rows twice and in another order; anything but a list of rows as it is.
fn shuffled(body: &[u8]) -> Vec<u8> {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(mut rows)) if rows.first().is_some_and(Value::is_object) && rows.len() < 200 => {
            rows.reverse();
            let again: Vec<Value> = rows.iter().take(3).cloned().collect();
            rows.extend(again);
            Value::Array(rows).to_string().into_bytes()
        }
        _ => body.to_vec(),
    }
}

fn emptied(body: &[u8]) -> Vec<u8> {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(_)) => b"[]".to_vec(),
        _ => body.to_vec(),
    }
}

fn in_days<'h>(h: &'h History, from: Option<&String>, to: Option<&String>) -> impl Iterator<Item = &'h NaiveDate> {
    let day = |t: Option<&String>| t.and_then(|t| t.parse().ok());
    let from: NaiveDate = day(from).unwrap_or(NaiveDate::MIN);
    let to: NaiveDate = day(to).unwrap_or(NaiveDate::MAX);
    h.days.range(from..=to.max(from))
}

/// A number of a day that is always the same.
fn of_day(day: NaiveDate, salt: u64, below: u64) -> u64 {
    Dice::new(u64::from(chrono::Datelike::num_days_from_ce(&day).unsigned_abs()) * 31 + salt).below(below)
}

/// 50 rows a page.
fn oura(h: &History, name: &str, a: &Asked) -> Reply {
    let days: Vec<NaiveDate> = in_days(h, a.query.get("start_date"), a.query.get("end_date")).copied().collect();
    let at: usize = a.query.get("next_token").and_then(|t| t.parse().ok()).unwrap_or(0);
    let row = |d: &NaiveDate| match name {
        "daily_readiness" => json!({"id": d.to_string(), "day": d.to_string(), "score": 60 + of_day(*d, 1, 35),
            "temperature_deviation": 0.1, "contributors": {"hrv_balance": 50 + of_day(*d, 2, 50), "sleep_regularity": null}}),
        "sleep" => {
            json!({"id": d.to_string(), "day": d.to_string(), "type": "long_sleep", "average_hrv": 40 + of_day(*d, 3, 40),
            "lowest_heart_rate": 45 + of_day(*d, 4, 12), "total_sleep_duration": 20000 + 100 * of_day(*d, 5, 80), "average_breath": 14.5})
        }
        "daily_sleep" => json!({"id": d.to_string(), "day": d.to_string(), "score": 60 + of_day(*d, 6, 40)}),
        "daily_stress" => {
            json!({"id": d.to_string(), "day": d.to_string(), "stress_high": 60 * of_day(*d, 10, 200)})
        }
        "daily_activity" => json!({"id": d.to_string(), "day": d.to_string(), "steps": 3000 + of_day(*d, 7, 9000)}),
        _ => Value::Null,
    };
    let page: Vec<Value> = days.iter().skip(at).take(50).map(row).filter(|v| !v.is_null()).collect();
    let next = (at + 50 < days.len() && !page.is_empty()).then(|| (at + 50).to_string());
    Reply::json(&json!({"data": page, "next_token": next}))
}

fn intervals(h: &History, rest: &str, a: &Asked) -> Reply {
    let name = rest.rsplit('/').next().unwrap_or_default();
    let (from, to) = (a.query.get("oldest"), a.query.get("newest"));
    match name {
        "wellness" => {
            let row = |d: &NaiveDate| {
                json!({"id": d.to_string(), "weight": 60.0 + of_day(*d, 8, 30) as f64 / 10.0,
                "restingHR": 44 + of_day(*d, 9, 14), "hrv": null, "ctl": 50.0})
            };
            Reply::json(&Value::Array(in_days(h, from, to).map(row).collect()))
        }
        "activities" => {
            let days: BTreeSet<NaiveDate> = {
                let day = |t: Option<&String>| t.and_then(|t| t.parse::<NaiveDate>().ok());
                let (from, to) = (day(from).unwrap_or_default(), day(to).unwrap_or(NaiveDate::MAX));
                h.activities.values().map(|m| m.start.date_naive()).filter(|d| (from..=to).contains(d)).collect()
            };
            let row = |m: &Made| {
                let local = m.start.format("%Y-%m-%dT%H:%M:%S").to_string();
                if m.stub {
                    return json!({"id": m.id.to_string(), "source": "STRAVA", "start_date_local": local,
                        "_note": "STRAVA activities are not available via the API"});
                }
                json!({"id": format!("i{}", m.id), "source": "GARMIN_CONNECT", "type": "Ride", "name": m.title,
                    "start_date_local": local, "start_date": m.start.to_rfc3339(), "moving_time": m.seconds,
                    "elapsed_time": m.seconds, "distance": 8.0 * m.seconds as f64, "average_heartrate": 131, "icu_training_load": 44})
            };
            let there = h.activities.values().filter(|m| days.contains(&m.start.date_naive()));
            Reply::json(&Value::Array(there.map(row).collect()))
        }
        "events" => Reply::json(&Value::Array(h.events.clone())),
        "file" => {
            let id = rest.split('/').rev().nth(1).and_then(|id| id.trim_start_matches('i').parse::<u64>().ok());
            match id.and_then(|id| h.activities.get(&id)) {
                Some(m) => Reply {
                    status: 200,
                    kind: "application/octet-stream",
                    headers: vec![],
                    body: tcx(m).into_bytes(),
                },
                None => Reply::status(404, "no file"),
            }
        }
        _ => Reply::status(404, "nothing"),
    }
}

/// A small recording.
fn tcx(m: &Made) -> String {
    let point = |i: i64| {
        let at = m.start + TimeDelta::seconds(m.seconds * i / 12);
        format!(
            "<Trackpoint><Time>{}</Time><DistanceMeters>{}</DistanceMeters><HeartRateBpm><Value>{}</Value></HeartRateBpm></Trackpoint>",
            at.format("%Y-%m-%dT%H:%M:%SZ"),
            8 * m.seconds * i / 12,
            120 + (i * 7) % 30
        )
    };
    let points: String = (0..=12).map(point).collect();
    format!(
        "<?xml version=\"1.0\"?><TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"Biking\"><Id>{0}</Id><Lap StartTime=\"{0}\"><TotalTimeSeconds>{1}</TotalTimeSeconds>\
         <DistanceMeters>{2}</DistanceMeters><Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>",
        m.start.format("%Y-%m-%dT%H:%M:%SZ"),
        m.seconds,
        8 * m.seconds
    )
}

fn strava(h: &History, rest: &str, a: &Asked) -> Reply {
    if rest.ends_with("/streams") {
        return Reply::json(&json!({"time": {"data": [0, 60, 120]}, "heartrate": {"data": [120, 130, 125]}}));
    }
    let number = |k: &str, usual: i64| a.query.get(k).and_then(|n| n.parse().ok()).unwrap_or(usual);
    let before = DateTime::from_timestamp(number("before", i64::from(i32::MAX)), 0).unwrap_or_default();
    let size = usize::try_from(number("per_page", 30)).unwrap_or(30);
    let mut there: Vec<&Made> = h.activities.values().filter(|m| m.start < before).collect();
    there.sort_by_key(|m| std::cmp::Reverse(m.start));
    let row = |m: &&Made| {
        json!({"id": m.id, "name": m.title, "sport_type": "Ride", "start_date": m.start.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "start_date_local": m.start.format("%Y-%m-%dT%H:%M:%SZ").to_string(), "elapsed_time": m.seconds,
            "moving_time": m.seconds, "distance": 8.0 * m.seconds as f64, "upload_id": 98_765_432_123_456_789_u64,
            "start_latlng": null, "workout_type": null, "kudos_count": 3})
    };
    Reply::json(&Value::Array(there.iter().take(size).map(row).collect()))
}
