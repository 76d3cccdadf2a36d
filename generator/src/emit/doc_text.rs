//! The words of doc comments: the vendor's where there are any, else one plain, true sentence.

use std::collections::BTreeMap;

use super::Source;
use super::types::phrase;
use crate::api::{Api, Docs, HintBase, Home, Operation, OperationId, Requirement, Type, TypeDef};
use crate::markdown::{Links, code, doc_lines, paragraph, sentence};
use crate::media::Kind;
use crate::names::{Names, OperationNames};

/// Where a documentation page of the vendor leads in the client: `get--users` → the method.
pub(super) struct Pages(BTreeMap<String, String>);

/// Lists the pages of all operations, by the slug that the vendor's links use.
pub(super) fn pages(api: &Api, names: &Names) -> Pages {
    let page = |(operation, named): (&Operation, &OperationNames)| {
        let tag = &names.tags[operation.tag];
        (
            crate::import::page(&operation.method, &operation.path),
            format!("crate::{}::{}::{}", tag.module, tag.handle, named.method),
        )
    };
    Pages(api.operations.iter().zip(&names.operations).map(page).collect())
}

/// Returns the item that a link of the vendor means: `/api-reference/users/get--users.md` → `Users::list`.
pub(super) fn link(address: &str, pages: &Pages) -> Option<String> {
    if address.contains("://") {
        return None;
    }
    let page = address.split(['#', '?']).next()?.rsplit('/').next()?;
    pages.0.get(page.strip_suffix(".md").unwrap_or(page)).cloned()
}

/// The docs of a parameter, property or field: its description or `otherwise`, then its default.
pub(super) fn member(docs: &Docs, otherwise: &str, links: Links<'_>) -> Vec<String> {
    let mut lines = match &docs.description {
        Some(text) if !text.trim().is_empty() => doc_lines(text, links),
        _ => Vec::new(),
    };
    if lines.is_empty() {
        lines = paragraph(otherwise);
    }
    if let Some(default) = &docs.default {
        add(&mut lines, paragraph(&format!("Left out, it is {}.", code(default))));
    }
    if docs.deprecated {
        add(&mut lines, paragraph("Deprecated by the API."));
    }
    lines
}

/// "`timezoneId`, an integer."
pub(super) fn value(source: Source<'_>, name: &str, ty: &Type) -> String {
    format!("{}, {}.", code(name), phrase(source, ty))
}

/// The docs of a type: the vendor's, or `otherwise`.
pub(super) fn described(description: Option<&str>, otherwise: &str, links: Links<'_>) -> Vec<String> {
    let lines = description.map(|text| doc_lines(text, links)).unwrap_or_default();
    if lines.is_empty() { paragraph(otherwise) } else { lines }
}

/// The path of the method of an operation, seen from the module of its tag: `Users::list`.
pub(super) fn method_path(source: Source<'_>, operation: &Operation, names: &OperationNames) -> String {
    format!("{}::{}", source.names.tags[operation.tag].handle, names.method)
}

/// "The object in `GET /users 200 users[]`."
pub(super) fn type_origin(source: Source<'_>, def: &TypeDef) -> String {
    let method = |id: OperationId| {
        format!("[`{}`]", method_path(source, &source.api.operations[id.0], &source.names.operations[id.0]))
    };
    match (&def.hint.base, def.home, def.hint.item) {
        (HintBase::Member(name), _, true) => format!("One of {}.", code(name)),
        (HintBase::Member(name), _, false) => format!("The value of {}.", code(name)),
        (HintBase::Component(name), _, false) => format!("The component {}.", code(name)),
        (HintBase::Component(name), _, true) => format!("One item of the component {}.", code(name)),
        (HintBase::Response, Home::Operation(id), false) => format!("What {} returns.", method(id)),
        (HintBase::Response, Home::Operation(id), true) => format!("One item of what {} returns.", method(id)),
        (HintBase::Event, Home::Operation(id), _) => format!("An event of {}.", method(id)),
        (HintBase::Error(status), Home::Operation(id), _) => {
            format!("The body of an error of {} ({}).", method(id), code(status))
        }
        (HintBase::Body, Home::Operation(id), _) => format!("What {} sends.", method(id)),
        (HintBase::Alternative { of: _, item: _, label }, _, _) => format!("The form {} of a value.", code(label)),
        (HintBase::Response | HintBase::Event | HintBase::Error(_) | HintBase::Body, Home::Component(_), _) => {
            "A part of a component.".to_owned()
        }
    }
}

/// Summary, description and request line of an operation, each fact once.
pub(super) fn operation(source: Source<'_>, operation: &Operation) -> Vec<String> {
    let plain = |text: &str| text.split_whitespace().collect::<String>().trim_end_matches('.').to_lowercase();
    let summary = operation.summary.as_deref().filter(|text| !text.trim().is_empty());
    let description = operation.description.as_deref().filter(|text| !text.trim().is_empty());
    let mut lines = summary.map(|text| paragraph(&sentence(text))).unwrap_or_default();
    if let Some(text) = description.filter(|text| summary.is_none_or(|summary| plain(summary) != plain(text))) {
        add(&mut lines, doc_lines(text, source.links));
    }
    let mut request = code(&format!("{} {}", operation.method, operation.path));
    request += match operation.variant {
        None | Some(Kind::Json) => "",
        Some(Kind::Form) => ", with a form as its body",
        Some(Kind::Multipart) => ", with a form of parts as its body",
        Some(Kind::Raw) => ", with a body that goes as it is",
    };
    let scopes = operation.security.first().map(|first| scopes(first)).unwrap_or_default();
    if !scopes.is_empty() {
        let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
        request += &format!(", with the scope {}", scopes.join(" and "));
    }
    add(&mut lines, paragraph(&(request + ".")));
    if let Some(url) = &operation.base_url {
        let server =
            format!("It is on a server of its own: {}, unless the client is given another base URL.", code(url));
        add(&mut lines, paragraph(&server));
    }
    if operation.security.is_empty() && !operation.unsent.is_empty() {
        let schemes = operation.unsent.iter().flatten().map(|requirement| code(&requirement.scheme));
        let schemes: std::collections::BTreeSet<String> = schemes.collect();
        let schemes = schemes.into_iter().collect::<Vec<_>>().join(" and ");
        let by_hand = format!(
            "The client cannot send the credential that the server asks for here ({schemes}): give the call a header, \
             by its `options`."
        );
        add(&mut lines, paragraph(&by_hand));
    }
    if operation.session_cookie {
        let session = "The server keeps a session in a cookie here: this needs the feature `cookies` of this crate.";
        add(&mut lines, paragraph(session));
    }
    lines
}

/// The scopes that one way to authenticate asks for.
pub(super) fn scopes(alternative: &[Requirement]) -> Vec<&String> {
    alternative.iter().flat_map(|requirement| &requirement.scopes).collect()
}

/// Puts another paragraph below.
pub(super) fn add(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}
