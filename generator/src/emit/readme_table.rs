//! The table of operations for the README of a client, as Markdown.

use super::{Source, doc_text};
use crate::api::Operation;
use crate::markdown::code;
use crate::names::OperationNames;

/// Returns the table. Operations are sorted by path and then method.
pub(super) fn operations(source: Source<'_>) -> String {
    let mut text = "| method | path | scopes | call |\n|---|---|---|---|\n".to_owned();
    for (operation, names) in source.api.operations.iter().zip(&source.names.operations) {
        text.push_str(&row(source, operation, names));
    }
    text
}

fn row(source: Source<'_>, operation: &Operation, names: &OperationNames) -> String {
    let tag = &source.names.tags[operation.tag];
    let call = code(&format!("{}().{}()", tag.module.replace("::", "()."), names.method));
    let target = format!("{}::{}::{}", tag.module, tag.handle, names.method);
    let deprecated = if operation.deprecated { ", deprecated" } else { "" };
    let (method, path, scopes) = (code(&operation.method), cell(&code(&operation.path)), cell(&scopes(operation)));
    format!("| {method} | {path} | {scopes} | [{call}]({target}){deprecated} |\n")
}

/// Returns the scopes of all security alternatives.
fn scopes(operation: &Operation) -> String {
    let mut alternatives: Vec<String> = Vec::new();
    for alternative in &operation.security {
        let scopes: Vec<String> = doc_text::scopes(alternative).into_iter().map(|scope| code(scope)).collect();
        let joined = scopes.join(" and ");
        if !joined.is_empty() && !alternatives.contains(&joined) {
            alternatives.push(joined);
        }
    }
    alternatives.join(" or ")
}

/// Escapes a text for a cell of a table, in which a bar would begin the next cell. If a backslash comes before the bar,
/// a space is put between them, because otherwise it would escape the escape.
fn cell(text: &str) -> String {
    text.replace("\\|", "\\ |").replace('|', "\\|")
}
