//! Rust items to text: prettyplease, the header, and empty lines between members.

use std::collections::BTreeMap;

use crate::HEADER;
use crate::emit::Module;

/// Prints modules, by path.
pub(crate) fn print(modules: &[Module]) -> BTreeMap<String, String> {
    modules.iter().map(|module| (module.path.clone(), text(module))).collect()
}

fn text(module: &Module) -> String {
    let mut text = format!("{HEADER}\n\n");
    let printed = prettyplease::unparse(&module.file);
    let mut before = "";
    for line in printed.lines() {
        if starts_member(line) && ends_member(before, line) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        before = line;
    }
    text
}

/// Tells whether a line begins an item or a member: with its docs, or with an attribute or its name where it has
/// none. A literal never spans lines in what is printed, so that a line is what it looks like.
fn starts_member(line: &str) -> bool {
    let indentation = line.len() - line.trim_start().len();
    let starts: &[&str] = if indentation == 0 {
        &["///", "#[", "pub ", "impl ", "impl<", "use ", "mod "]
    } else {
        &["///", "#[", "pub ", "fn "]
    };
    matches!(indentation, 0 | 4) && starts.iter().any(|start| line[indentation..].starts_with(start))
}

/// Tells whether the line before ends another item or member. Lists of `mod` and `use` stay together.
fn ends_member(before: &str, line: &str) -> bool {
    let listed = |line: &str| ["mod ", "pub mod ", "use ", "pub use "].iter().any(|start| line.starts_with(start));
    let is_docs = before.trim_start().starts_with("///");
    if line.starts_with(' ') {
        // Of a chain of calls that makes the value of a constant.
        let ends_constant = before == "        );" || (before.starts_with("        .") && before.ends_with(");"));
        let variant_or_field =
            before.starts_with("    ") && before.ends_with(',') && !is_docs && line.starts_with("    ///");
        matches!(before, "    }" | "    };" | "    );") || ends_constant || variant_or_field
    } else {
        (before.ends_with('}') && !is_docs)
            || before.starts_with("//!")
            || (before.ends_with(';') && !is_docs && !(listed(before) && listed(line)))
    }
}
