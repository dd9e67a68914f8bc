//! The properties of the fuzz targets over their seeds, every prefix and a flipped bit of each, and real lines: what a
//! machine without a fuzzer can check in a second.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::path::Path;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut all: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(all.len() >= 5, "{target} has seeds");
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/transcripts");
    for entry in std::fs::read_dir(real).unwrap().take(4) {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        all.extend(
            bytes.split(|byte| *byte == b'\n').filter(|line| line.len() < 3000).take(10).map(<[u8]>::to_vec),
        );
    }
    all
}

fn run(target: &str, property: fn(&[u8])) {
    for (n, seed) in seeds(target).into_iter().enumerate() {
        property(&seed);
        let step = seed.len() / 12 + 1;
        for end in (0..seed.len()).step_by(step) {
            property(&seed[..end]);
            let mut flipped = seed.clone();
            flipped[end] ^= 1 << ((n + end) % 8);
            property(&flipped);
        }
    }
}

#[test]
fn the_leaf_decoder_holds_over_its_seeds() {
    run("leaf_decoder", properties::leaf_decoder);
}

#[test]
fn the_cutter_holds_over_its_seeds() {
    run("cutter", properties::cutter);
}

#[test]
fn equality_holds_over_the_seeds_of_the_cutter() {
    run("cutter", properties::equality);
}
