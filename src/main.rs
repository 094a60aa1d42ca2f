//! The `lanterne` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    lanterne::cli::main()
}
