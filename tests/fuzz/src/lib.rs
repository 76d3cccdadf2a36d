//! The fuzz targets, apart from their entry points. The test suite includes the three modules for its short run.

pub mod mutate;
pub mod seeds;
pub mod trials;

use libfuzzer_sys::fuzzer_mutate;

use mutate::Random;

/// A change of a text at random.
pub type Mutate = fn(&mut Random, &str, &str) -> String;

/// Changes the input of a target in place and returns its new size: three times out of four as its structure
/// suggests, otherwise as libFuzzer does.
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
