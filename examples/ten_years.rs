//! Fills a home folder with ten years of daily history, for measuring: `cargo run --release --example ten_years DIR`.

use lanterne::{
    config::Paths,
    log::{Access, Store},
    sync::demo::Story,
};
use std::{error::Error, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let home = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: ten_years DIR")?;
    let paths = Paths::in_home(&home);
    let store = Store::open(&paths.data_dir, Access::ReadWrite)?;
    let today = chrono::Utc::now().date_naive();
    let story = Story::ten_years(today)?;
    story.write_files(&paths)?;
    let appended = store.append(story.events())?;
    let (athlete, head) = store.athlete()?;
    eprintln!(
        "{}: {} events written, head {head}, {} activities, {} wellness days",
        home.display(),
        appended.written,
        athlete.activities.len(),
        athlete.wellness.len()
    );
    Ok(())
}
