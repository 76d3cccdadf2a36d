//! The tables of operations and webhooks for the README of a client, as Markdown.

use super::{Source, doc_text};
use crate::api::{Operation, Webhook};
use crate::markdown::code;
use crate::names::{OperationNames, READ_EVENT, WEBHOOKS, WebhookNames};

/// Returns the tables. A client with webhooks only has no table of operations.
pub(super) fn tables(source: Source<'_>) -> String {
    let has_webhooks = !source.api.webhooks.is_empty();
    let mut tables = Vec::new();
    if !source.api.operations.is_empty() || !has_webhooks {
        tables.push(operations(source));
    }
    if has_webhooks {
        tables.push(webhooks(source));
    }
    tables.join("\n")
}

/// Returns the table of operations. They are sorted by path and then method.
fn operations(source: Source<'_>) -> String {
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

/// Returns the table of webhooks, in the order of the module.
fn webhooks(source: Source<'_>) -> String {
    let mut text = String::new();
    if source.api.event_key.is_some() {
        let call = code(&format!("{WEBHOOKS}::{READ_EVENT}()"));
        text.push_str(&format!(
            "[{call}]({WEBHOOKS}::{READ_EVENT}) reads any webhook that a header or a property identifies.\n\n"
        ));
    }
    text.push_str("| webhook | method | read by |\n|---|---|---|\n");
    let row = |(webhook, names): (&Webhook, &WebhookNames)| {
        let (name, method) = (cell(&code(&webhook.name)), code(&webhook.method.to_ascii_uppercase()));
        let call = code(&format!("{WEBHOOKS}::{}()", names.function));
        let deprecated = if webhook.deprecated { ", deprecated" } else { "" };
        format!("| {name} | {method} | [{call}]({WEBHOOKS}::{}){deprecated} |\n", names.function)
    };
    text.extend(source.api.webhooks.iter().zip(&source.names.webhooks).map(row));
    text
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
