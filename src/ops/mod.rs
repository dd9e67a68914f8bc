//! Use cases: they take values and traits, and print nothing.

pub mod progress;
