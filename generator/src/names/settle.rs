//! Resolves clashes of names. The item whose spelling is closest to the name keeps it. The others get a word that
//! describes their spelling: `frontend_api` and `frontendApi` become `frontend_api` and `frontend_api_camel`. The
//! result depends only on the spelling of the items. If no word distinguishes them, a hash does.

use super::case::Style;
use super::spelling::{self, written};
use super::wish::{Claim, Line, Taken, Wish};
use crate::document::slug::hash;
use crate::findings::{Code, Diagnostic, Findings};

/// Names all items that have no name yet, and returns them.
pub(super) fn rest(
    wishes: &[Wish],
    names: &mut [Option<String>],
    taken: &mut Taken<'_>,
    findings: &mut Findings,
) -> Vec<bool> {
    let mut open: Vec<(usize, String)> = wishes
        .iter()
        .enumerate()
        .filter(|(index, _)| names[*index].is_none())
        .map(|(index, wish)| (index, base(wish, taken)))
        .collect();
    open.sort_by_cached_key(|(index, base)| (plainness(&wishes[*index].wire, base), wishes[*index].what.clone()));
    let mut settled = vec![false; wishes.len()];
    for (index, base) in &open {
        settled[*index] = true;
        if !wishes[*index].candidates.is_empty() && taken.is_free(base, &wishes[*index]) {
            taken.take(base);
            names[*index] = Some(base.clone());
        }
    }
    for (index, base) in open {
        let wish = &wishes[index];
        if names[index].is_some() {
            continue;
        }
        let name = free_name(&base, &wish.wire, taken.scope.style, |name| taken.is_free(name, wish));
        if name != base || wish.candidates.is_empty() {
            findings.push(note(wishes, names, (index, &base, &name), taken));
        }
        taken.take(&name);
        names[index] = Some(name);
    }
    settled
}

/// Returns the name that an item would have if it were the only one.
fn base(wish: &Wish, taken: &Taken<'_>) -> String {
    let style = taken.scope.style;
    let whole = wish.candidates.iter().filter(|candidate| candidate.claim != Claim::Short);
    let all = || whole.clone().chain(&wish.candidates);
    match (all().find(|candidate| !(taken.scope.reserved)(&candidate.name)), all().next()) {
        (Some(candidate), _) => candidate.name.clone(),
        (None, Some(candidate)) => spelling::with(&candidate.name, "value", style),
        (None, None) if style == Style::Snake => "nameless".to_owned(),
        (None, None) => "Nameless".to_owned(),
    }
}

/// Orders items with the same name: first the one that is spelled like the name, then lower case, `camelCase`,
/// `PascalCase`, and all others. Equal ones are ordered by length and then by bytes.
pub(super) fn plainness(wire: &str, name: &str) -> (u8, usize, String) {
    let rank = match written(wire) {
        _ if wire == name => 0,
        None if wire.is_ascii() => 1,
        Some("camel") => 2,
        Some("pascal") => 3,
        Some(_) => 4,
        None => 5,
    };
    (rank, wire.len(), wire.to_owned())
}

/// Returns the possible names in order: the name itself, with a word for its spelling, with all words for its spelling,
/// and with a hash.
pub(super) fn free_name(base: &str, wire: &str, style: Style, is_free: impl Fn(&str) -> bool) -> String {
    let words = spelling::words(wire);
    let all = words.join(" ");
    let mut names = vec![base.to_owned()];
    names.extend(words.iter().map(|word| spelling::with(base, word, style)));
    if words.len() > 1 {
        names.push(spelling::with(base, &all, style));
    }
    let found = names.into_iter().find(|name| is_free(name));
    found.unwrap_or_else(|| {
        // Items with the same spelling get a hash of the hash, and so on.
        let mut text = hash(wire);
        loop {
            let name = spelling::with(base, &format!("x{text}"), style);
            if is_free(&name) {
                return name;
            }
            text = hash(&text);
        }
    })
}

/// Reports the chosen name, and the line of the lock that changes it.
fn note(
    wishes: &[Wish],
    names: &[Option<String>],
    (index, base, name): (usize, &str, &str),
    taken: &Taken<'_>,
) -> Diagnostic {
    let wish = &wishes[index];
    let fold = |name: &str| (taken.scope.fold)(name);
    let rival = names.iter().position(|other| other.as_deref().map(fold) == Some(fold(base)));
    let rival = rival.or_else(|| wishes.iter().position(|other| other.wire == base).filter(|at| *at != index));
    let why = match rival {
        _ if wish.candidates.is_empty() => "it has no letter or digit for a name".to_owned(),
        Some(rival) if names[rival].as_deref().map(fold) == Some(fold(base)) => {
            format!("`{base}` is the name of {}", wishes[rival].what)
        }
        Some(rival) => format!("`{base}` is {} in the document", wishes[rival].what),
        None => format!("`{base}` is reserved here"),
    };
    let message = format!("{} is named `{name}`: {why}", wish.what);
    let note = Diagnostic::new(Code::NameSettled, wish.span, message);
    let note = match rival {
        Some(rival) => note.and(wishes[rival].span, "the other one"),
        None => note,
    };
    note.help(help(&wish.line, name))
}

/// Returns the line of the lock that renames an item.
pub(super) fn help(line: &Line, name: &str) -> String {
    let Line { section, key, front, span: _ } = line;
    format!("to rename it, change `{key}: {front}{name}` under `{section}` in names.lock")
}
