//! The output of `cargo xtask codegen --check`.

use similar::TextDiff;

use crate::console::{Dir, clean};
use crate::sync::{Change, Kind};

/// The maximum number of lines that are shown of a difference.
const MAX_LINES: usize = 20;
/// The maximum number of characters that are shown of a line.
const MAX_WIDTH: usize = 160;

/// Lists the differences, each with a short diff, and ends with the command that updates the files.
pub(crate) fn text(plans: &[(&Dir, Vec<Change>)], total: usize, mend: &str) -> String {
    let mut text = String::new();
    let mut counts = [0, 0, 0];
    for (dir, change) in plans.iter().flat_map(|(dir, changes)| changes.iter().map(move |change| (dir, change))) {
        let (index, word) = match change.kind() {
            Kind::Added => (0, "missing"),
            Kind::Changed => (1, "stale"),
            Kind::Removed => (2, "orphaned"),
        };
        counts[index] += 1;
        text.push_str(&format!("{word:<8} {}\n{}\n", dir.name(&change.path), diff(change)));
    }
    let [missing, stale, orphaned] = counts;
    if missing + stale + orphaned == 0 {
        return format!("all {total} files are up to date\n");
    }
    let numbers = format!("{missing} missing, {stale} stale, {orphaned} orphaned");
    text + &format!("{numbers}; to bring them up to date, run:\n    {mend}\n")
}

/// Returns the first lines of a unified diff, without the file names.
fn diff(change: &Change) -> String {
    let before = String::from_utf8_lossy(change.before.as_deref().unwrap_or_default());
    let after = change.after.as_deref().unwrap_or_default();
    let diff = TextDiff::from_lines(before.as_ref(), after);
    let all = diff.unified_diff().context_radius(1).to_string();
    let lines: Vec<&str> = all.lines().collect();
    let mut shown = String::new();
    for line in lines.iter().take(MAX_LINES) {
        let cut = if line.chars().count() > MAX_WIDTH { "…" } else { "" };
        let line: String = line.chars().take(MAX_WIDTH).collect();
        shown.push_str(&format!("    {}{cut}\n", clean(&line)));
    }
    match lines.len().saturating_sub(MAX_LINES) {
        0 => {}
        1 => shown.push_str("    … 1 more line\n"),
        more => shown.push_str(&format!("    … {more} more lines\n")),
    }
    shown
}
