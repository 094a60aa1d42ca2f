//! Checks against what services publish and recorded, and the long history under faults; called by `.ci/sync`.
//!
//! ```text
//! check_services auth CASES.json            hostile answers to a token request leave the log-in as it was
//! check_services payloads SPECS             recorded answers are read
//! check_services contract SOURCE URL        every request that is sent to a server made of the description gets a 2xx
//! check_services history SEEDS [FIRST]      ten years from three services, 30 % faults, processes killed: the same in the end
//! check_services program LANTERNE           the program itself: killed with faults, then its speed, memory and thrift
//! check_services pair LANTERNE              how long a commit takes beside a process that pulls ten years
//! check_services serve HOME [FAULTS [MS]]   the services for trying by hand, with a configuration that names them
//! ```

#[allow(dead_code, reason = "the tests use the rest of it")]
#[path = "../../tests/support/services.rs"]
mod services;

mod history;
mod program;
mod vendor;

use anyhow::bail;
use lanterne::{
    config::{self, Config, Overrides, Paths},
    sources::Patience,
};
use std::{fs, path::Path, time::Duration};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["auth", file] => vendor::auth(file),
        ["payloads", specs] => vendor::payloads(Path::new(specs)),
        ["contract", source, url] => vendor::contract(source, url),
        ["history", seeds] => history::history(1, seeds.parse()?),
        ["history", seeds, first] => history::history(first.parse()?, seeds.parse()?),
        ["pull", home, now] => history::pull(Path::new(home), now.parse()?),
        ["program", lanterne] => program::program(Path::new(lanterne)),
        ["pair", lanterne] => program::pair(Path::new(lanterne)),
        ["serve", home] => program::serve(Path::new(home), 0, 0),
        ["serve", home, faults] => program::serve(Path::new(home), faults.parse()?, 0),
        ["serve", home, faults, ms] => program::serve(Path::new(home), faults.parse()?, ms.parse()?),
        _ => bail!("see the top of examples/check_services/main.rs"),
    }
}

fn patience() -> Patience {
    Patience {
        tries: 5,
        pause: Duration::from_millis(1),
        wait_max: Duration::from_secs(1),
        waits: 1_000_000,
        per_second: 100_000.0,
        at_once: 4,
    }
}

fn configured(dir: &Path, toml: &str, env: &str) -> anyhow::Result<(Paths, Config)> {
    let paths = Paths::in_home(dir);
    fs::write(paths.config_file(), toml)?;
    fs::write(paths.env_file(), env)?;
    let config = config::load(&paths, &Overrides::default(), &|_| None)?;
    Ok((paths, config))
}
