//! Fuzzes `trials::reader`.
#![no_main]

use fuzz::{mutate, trials};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|text: &str| trials::reader(text));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::mutate(&mut data[..max_size], size, seed, mutate::one)
});
