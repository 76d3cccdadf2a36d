//! Does a compiler agree with the source verdict? A program that uses every item of the client from before is compiled
//! with the client from after, for the cases of `tests/changes`.

use generator::diff::{Semver, Side, diff, make};
use tests::case;
use xtask::Place;
use xtask::prove::{Proof, prove};

/// Cases of each kind of effect, which are proven in every run; `PROVE=` with a part of a name takes others, and an empty
/// value takes all.
const SAMPLE: &[&str] = &[
    "query-param-removed",
    "resp-field-type-changed",
    "req-body-required-field-added",
    "tag-renamed",
    "op-added",
    "names-given",
];

#[test]
fn the_compiler_agrees_with_the_verdict() {
    let only = std::env::var("PROVE").ok();
    let is_chosen = |name: &String| match &only {
        Some(part) => name.contains(part),
        None => SAMPLE.contains(&name.as_str()),
    };
    let mut wrong = Vec::new();
    for name in case::cases("changes").into_iter().filter(is_chosen) {
        let (verdict, proof) = proven(&name);
        println!("{name}: {}\n{}", verdict.word(), proof.to_text());
        let breaks = !proof.source.broken.is_empty() || proof.source.unseen.iter().any(|it| it.reason.is_some());
        if !proof.holds() || breaks != (verdict == Semver::Major) {
            wrong.push(format!("{name}: {}\n{}", verdict.word(), proof.to_text()));
        }
        assert!(proof.source.uses > 50, "{name}: the program uses next to nothing");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn proven(name: &str) -> (Semver, Proof) {
    let sources = case::hand_written();
    let side = |which| Side { input: case::side_of_change(name, which), sources: sources.clone() };
    let (before, after) = (side("before"), side("after"));
    let report = diff(before.clone(), after.clone()).expect("both are sound");
    let made = make(before.clone(), after.clone()).expect("both are sound");
    let place = Place { repository: case::repository(), current: case::repository() };
    let proof = prove("changes", [&before, &after], &made, &report, &place);
    (report.verdict, proof.unwrap_or_else(|problem| panic!("{name}: {}", problem.message)))
}
