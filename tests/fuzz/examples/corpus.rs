//! Writes the first corpus of each target from the fixtures, refusals and pages, and a dictionary of their keys.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use fuzz::mutate::{self, Random};
use fuzz::seeds;
use fuzz::trials::AFTER;

fn main() -> io::Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = seeds::read(&home.join(".."))?;
    let mut random = Random::new(1);
    let change = |case: &String| format!("{case}{AFTER}{}", mutate::case(&mut random, case, case));
    let changes: Vec<String> = seeds.cases.iter().map(change).collect();
    let corpora =
        [("reader", &seeds.documents), ("page", &seeds.pages), ("pipeline", &seeds.cases), ("changes", &changes)];
    for (target, texts) in corpora {
        let folder = home.join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        for (index, text) in texts.iter().enumerate() {
            fs::write(folder.join(format!("seed-{index:03}")), text)?;
        }
        println!("{:4} seeds in {}", texts.len(), folder.display());
    }
    let is_plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"$-".contains(&byte));
    let keys: BTreeSet<&str> = seeds
        .documents
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key.trim().trim_start_matches("- ").trim_matches('"'))
        .filter(|key| (2..30).contains(&key.len()))
        .filter(is_plain)
        .collect();
    let lines: String = keys.iter().map(|key| format!("\"{key}\"\n")).collect();
    fs::write(home.join("corpus/openapi.dict"), lines)
}
