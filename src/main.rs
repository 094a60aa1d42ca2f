//! The `lanterne` program.

fn main() {}
