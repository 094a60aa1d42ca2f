use super::*;
use crate::{
    config::{Environment, load::tests::parsed},
    log::Access,
    sync::demo,
    vault::Choice,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 22).unwrap()
}

/// A calendar that keeps what it is told, as the service does; `fail` breaks that many writes after the first.
#[derive(Clone, Default)]
struct Calendar(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    rows: Vec<Value>,
    next: u64,
    writes: usize,
    fail_after: Option<usize>,
}

impl Respond for Calendar {
    fn respond(&self, r: &Request) -> ResponseTemplate {
        let mut c = self.0.lock().unwrap();
        let ok = |v: Value| ResponseTemplate::new(200).set_body_json(v);
        let path = r.url.path();
        if r.method.as_str() == "GET" {
            let q: std::collections::BTreeMap<String, String> = r.url.query_pairs().into_owned().collect();
            let day = |v: &Value| v["start_date_local"].as_str().unwrap()[..10].to_owned();
            let rows = c.rows.iter().filter(|v| day(v) >= q["oldest"] && day(v) <= q["newest"]);
            return ok(Value::Array(rows.cloned().collect()));
        }
        c.writes += 1;
        if c.fail_after.is_some_and(|n| c.writes > n) {
            return ResponseTemplate::new(503);
        }
        let body: Vec<Value> = serde_json::from_slice(&r.body).unwrap();
        if path.ends_with("/bulk-delete") {
            c.rows.retain(|row| !body.iter().any(|d| d["external_id"] == row["external_id"]));
            return ok(json!({ "eventsDeleted": body.len() }));
        }
        assert!(path.ends_with("/events/bulk") && r.url.query() == Some("upsert=true"), "{}", r.url);
        let mut said = Vec::new();
        for mut row in body {
            c.next += 1;
            let old = c.rows.iter().position(|x| x["external_id"] == row["external_id"]);
            row["id"] = old.map_or(json!(c.next), |i| c.rows[i]["id"].clone());
            // They set texts anew in their own way.
            row["description"] = json!(row["description"].as_str().unwrap().replace("  ", " "));
            match old {
                Some(i) => c.rows[i] = row.clone(),
                None => c.rows.push(row.clone()),
            }
            said.push(row);
        }
        ok(Value::Array(said))
    }
}

struct World {
    _dir: TempDir,
    paths: Paths,
    store: Store,
    config: Config,
    vault: Vault,
    http: Http,
    calendar: Calendar,
    _server: MockServer,
}

async fn world() -> World {
    let server = MockServer::start().await;
    let calendar = Calendar::default();
    let other = json!({ "id": 900, "external_id": "coach-7", "category": "WORKOUT", "name": "Club ride",
        "start_date_local": "2026-11-28T00:00:00", "description": "" });
    let own =
        json!({ "id": 901, "category": "WORKOUT", "name": "Mine", "start_date_local": "2026-11-24T18:00:00" });
    calendar.0.lock().unwrap().rows.extend([other, own]);
    Mock::given(any()).respond_with(calendar.clone()).mount(&server).await;
    let dir = TempDir::new().unwrap();
    let paths = Paths::in_home(dir.path());
    demo::put_into(&paths);
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    let text = format!("[sources.intervals]\nbase_url = \"{}\"\nper_second = 1000\n", server.uri());
    let mut config = parsed(&text).unwrap();
    let env = |name: &str| (name == "INTERVALS_API_KEY").then(|| "k".to_owned());
    config.environment = Environment::read(&env, None).0;
    let vault = Vault::new(&dir.path().join("vault"), Choice::Env);
    World { _dir: dir, paths, store, config, vault, http: Http::default(), calendar, _server: server }
}

impl World {
    fn push(&self, weeks: u8) -> Push<'_> {
        let patience = Patience { tries: 1, per_second: 1000.0, ..Patience::default() };
        Push {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            vault: &self.vault,
            http: &self.http,
            today: today(),
            weeks,
            patience: Some(patience),
            stop: Stop::default(),
            now: &Utc::now,
        }
    }

    fn athlete(&self) -> Athlete {
        self.store.athlete().unwrap().0
    }

    async fn difference(&self, weeks: u8) -> Difference {
        self.push(weeks).difference(&self.athlete()).await.unwrap()
    }

    async fn apply(&self, weeks: u8) -> Done {
        let d = self.difference(weeks).await;
        self.push(weeks).apply(&d).await.unwrap()
    }

    fn ours(&self) -> Vec<Value> {
        let rows = self.calendar.0.lock().unwrap().rows.clone();
        rows.into_iter().filter(|r| r["external_id"].as_str().is_some_and(remote::is_ours)).collect()
    }

    /// Lays the plan anew, changed.
    fn change(&self, edit: impl FnOnce(&mut crate::domain::Plan)) {
        let mut plan = self.athlete().plan.unwrap();
        edit(&mut plan);
        let new = NewEvent {
            event: Event::PlanLaid(plan),
            actor: Actor::Athlete,
            provenance: Provenance::of(Provider::Manual),
            key: "changed".into(),
            cause: None,
            recorded_at: Utc::now(),
        };
        self.store.append(vec![new]).unwrap();
    }
}

#[tokio::test]
async fn the_plan_goes_there_once_and_what_others_made_stays() {
    let w = world().await;
    let first = w.difference(2).await;
    assert!(first.changes.len() > 5 && first.changes.iter().all(|c| c.what == What::Add), "{first:?}");
    let done = w.push(2).apply(&first).await.unwrap();
    assert_eq!((done.written, done.removed, done.left), (first.changes.len(), 0, 0));
    assert_eq!(w.ours().len(), first.changes.len());
    // They changed the texts; what was sent still stands.
    let again = w.difference(2).await;
    assert_eq!((again.changes.len(), again.same), (0, first.changes.len()), "{again:?}");
    let rows = w.calendar.0.lock().unwrap().rows.clone();
    assert!(rows.iter().any(|r| r["id"] == 900) && rows.iter().any(|r| r["id"] == 901));
    let pushed = w.athlete();
    assert_eq!(pushed.pushed.at(Provider::Intervals).count(), first.changes.len());
}

#[tokio::test]
async fn a_shorter_plan_changes_and_takes_out_only_what_differs() {
    let w = world().await;
    w.apply(2).await;
    // On their side one entry is moved by hand, one deleted, and one of a session that left the plan stands there.
    let gone = {
        let mut c = w.calendar.0.lock().unwrap();
        let at: Vec<usize> =
            (0..c.rows.len()).filter(|i| c.rows[*i]["external_id"].as_str().is_some_and(remote::is_ours)).collect();
        c.rows[at[0]]["start_date_local"] = json!("2026-11-29T00:00:00");
        let mut stray = c.rows[at[2]].clone();
        (stray["external_id"], stray["id"]) = (json!("lanterne-00000000000000ff"), json!(777));
        c.rows.push(stray);
        let gone = c.rows[at[1]]["name"].clone();
        c.rows.remove(at[1]);
        gone
    };
    let d = w.difference(2).await;
    let kinds = |what| d.changes.iter().filter(|c| c.what == what).collect::<Vec<_>>();
    assert_eq!((kinds(What::Add).len(), kinds(What::Change).len(), kinds(What::Remove).len()), (1, 1, 1), "{d:?}");
    assert_eq!(kinds(What::Add)[0].name, gone.as_str().unwrap());
    assert_eq!(kinds(What::Add)[0].differs, ["it was taken out there"]);
    assert!(kinds(What::Change)[0].differs[0].contains("from 2026-11-29"));
    let done = w.push(2).apply(&d).await.unwrap();
    assert_eq!((done.written, done.removed), (2, 1));
    assert!(w.difference(2).await.changes.is_empty());
    assert!(!w.ours().iter().any(|r| r["id"] == 777));
}

#[tokio::test]
async fn a_push_that_was_cut_off_is_gone_on_with() {
    let w = world().await;
    w.calendar.0.lock().unwrap().fail_after = Some(1);
    let d = w.difference(8).await;
    assert!(d.changes.len() > BATCH, "{}", d.changes.len());
    let done = w.push(8).apply(&d).await.unwrap();
    assert_eq!((done.written, done.left), (BATCH, d.changes.len() - BATCH));
    assert!(done.error.unwrap().to_string().contains("503"));
    assert_eq!(w.athlete().pushed.at(Provider::Intervals).count(), BATCH);
    w.calendar.0.lock().unwrap().fail_after = None;
    let rest = w.difference(8).await;
    assert_eq!((rest.changes.len(), rest.same), (d.changes.len() - BATCH, BATCH));
    w.push(8).apply(&rest).await.unwrap();
    let mut ids: Vec<String> = w.ours().iter().map(|r| r["external_id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), d.changes.len(), "none stands there twice");
}

#[tokio::test]
async fn what_moved_beyond_the_weeks_is_moved_there_too() {
    let w = world().await;
    w.apply(1).await;
    let late = shift(today(), 10);
    let mut id = ShortId::default();
    w.change(|plan| {
        let s = plan.sessions.iter_mut().find(|s| s.day > today() && s.day < shift(today(), 6)).unwrap();
        (id, s.day) = (s.id, late);
    });
    let d = w.difference(1).await;
    assert_eq!((d.changes.len(), d.changes[0].what, d.changes[0].session), (1, What::Change, id), "{d:?}");
    w.push(1).apply(&d).await.unwrap();
    let row = w.ours().into_iter().find(|r| r["external_id"] == format!("lanterne-{id}")).unwrap();
    assert!(row["start_date_local"].as_str().unwrap().starts_with(&late.to_string()));
}

#[tokio::test]
async fn a_configured_hour_is_pushed_too() {
    let mut w = world().await;
    w.config.starts = [chrono::NaiveTime::from_hms_opt(18, 30, 0); 7];
    w.apply(1).await;
    assert!(w.ours().iter().all(|r| r["start_date_local"].as_str().unwrap().ends_with("T18:30:00")));
}
