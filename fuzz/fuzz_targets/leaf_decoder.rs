#![no_main]

#[path = "../properties.rs"]
#[allow(dead_code, reason = "each target uses its own")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::leaf_decoder(bytes));
