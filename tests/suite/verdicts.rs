//! Is the verdict right? Pairs of specs from outside the repository, each with the effect that a deployed client feels, and
//! what the version has to be raised by. `VERDICTS` is their folder: a folder for each pair, with `before` and `after` (a
//! document or a folder of specs), and `want.tsv`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use generator::diff::Wire;
use generator::{File, Input};
use tests::case;

/// Pairs that we judge otherwise, each with our effect on deployed clients. An entry that is no longer needed fails.
const OTHERWISE: &[(&[&str], char, &str)] = &[
    (
        &[
            "p31-anyof-null",
            "p31-list-items-desc",
            "p31-ref-desc",
            "p31-ref-examples",
            "p31-ref-props",
            "p31-ref-readonly",
            "p31-ref-required",
            "q-ro-inline-nullable-answer",
            "q-sibling-required-type-answer",
            "v-anyOf-req-nullable-answer",
            "v-not-sibling-nullable-answer",
            "v-not-sibling-object",
            "v-oneOf-req-nullable-answer",
            "w-ro-nullable-answer",
        ],
        'H',
        "the field is optional, so that the client reads `null` as absent; the list says H of the same change in `pr-nullopt`",
    ),
    (&["q-not-prop"], 'B', "an integer that becomes a string cannot be read"),
    (&["pr-allofdep"], 'C', "the object has a property now that the document did not describe"),
    (&["pr-reftoallof"], 'C', "the field is deprecated now"),
];

/// The pair that needs another version of the client than the list says, as both formats are `f64`.
const SAME_CODE: (&str, &str) = ("ans-float-to-double", "none");

#[test]
#[cfg_attr(not(verdicts), ignore = "needs VERDICTS, a folder of pairs of specs: see CONTRIBUTING.md")]
fn each_pair_is_judged_as_wanted() {
    let folder = PathBuf::from(std::env::var_os("VERDICTS").expect("VERDICTS is set, as the test is not ignored"));
    let only = std::env::var("VERDICT").unwrap_or_default();
    let wanted = fs::read_to_string(folder.join("want.tsv")).expect("the list is there");
    let (mut right, mut wrong) = (0, String::new());
    for line in wanted.lines().skip(1) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (name, wire, source) = (cell(), cell(), cell());
        if !name.contains(&only) {
            continue;
        }
        let report = super::diff::compared(side(&folder.join(name), "before"), side(&folder.join(name), "after"));
        let worst = report.entries.iter().map(|entry| entry.wire).max().unwrap_or(Wire::None);
        let ours = OTHERWISE.iter().find(|(names, ..)| names.contains(&name));
        let is_right = match ours {
            Some((_, ours, reason)) => {
                println!("{name}: {ours} and not {wire}: {reason}");
                letter(worst) == ours.to_string() && letter(worst) != wire
            }
            None => letter(worst) == wire,
        };
        let source = if name == SAME_CODE.0 { SAME_CODE.1 } else { source };
        let is_right = is_right && [report.verdict.word(), "?"].contains(&source);
        right += usize::from(is_right);
        if is_right && only.is_empty() {
            continue;
        }
        let got = (letter(worst), report.verdict.word());
        writeln!(wrong, "{name}: wanted {wire} {source}, got {} {}", got.0, got.1).expect("a string takes it");
        for entry in &report.entries {
            let (rule, wire) = (entry.rule, letter(entry.wire));
            writeln!(wrong, "    {rule} {wire} {} {}", entry.source.word(), entry.message).expect("a string takes it");
        }
    }
    println!("{right} pairs are judged right\n{wrong}");
    assert!(wrong.is_empty() || !only.is_empty(), "{wrong}");
}

fn letter(wire: Wire) -> &'static str {
    match wire {
        Wire::None => "none",
        Wire::Compatible => "C",
        Wire::Hazard => "H",
        Wire::Breaks => "B",
    }
}

fn side(pair: &Path, name: &str) -> Input {
    let folder = pair.join(name);
    if folder.is_dir() {
        return case::input(&folder, &folder);
    }
    let file = ["yaml", "json"].map(|kind| folder.with_extension(kind)).into_iter().find(|file| file.exists());
    let file = file.unwrap_or_else(|| panic!("{} has no {name}", pair.display()));
    let text = fs::read_to_string(&file).expect("a document is text");
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    Input { fragments: vec![File::new(name, text)], ..Input::default() }
}
