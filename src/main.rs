//! The `han` binary.
fn main() {}
