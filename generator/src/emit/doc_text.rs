//! The text of doc comments: the vendor's descriptions, and facts that the code does not show.

use std::collections::BTreeMap;

use super::Source;
use super::types::resolved;
use crate::api::{
    Api, Body, Docs, HintBase, Home, Media, Operation, Parameter, Requirement, Type, TypeDef, TypeId, TypeShape,
};
use crate::document::media::Kind;
use crate::markdown::{Links, code, doc_lines, paragraph, sentence};
use crate::names::{Module, Names, OperationNames, SCHEMAS};

/// The paths of methods by the name of their page in the vendor's documentation, such as `get--users`.
pub(super) struct Pages(BTreeMap<String, String>);

/// Lists the pages of all operations.
pub(super) fn pages(api: &Api, names: &Names) -> Pages {
    let page = |(operation, named): (&Operation, &OperationNames)| {
        let tag = &names.tags[operation.tag];
        (
            crate::document::slug::page(&operation.method, &operation.path),
            format!("crate::{}::{}::{}", tag.module, tag.handle, named.method),
        )
    };
    Pages(api.operations.iter().zip(&names.operations).map(page).collect())
}

/// Returns the item that a link in the vendor's documentation leads to: `/api-reference/users/get--users.md` →
/// `Users::list`.
pub(super) fn link(address: &str, pages: &Pages) -> Option<String> {
    if address.contains("://") {
        return None;
    }
    let page = address.split(['#', '?']).next()?.rsplit('/').next()?;
    pages.0.get(page.strip_suffix(".md").unwrap_or(page)).cloned()
}

/// Returns the docs of a parameter, property or field: its description, its default, and whether it is deprecated. They
/// are empty if the document says none of this.
pub(super) fn member_docs(docs: &Docs, links: Links<'_>) -> Vec<String> {
    let mut lines = description_docs(docs.description.as_deref(), links);
    if let Some(default) = &docs.default {
        add_paragraph(&mut lines, paragraph(&format!("Defaults to {}.", code(default))));
    }
    if docs.deprecated {
        add_paragraph(&mut lines, paragraph("Deprecated by the API."));
    }
    lines
}

/// Returns the docs of an argument for a path parameter. The argument takes `impl Display`, so if there is no
/// description, the docs name the type.
pub(super) fn path_argument_docs(source: Source<'_>, parameter: &Parameter) -> Vec<String> {
    let lines = member_docs(&parameter.docs, source.links);
    if !lines.is_empty() {
        return lines;
    }
    match resolved(source, &parameter.ty) {
        Type::Bool | Type::Flag(_) => paragraph("A boolean."),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => paragraph("An integer."),
        Type::F32 | Type::F64 => paragraph("A number."),
        Type::DateTime => paragraph("A date and time."),
        Type::Date => paragraph("A date."),
        Type::Base64 => paragraph("Bytes as base64 text."),
        Type::JsonText(_) => paragraph("JSON text."),
        Type::Named(id) => match &source.api.types[id.0].shape {
            TypeShape::Strings(_) | TypeShape::Integers(_) => {
                paragraph(&format!("A value of {}.", link_to(source, *id)))
            }
            TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => Vec::new(),
        },
        // A string needs no docs, and the other types are in the signature.
        Type::String
        | Type::Secret
        | Type::File
        | Type::Any
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Nullable(_) => Vec::new(),
    }
}

/// Returns a link to a type that works in every module.
pub(super) fn link_to(source: Source<'_>, id: TypeId) -> String {
    let name = &source.names.types[id.0];
    let module = match name.module {
        Module::Schemas => SCHEMAS,
        Module::Tag(tag) => &source.names.tags[tag].module,
    };
    format!("[`{}`](crate::{module}::{})", name.name, name.name)
}

/// Returns the vendor's description as doc lines.
pub(super) fn description_docs(description: Option<&str>, links: Links<'_>) -> Vec<String> {
    description.map(|text| doc_lines(text, links)).unwrap_or_default()
}

/// Returns the docs of a type: its description or, if it has none, the operation that it belongs to.
pub(super) fn type_docs(source: Source<'_>, def: &TypeDef) -> Vec<String> {
    let lines = description_docs(def.description.as_deref(), source.links);
    if lines.is_empty() { type_origin(source, def).map(|text| paragraph(&text)).unwrap_or_default() } else { lines }
}

/// Returns the path of an operation's method in the module of its tag: `Users::list`.
pub(super) fn method_path(source: Source<'_>, operation: &Operation, names: &OperationNames) -> String {
    format!("{}::{}", source.names.tags[operation.tag].handle, names.method)
}

/// Describes a type by the operation whose body it is. Other types need no description, because their names say the
/// same.
fn type_origin(source: Source<'_>, def: &TypeDef) -> Option<String> {
    let Home::Operation(id) = def.home else { return None };
    let method = method_path(source, &source.api.operations[id.0], &source.names.operations[id.0]);
    match (&def.hint.base, def.hint.item) {
        (HintBase::Response, false) => Some(format!("Response of [`{method}`].")),
        (HintBase::Response, true) => Some(format!("Item of the response of [`{method}`].")),
        (HintBase::Event, _) => Some(format!("Event of [`{method}`].")),
        (HintBase::Error(status), _) => Some(format!("Error of [`{method}`], status {}.", code(status))),
        (HintBase::Errors, _) => Some(format!(
            "Documented errors of [`{method}`], by status. [`body_as`](crate::Error::body_as) reads them."
        )),
        (HintBase::Headers, _) => Some(format!("Documented headers of the responses of [`{method}`].")),
        (HintBase::Body, _) => Some(format!("Request body of [`{method}`].")),
        (HintBase::Member(_) | HintBase::Component(_) | HintBase::Alternative { .. }, _) => None,
    }
}

/// Returns the docs of an operation: its summary, its description, its request line, and what a caller has to know.
pub(super) fn operation_docs(source: Source<'_>, operation: &Operation) -> Vec<String> {
    let plain = |text: &str| text.split_whitespace().collect::<String>().trim_end_matches('.').to_lowercase();
    let summary = operation.summary.as_deref().filter(|text| !text.trim().is_empty());
    let description = operation.description.as_deref().filter(|text| !text.trim().is_empty());
    let mut lines = summary.map(|text| paragraph(&sentence(text))).unwrap_or_default();
    if let Some(text) = description.filter(|text| summary.is_none_or(|summary| plain(summary) != plain(text))) {
        add_paragraph(&mut lines, doc_lines(text, source.links));
    }
    add_paragraph(&mut lines, paragraph(&request_line(operation)));
    if let Some(url) = &operation.base_url {
        let server =
            format!("Sent to its own server, {}. A custom base URL of the client takes precedence.", code(url));
        add_paragraph(&mut lines, paragraph(&server));
    }
    if operation.security.is_empty() && !operation.unsent.is_empty() {
        let schemes = operation.unsent.iter().flatten().map(|requirement| code(&requirement.scheme));
        let schemes: std::collections::BTreeSet<String> = schemes.collect();
        let schemes = schemes.into_iter().collect::<Vec<_>>().join(" and ");
        let by_hand = format!(
            "The client cannot send the required credential ({schemes}): set the header of this call with `options`."
        );
        add_paragraph(&mut lines, paragraph(&by_hand));
    }
    let counted = match operation.rate_cost {
        1 => None,
        0 => Some("Exempt from the limit that `requests_per_minute` of the client sets.".to_owned()),
        cost => Some(format!("Counts as {cost} requests for `requests_per_minute` of the client.")),
    };
    if let Some(counted) = counted {
        add_paragraph(&mut lines, paragraph(&counted));
    }
    if operation.session_cookie {
        let session = "Needs the feature `cookies` of this crate: the server keeps a session in a cookie.";
        add_paragraph(&mut lines, paragraph(session));
    }
    lines
}

/// Returns a paragraph such as "`POST /users` with a form body. Requires the scope `user:write`."
fn request_line(operation: &Operation) -> String {
    let body = match &operation.variant {
        None | Some(Kind::Json) => String::new(),
        Some(Kind::OtherJson(_)) => {
            json_name(&operation.body).map(|name| format!(" with a body of {name}")).unwrap_or_default()
        }
        Some(Kind::Form) => " with a form body".to_owned(),
        Some(Kind::JsonItems) => " with a body of JSON texts one after another".to_owned(),
        Some(Kind::Multipart) => " with a multipart form body".to_owned(),
        Some(Kind::OtherMultipart(_)) => {
            multipart_name(&operation.body).map(|name| format!(" with a body of {name}")).unwrap_or_default()
        }
        Some(Kind::Raw) => " with a raw body".to_owned(),
    };
    let request = code(&format!("{} {}", operation.method, operation.path));
    let scopes = operation.security.first().map(|first| scopes(first)).unwrap_or_default();
    let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
    match scopes.as_slice() {
        [] => format!("{request}{body}."),
        [scope] => format!("{request}{body}. Requires the scope {scope}."),
        [first @ .., last] => format!("{request}{body}. Requires the scopes {} and {last}.", first.join(", ")),
    }
}

/// Returns the media type of a JSON body.
fn multipart_name(body: &Body) -> Option<String> {
    match body {
        Body::Object { media: Media::Multipart { name, .. }, .. }
        | Body::Value { media: Media::Multipart { name, .. }, .. } => Some(code(name)),
        _ => None,
    }
}

fn json_name(body: &Body) -> Option<String> {
    match body {
        Body::Object { media: Media::Json(name), .. } | Body::Value { media: Media::Json(name), .. } => {
            Some(code(name))
        }
        _ => None,
    }
}

/// Returns the scopes that an alternative of authentication requires.
pub(super) fn scopes(alternative: &[Requirement]) -> Vec<&String> {
    alternative.iter().flat_map(|requirement| &requirement.scopes).collect()
}

/// Appends a paragraph.
pub(super) fn add_paragraph(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}
