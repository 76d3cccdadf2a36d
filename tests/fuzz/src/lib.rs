//! The fuzz targets, apart from their entry points. The test suite includes the three modules for its short run.

pub mod mutate;
pub mod seeds;
pub mod trials;

use libfuzzer_sys::fuzzer_mutate;

use mutate::Random;

/// A random change of a text.
pub type Mutate = fn(&mut Random, &str, &str) -> String;

/// Changes the input of a target in place and returns its new size. Three times out of four, the change follows the
/// structure of the input. Otherwise libFuzzer makes it.
pub fn mutate(data: &mut [u8], size: usize, seed: u32, mutate: Mutate) -> usize {
    let mut random = Random::new(seed.into());
    match std::str::from_utf8(&data[..size]) {
        Ok(text) if random.below(4) > 0 => {
            let text = mutate(&mut random, text, text);
            let size = text.len().min(data.len());
            data[..size].copy_from_slice(&text.as_bytes()[..size]);
            size
        }
        _ => fuzzer_mutate(data, size, data.len()),
    }
}
