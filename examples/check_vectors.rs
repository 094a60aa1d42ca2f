//! Checks the formulas against a folder of reference vectors.
//!
//! `cargo run --example check_vectors -- FOLDER` reads `science.json` (groups of `{id, fn, in, out}`) and `pmc.csv`
//! (a daily load and the form series of several conventions), recomputes every vector that it has a function for and
//! prints `N checked, M skipped (names)`. The exit code is 1 when a value differs, 2 when a file can't be read.

use chrono::NaiveDate;
use lanterne::domain::{
    ActivityRecord, Histogram, Provider, Settings, ShortId, Slot, Sport, StreamMetrics, Threshold, ThresholdKind,
    settings::{Convention, FormSettings, Sex, ThresholdSource, TsbOf},
};
use lanterne::science::{
    distribution, form, heart, hrv, load, monotony, power, readiness, rpe, run, sleep, stream, swim,
    thresholds::Book, zones,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, io::Write as _, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let Some(folder) = std::env::args().nth(1) else {
        let _ = writeln!(out, "usage: check_vectors FOLDER");
        return ExitCode::from(2);
    };
    match check_folder(Path::new(&folder)) {
        Ok(report) => {
            for line in &report.wrong {
                let _ = writeln!(out, "DIFFERS {line}");
            }
            let names: Vec<&str> = report.skipped_names.iter().map(String::as_str).collect();
            let _ = writeln!(out, "{} checked, {} skipped ({})", report.checked, report.skipped, names.join(", "));
            ExitCode::from(u8::from(!report.wrong.is_empty()))
        }
        Err(e) => {
            let _ = writeln!(out, "{folder}: {e:#}");
            ExitCode::from(2)
        }
    }
}

#[derive(Default)]
struct Report {
    checked: usize,
    skipped: usize,
    skipped_names: BTreeSet<String>,
    wrong: Vec<String>,
}

fn check_folder(folder: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let doc: Value = serde_json::from_slice(&std::fs::read(folder.join("science.json"))?)?;
    let groups = doc["groups"].as_object().ok_or_else(|| anyhow::anyhow!("science.json has no groups"))?;
    for vector in groups.values().filter_map(Value::as_array).flatten() {
        let name = vector["fn"].as_str().unwrap_or_default();
        let Some(got) = compute(name, &In(&vector["in"])) else {
            report.skipped += 1;
            report.skipped_names.insert(name.to_owned());
            continue;
        };
        report.checked += 1;
        let id = vector["id"].as_str().unwrap_or(name);
        let tol = &vector["tol"];
        let tol = (tol["rel"].as_f64().unwrap_or(1e-6), tol["abs"].as_f64().unwrap_or(1e-6));
        compare(id, &got, &vector["out"], tol, &mut report.wrong);
    }
    check_form(&std::fs::read_to_string(folder.join("pmc.csv"))?, &mut report)?;
    Ok(report)
}

/// Every key that was computed must be in the vector and agree with it.
fn compare(at: &str, got: &Value, want: &Value, tol: (f64, f64), wrong: &mut Vec<String>) {
    match (got, want) {
        (Value::Object(g), _) => {
            for (k, v) in g {
                compare(&format!("{at}.{k}"), v, &want[k], tol, wrong);
            }
        }
        (Value::Array(g), Value::Array(w)) if g.len() == w.len() => {
            for (i, (g, w)) in g.iter().zip(w).enumerate() {
                compare(&format!("{at}[{i}]"), g, w, tol, wrong);
            }
        }
        (Value::Number(g), Value::Number(w)) => {
            let (g, w) = (g.as_f64().unwrap_or(f64::NAN), w.as_f64().unwrap_or(f64::NAN));
            let near = (g - w).abs() <= (tol.0 * w.abs()).max(tol.1);
            if !near {
                wrong.push(format!("{at}: {g} where {w} is expected"));
            }
        }
        _ if got == want => {}
        _ => wrong.push(format!("{at}: {got} where {want} is expected")),
    }
}

/// The input of one vector.
struct In<'a>(&'a Value);

impl In<'_> {
    fn f(&self, key: &str) -> f64 {
        self.0[key].as_f64().unwrap_or(f64::NAN)
    }

    fn s(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    fn list(&self, key: &str) -> Vec<f64> {
        self.0[key].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    }

    fn gaps(&self, key: &str) -> Vec<Option<f64>> {
        self.0[key].as_array().into_iter().flatten().map(Value::as_f64).collect()
    }

    fn pairs(&self, key: &str) -> Vec<(f64, f64)> {
        let pair = |p: &Value| Some((p[0].as_f64()?, p[1].as_f64()?));
        self.0[key].as_array().into_iter().flatten().filter_map(pair).collect()
    }

    /// `[[value, seconds], …]` at 1 Hz.
    fn stream(&self, key: &str) -> Vec<f64> {
        self.pairs(key).into_iter().flat_map(|(v, s)| std::iter::repeat_n(v, s as usize)).collect()
    }

    fn singles(&self, key: &str) -> Vec<f32> {
        self.stream(key).into_iter().map(|v| v as f32).collect()
    }

    fn histogram(&self, key: &str) -> Histogram {
        Histogram::from_values(1, self.singles(key).into_iter())
    }

    fn sex(&self) -> Sex {
        if self.s("sex") == "f" { Sex::Female } else { Sex::Male }
    }

    fn rates(&self) -> Option<heart::HeartRates> {
        heart::HeartRates::new(self.f("rest"), self.f("max"), self.f("lthr"))
    }

    /// `[0,80,60] x6` or `100 x42 from 0`.
    fn repeated(&self, key: &str) -> Vec<f64> {
        let text = self.s(key);
        let Some((head, tail)) = text.rsplit_once('x') else { return Vec::new() };
        let times = tail.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let list = head.trim().trim_start_matches('[').trim_end_matches(']');
        let once: Vec<f64> = list.split(',').filter_map(|n| n.trim().parse().ok()).collect();
        once.repeat(times)
    }

    /// `4.10+0.08*sin(1.7*i), i=0..59`.
    fn wave(&self, key: &str) -> Option<Vec<f64>> {
        let (formula, range) = self.s(key).split_once(", i=0..")?;
        let (base, rest) = formula.split_once('+')?;
        let (height, rest) = rest.split_once('*')?;
        let (name, rest) = rest.split_once('(')?;
        let step: f64 = rest.strip_suffix("*i)")?.parse().ok()?;
        let (base, height): (f64, f64) = (base.parse().ok()?, height.parse().ok()?);
        let of = |x: f64| if name == "sin" { x.sin() } else { x.cos() };
        Some((0..=range.parse().ok()?).map(|i: u32| base + height * of(step * f64::from(i))).collect())
    }
}

fn compute(name: &str, i: &In) -> Option<Value> {
    by_power_or_pace(name, i)
        .or_else(|| by_heart(name, i))
        .or_else(|| thresholds(name, i))
        .or_else(|| zone_vectors(name, i))
        .or_else(|| form_vectors(name, i))
        .or_else(|| readiness_vectors(name, i))
}

fn by_power_or_pace(name: &str, i: &In) -> Option<Value> {
    Some(match name {
        "normalized_power" => {
            let w = i.stream("blocks");
            let np = power::normalized(&w);
            let mean = w.iter().sum::<f64>() / w.len() as f64;
            json!({"tp": np, "gc_zero_primed": power::normalized_zero_primed(&w), "vi_tp": np.map(|n| n / mean)})
        }
        "tss" => {
            let intensity = i.f("np") / i.f("ftp");
            json!({"if": intensity, "tss": power::stress(i.f("seconds"), intensity)})
        }
        "xpower" => {
            let w = i.stream("blocks");
            let x = power::xpower(&w)?;
            let ri = x / i.f("cp");
            json!({"xpower": x, "ri": ri, "bikescore": power::stress(w.len() as f64, ri)})
        }
        "gap_factor" => {
            let cost = run::minetti_cost(i.f("grade"));
            json!({"minetti_cost": cost, "minetti": cost / 3.6, "lanterne": run::grade_factor(i.f("grade"))})
        }
        "rtss" => {
            let factor =
                |g: f64| if i.s("model") == "minetti" { run::minetti_cost(g) / 3.6 } else { run::grade_factor(g) };
            let (speed, grade) = (i.stream("speed_blocks"), i.stream("grade_blocks"));
            let flat: Vec<f64> = speed.iter().zip(&grade).map(|(v, g)| v * factor(*g)).collect();
            let ngs = power::normalized(&flat)?;
            let intensity = ngs / i.f("threshold_speed");
            json!({"ngs": ngs, "if": intensity, "rtss": power::stress(flat.len() as f64, intensity)})
        }
        "rtss_const" => {
            let intensity = i.f("threshold_s_per_km") / i.f("ngp_s_per_km");
            json!({"if": intensity, "rtss": power::stress(i.f("seconds"), intensity)})
        }
        "stss" => {
            let (load, intensity) = swim::stress(i.f("moving_s"), i.f("distance_m"), i.f("css_m_s"))?;
            json!({"if": intensity, "stss": load})
        }
        "daily_load" => ladder(i)?,
        _ => return None,
    })
}

/// One activity through the whole ladder.
fn ladder(i: &In) -> Option<Value> {
    let sport: Sport = i.s("sport").parse().ok()?;
    let day = NaiveDate::from_ymd_opt(2026, 5, 4)?;
    let seconds = i.f("minutes") * 60.0;
    let given = |key: &str| Some(i.f(key)).filter(|v| v.is_finite());
    let set = |kind, key| {
        let sport = if kind == ThresholdKind::Ftp { Some(Sport::Bike) } else { None };
        given(key).map(|value| Threshold {
            kind,
            sport,
            value,
            from: day,
            source: ThresholdSource::Set,
            note: None,
        })
    };
    let thresholds = [
        set(ThresholdKind::Ftp, "ftp"),
        set(ThresholdKind::HrRest, "rest"),
        set(ThresholdKind::HrMax, "max"),
        set(ThresholdKind::Lthr, "lthr"),
    ];
    let settings =
        Settings { thresholds: thresholds.into_iter().flatten().collect(), sex: i.sex(), ..Settings::default() };
    let coverage = given("hr_coverage").unwrap_or(0.0);
    let hr = given("avg_hr").map(|h| std::iter::repeat_n(h as f32, seconds as usize)).into_iter().flatten();
    let metrics = StreamMetrics {
        np_w: given("np"),
        power_coverage: given("np").map_or(0.0, |_| given("power_coverage").unwrap_or(1.0)),
        hr_coverage: coverage,
        hr: Histogram::from_values(1, hr),
        ..StreamMetrics::default()
    };
    let record = ActivityRecord {
        id: ShortId::default(),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start: day.and_hms_opt(8, 0, 0)?.and_utc(),
        local_date: day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: seconds,
        moving_s: seconds,
        distance_m: None,
        ascent_m: None,
        avg_hr: given("avg_hr"),
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: given("rpe"),
        stated_load: None,
        metrics,
        warnings: Vec::new(),
    };
    let book = Book::build(&settings, &[], &std::collections::BTreeMap::new(), day);
    let l = load::of(&record, &book, &settings, &load::TypicalLoad::default());
    let method = if l.method == load::Method::HeartRate { "hr" } else { l.method.name() };
    Some(json!({"method": method, "load": l.value, "conf": l.confidence}))
}

fn by_heart(name: &str, i: &In) -> Option<Value> {
    Some(match name {
        "trimp_banister_avg" => {
            // The threshold plays no part in TRIMP; any value between the two will do.
            let rates = heart::HeartRates::new(i.f("rest"), i.f("max"), i.f("max"))?;
            let trimp = heart::trimp_even(i.f("minutes"), i.f("hr"), &rates, i.sex());
            json!({"hrr": rates.reserve(i.f("hr")), "trimp": trimp})
        }
        "hrss_stream" => {
            let rates = i.rates()?;
            let trimp = heart::trimp(&i.histogram("blocks"), &rates, i.sex());
            let hr = i.stream("blocks");
            let mean = hr.iter().sum::<f64>() / hr.len() as f64;
            let of_mean = heart::trimp_even(hr.len() as f64 / 60.0, mean, &rates, i.sex());
            json!({"trimp": trimp, "hrss": heart::hrss(trimp, &rates, i.sex()), "trimp_from_mean_hr": of_mean})
        }
        "hrss_avg" => {
            let rates = i.rates()?;
            let trimp = heart::trimp_even(i.f("minutes"), i.f("hr"), &rates, i.sex());
            json!({"hrss": heart::hrss(trimp, &rates, i.sex())})
        }
        "trimp_edwards" => json!({"trimp": heart::edwards(&i.histogram("blocks"), i.f("max"))}),
        "trimp_lucia" => json!({"trimp": heart::lucia(&i.histogram("blocks"), i.f("vt1"), i.f("vt2"))}),
        "rpe_tss" => json!({
            "srpe_au": rpe::session_units(i.f("rpe"), i.f("minutes")),
            "tss": rpe::load(i.f("rpe"), i.f("minutes")),
        }),
        "e1rm" => json!({"lanterne": rpe::one_rep_max(i.f("kg"), i.f("reps") as u32, i.f("rir") as u32)}),
        _ => return None,
    })
}

fn thresholds(name: &str, i: &In) -> Option<Value> {
    Some(match name {
        "eftp_one" => {
            let typical = power::typical_power(i.f("t"));
            json!({"typical_w": typical, "factor": 261.0 / typical, "eftp": power::eftp(i.f("t"), i.f("watts"))})
        }
        "ftp_20min" => json!({"ftp": power::ftp_of_20_min(i.f("watts"))}),
        "cp_work_time" => {
            let (cp, w) = power::critical_power(&i.pairs("points"))?;
            json!({"cp": cp, "wprime": w})
        }
        "css" => {
            let css = swim::critical_speed((i.f("d1"), i.f("t1")), (i.f("d2"), i.f("t2")))?;
            json!({"css_m_s": css, "s_per_100": 100.0 / css})
        }
        "critical_speed" => {
            let (cs, d) = run::critical_speed(&i.pairs("points_t_d"))?;
            json!({"cs_m_s": cs, "d_prime_m": d, "s_per_km": 1000.0 / cs})
        }
        "vdot" => {
            let v = run::vdot(i.f("minutes") * 60.0, i.f("meters"))?;
            json!({
                "vdot": v,
                "t_pace_s_per_km": 1000.0 / run::threshold_speed(v),
                "e_pace_s_per_km_at_70pct": 1000.0 / run::speed_at_vdot(v, 0.7),
            })
        }
        "riegel" => json!({"t2_s": run::riegel(i.f("t1_s"), i.f("d1"), i.f("d2"))}),
        "decoupling" => json!({"pct": stream::decoupling(&i.singles("out_blocks"), &i.singles("hr_blocks"))}),
        "vo2max_5min_bike" => json!({"vo2max": power::vo2max_of_5_min(i.f("watts_5min"), i.f("kg"))}),
        "vo2max_hr_ratio" => json!({"vo2max": heart::vo2max_of_rates(i.f("hrmax"), i.f("hrrest"))}),
        "hrmax_tanaka" => json!({"hrmax": heart::max_by_age(i.f("age"))}),
        _ => return None,
    })
}

fn zone_vectors(name: &str, i: &In) -> Option<Value> {
    Some(match name {
        "power_zones" => json!({"upper_w": zones::power_bounds(i.f("ftp"))}),
        "hr_zones_bike" => json!({"upper_bpm": zones::hr_bounds(i.f("lthr"), Sport::Bike)}),
        "hr_zones_run" => json!({"upper_bpm": zones::hr_bounds(i.f("lthr"), Sport::Run)}),
        "pace_zones_run" => {
            let b = zones::pace_bounds(i.f("threshold_s_per_km"));
            json!({
                "z1_slower_than": b[0], "z2": [b[1], b[0]], "z3": [b[2], b[1]], "z4": [b[3], b[2]],
                "z5a": [b[4], b[3]], "z5b": [b[5], b[4]], "z5c_faster_than": b[5],
            })
        }
        "tid" => {
            let (index, class) = distribution::classify(i.list("z").try_into().ok()?);
            json!({"pi": index, "class": class})
        }
        "time_in_zones" => {
            let h = i.histogram("blocks");
            let seconds = distribution::seconds_in_zones(&h, &i.list("upper_w").try_into().ok()?);
            let shares = distribution::shares(distribution::band_minutes(&seconds))?;
            json!({"seconds": seconds, "low_frac": shares[0], "mid_frac": shares[1], "high_frac": shares[2]})
        }
        _ => return None,
    })
}

fn conventions() -> [(&'static str, Convention); 2] {
    [("tp", Convention::Tp), ("exp", Convention::Exp)]
}

fn form_vectors(name: &str, i: &In) -> Option<Value> {
    let exp = FormSettings::default();
    Some(match name {
        "pmc" => {
            let given = |k: &str| Some(i.f(k)).filter(|v| v.is_finite()).unwrap_or(0.0);
            let mut all = Map::new();
            for (name, convention) in conventions() {
                let s = FormSettings { convention, ..exp };
                let first = NaiveDate::default();
                let loads = first.iter_days().zip(i.repeated("loads"));
                let last = *form::project((given("ctl0"), given("atl0")), loads, &s).last()?;
                let mut one = json!({"ctl": last.ctl, "atl": last.atl});
                if i.0.get("ctl0").is_some() {
                    one["tsb_prev"] = json!(last.tsb);
                    one["tsb_same_day"] = json!(last.ctl - last.atl);
                }
                all.insert(name.to_owned(), one);
            }
            Value::Object(all)
        }
        "ewma_lambda" => {
            let of = |c| i.list("n").into_iter().map(|n| form::lambda(c, n)).collect::<Vec<_>>();
            conventions().into_iter().map(|(n, c)| (n.to_owned(), json!(of(c)))).collect::<Map<_, _>>().into()
        }
        "steady_ramp_tsb" => {
            let limits: Vec<f64> =
                i.list("ramp_per_week").into_iter().map(|r| form::steady_ramp_tsb(r, &exp)).collect();
            let rounded: Vec<f64> = limits.iter().map(|l| (l * 1e4).round() / 1e4).collect();
            json!({"tsb_limit": rounded})
        }
        "weekly_load_for_ramp" => {
            let both = i.list("ctl").into_iter().zip(i.list("ramp"));
            json!({"weekly_load": both.map(|(c, r)| form::weekly_load_for_ramp(c, r, &exp)).collect::<Vec<_>>()})
        }
        "monotony_strain" => {
            let week = i.list("week");
            json!({"monotony_sample_sd": monotony::monotony(&week), "strain": monotony::strain(&week)})
        }
        _ => return None,
    })
}

fn readiness_vectors(name: &str, i: &In) -> Option<Value> {
    Some(match name {
        "readiness_score" => {
            let scores: Vec<(Slot, f64)> = Slot::ALL
                .into_iter()
                .filter_map(|s| Some((s, readiness::sub_score(s, i.0.get(s.name())?.as_f64()?))))
                .collect();
            let (score, coverage) = readiness::combine(&scores);
            let band = match score.filter(|_| coverage >= readiness::LEAST_COVERAGE) {
                // The vectors name the severe reds red.
                Some(s) => readiness::band(s, readiness::GREEN).name().trim_start_matches("severe_").to_owned(),
                None => "unknown".to_owned(),
            };
            let sub: Map<String, Value> = scores.iter().map(|(s, v)| (s.name().to_owned(), json!(v))).collect();
            json!({"sub": sub, "score": score, "coverage": coverage, "band": band})
        }
        "hrv_z" => {
            let s = hrv::stats(&i.wave("baseline_ln_rmssd")?, &i.gaps("last7_ln"));
            let mut got = json!({
                "mu": s.mean, "sd": s.sd, "m7": s.week, "n7": s.nights, "z7": s.z7, "z1": s.z1,
                "pct_vs_baseline": s.pct, "trigger_minus10": s.pct.is_some_and(|p| p <= -10.0),
            });
            if i.s("baseline_ln_rmssd").contains("sin") {
                got["cv7_pct"] = json!(s.cv);
                got["swc_low_0.5sd"] = json!(s.worthwhile().map(|w| w.0));
            }
            got
        }
        "sleep_debt" => {
            let mut nights = i.gaps("hours_oldest_first");
            nights.reverse();
            let debt = sleep::debt(&nights, i.f("need"))?;
            json!({"debt_h_per_night": debt, "sub": readiness::sub_score(Slot::Debt, debt)})
        }
        "ri" => json!({"ri": hrv::recovery_index(i.f("hrv"), i.f("hrv_base"), i.f("rhr"), i.f("rhr_base"))}),
        _ => return None,
    })
}

/// The form series of 400 days under each convention and seed.
fn check_form(text: &str, report: &mut Report) -> anyhow::Result<()> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let column = |name: &str| -> anyhow::Result<Vec<f64>> {
        let at = head.iter().position(|h| *h == name).ok_or_else(|| anyhow::anyhow!("pmc.csv has no {name}"))?;
        rows.iter().map(|r| Ok(r.get(at).copied().unwrap_or_default().parse()?)).collect()
    };
    let first: NaiveDate = rows.first().and_then(|r| r.first()).copied().unwrap_or_default().parse()?;
    let loads = column("tss")?;
    let cases = [
        ("exp0", Convention::Exp, (0.0, 0.0)),
        ("lin0", Convention::Tp, (0.0, 0.0)),
        ("exp_seed60_75", Convention::Exp, (60.0, 75.0)),
        ("lin_seed60_75", Convention::Tp, (60.0, 75.0)),
    ];
    for (name, convention, (ctl, atl)) in cases {
        for (tsb, kind) in [("tsb_prev", TsbOf::Prev), ("tsb_same", TsbOf::Same)] {
            let s = FormSettings {
                convention,
                tsb: kind,
                seed_ctl: Some(ctl),
                seed_atl: Some(atl),
                ..FormSettings::default()
            };
            let points = form::series(first, &loads, &s);
            for (part, of) in [("ctl", 0), ("atl", 1), (tsb, 2)] {
                let want = column(&format!("{name}_{part}"))?;
                let got = points.iter().map(|p| [p.ctl, p.atl, p.tsb][of]);
                let off = got.zip(&want).map(|(g, w)| (g - w).abs()).fold(0.0, f64::max);
                report.checked += 1;
                if off > 1e-9 {
                    report.wrong.push(format!("pmc.csv {name}_{part}: off by {off:e}"));
                }
            }
        }
    }
    Ok(())
}
