//! Renders every screen of a generated athlete to `docs/screenshots/*.svg`: `cargo run --example screenshots`.

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/pictures.rs"]
mod pictures;
#[path = "support/svg.rs"]
mod svg;

use std::{fs, path::Path};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
    fs::create_dir_all(&folder)?;
    for (file, text) in pictures::pictures() {
        fs::write(folder.join(file), text)?;
    }
    Ok(())
}
