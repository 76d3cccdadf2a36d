//! The file for the parts of a complete document that no endpoint uses.

use super::existing::Known;
use super::split::Rest;
use super::{Import, Prune, Remainder, Status};
use crate::document::tree::differences;
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// Its path in the folder of the specs.
const FILE: &str = "rest.json";

/// Decides whether the file is written, kept or removed.
pub(super) fn reconcile(
    mut rests: Vec<Rest>,
    known: &[Known],
    prune: Prune,
    import: &mut Import,
    findings: &mut Findings,
) {
    rests.sort_by_cached_key(|rest| write::json(&rest.root));
    if let [first, .., last] = rests.as_slice()
        && !differences(&first.root, &last.root, "").is_empty()
    {
        findings.push(two(first, last));
    }
    let before = known.iter().find(|file| file.path == FILE);
    if let Some(operation) = before.and_then(|file| file.operations.first()) {
        let message = format!("`{FILE}` holds the endpoint {}", operation.key.shown());
        let help = "give the file another name; this one is for what no endpoint uses";
        findings.push(Diagnostic::new(Code::Conflict, operation.at, message).help(help));
    }
    let (status, names) = match (rests.into_iter().next(), before) {
        (None, None) => return,
        (None, Some(file)) if prune == Prune::Remove => {
            import.remove.insert(file.path.clone());
            (Status::Pruned, Vec::new())
        }
        (None, Some(_)) => (Status::Gone, Vec::new()),
        (Some(rest), before) => {
            let text = write::json(&rest.root);
            let status = match before {
                None => Status::Added,
                Some(file) if file.canonical == text => Status::Unchanged,
                Some(_) => Status::Changed,
            };
            if status != Status::Unchanged {
                import.write.insert(FILE.to_owned(), text);
            }
            (status, rest.names)
        }
    };
    import.rest = Some(Remainder { file: FILE.to_owned(), status, names });
}

fn two(first: &Rest, second: &Rest) -> Diagnostic {
    let message = "two documents each have parts that no endpoint uses, and these differ";
    Diagnostic::new(Code::Conflict, first.root.span, message)
        .here("one document")
        .and(second.root.span, "another one")
        .help("import one document into a folder of specs; give `--specs` another folder for the other one")
}
