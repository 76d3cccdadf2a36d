//! Does random input lead to findings and not to a panic? This is a short run of the fuzz targets, with fixtures and
//! pages that are changed at random from a fixed seed. For a longer run, set `FUZZ_ROUNDS`, and for other changes
//! `FUZZ_SEED`. See `tests/fuzz/README.md`.

#![allow(unreachable_pub, reason = "the modules are public in the crate of the fuzz targets")]

#[path = "../fuzz/src/mutate.rs"]
pub(crate) mod mutate;
#[path = "../fuzz/src/seeds.rs"]
mod seeds;
#[path = "../fuzz/src/trials.rs"]
mod trials;

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use mutate::Random;
use seeds::Seeds;
use tests::case;

/// How often each target runs by default.
const ROUNDS: u64 = 60;

#[test]
fn the_reader_does_not_panic() {
    run(|seeds| &seeds.documents, mutate::one, |_, text| trials::reader(text));
}

#[test]
fn importing_pages_does_not_panic() {
    run(|seeds| &seeds.pages, mutate::one, |_, text| trials::page(text));
}

#[test]
fn the_pipeline_does_not_panic() {
    run(|seeds| &seeds.cases, mutate::case, |_, text| trials::pipeline(text));
}

#[test]
fn comparing_does_not_panic() {
    run(|seeds| &seeds.cases, mutate::case, |seed, text| trials::changes(&format!("{seed}{}{text}", trials::AFTER)));
}

/// Runs a target on changed inputs. Each round has a seed of its own, so that a failing round can be repeated alone.
fn run(texts: fn(&Seeds) -> &Vec<String>, mutate: fn(&mut Random, &str, &str) -> String, target: fn(&str, &str)) {
    let seeds = seeds::read(&case::folder("")).expect("the seeds are texts");
    let texts = texts(&seeds);
    let first: u64 = setting("FUZZ_SEED", 0);
    for round in first..first + setting("FUZZ_ROUNDS", ROUNDS) {
        let mut random = Random::new(round);
        let (Some(seed), Some(other)) = (random.pick(texts), random.pick(texts)) else { panic!("there are no seeds") };
        let text = mutate(&mut random, seed, other);
        if catch_unwind(AssertUnwindSafe(|| target(seed, &text))).is_err() {
            let path = std::env::temp_dir().join(format!("fuzz-{round}.txt"));
            std::fs::write(&path, &text).expect("the text is written");
            panic!("the text is in {}; to run it alone: FUZZ_SEED={round} FUZZ_ROUNDS=1", path.display());
        }
    }
}

fn setting<T: FromStr<Err: Debug>>(name: &str, default: T) -> T {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}
