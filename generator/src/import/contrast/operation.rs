//! Compares the parameters, the body, the responses and the scopes of an endpoint.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::super::fragment::Key;
use super::Work;
use super::action::{Presence, Proposal};
use super::place::Place;
use super::schema::Slot;
use crate::document::tree::Node;
use crate::markdown::code;

impl Work<'_> {
    /// Compares an endpoint.
    pub(super) fn operation(&mut self, ours: &Place<'_>, theirs: &Place<'_>, key: &Key) {
        self.parameters(ours, theirs, key);
        self.body(ours, theirs);
        self.responses(ours, theirs);
        self.scopes(ours, theirs);
    }

    fn parameters(&mut self, ours: &Place<'_>, theirs: &Place<'_>, key: &Key) {
        let own = effective(ours, Some(key));
        // In a split document, the parameters of a path are those of its operations.
        let other = effective(theirs, None);
        for ((place, name), parameter) in &own {
            let subject = format!("the {place} parameter {}", code(name));
            // The names of path parameters do not matter.
            let Some(same) = other.get(&(*place, *name)) else {
                if *place != "path" {
                    self.extra(parameter, theirs.node.span, format!("{subject} is not in the document"));
                }
                continue;
            };
            if *place != "path" && parameter.is("required") != same.is("required") && !self.is_decided(parameter.node) {
                let is_required = same.is("required");
                let words = if is_required { "is optional here and required" } else { "is required here and optional" };
                let is_said = parameter.node.get("required").is_some_and(|node| self.is_decided(node));
                if !is_said {
                    let action = Proposal::update(&parameter.path, "required", is_required.into());
                    let message = format!("{subject} {words} in the document");
                    self.report((parameter.node.span, same.node.span), message, vec![action]);
                }
            }
            if let Some(schema) = same.child("schema") {
                self.schema(&Slot { parent: parameter, name: "schema" }, &schema, &subject);
            }
        }
        for ((place, name), parameter) in &other {
            if *place != "path" && !own.contains_key(&(*place, *name)) {
                let action = match ours.step("parameters") {
                    Some(list) => Proposal { target: list.path, update: Some(parameter.value()) },
                    None => Proposal::update(&ours.path, "parameters", json!([parameter.value()])),
                };
                let message = format!("the {place} parameter {} is only in the document", code(name));
                self.report((ours.node.span, parameter.node.span), message, vec![action]);
            }
        }
    }

    fn body(&mut self, ours: &Place<'_>, theirs: &Place<'_>) {
        let (own, other) = match (ours.child("requestBody"), theirs.child("requestBody")) {
            (None, None) => return,
            (Some(own), None) => return self.extra(&own, theirs.node.span, "the document has no body".to_owned()),
            (None, Some(other)) => {
                let action = Proposal::update(&ours.path, "requestBody", other.value());
                let message = "a body is only in the document".to_owned();
                return self.report((ours.node.span, other.node.span), message, vec![action]);
            }
            (Some(own), Some(other)) => (own, other),
        };
        let is_said = own.node.get("required").is_some_and(|node| self.is_decided(node));
        if own.is("required") != other.is("required") && !is_said {
            let is_required = other.is("required");
            let words = if is_required { "is optional here and required" } else { "is required here and optional" };
            let action = Proposal::update(&own.path, "required", is_required.into());
            self.report((own.node.span, other.node.span), format!("the body {words} in the document"), vec![action]);
        }
        self.content(&own, &other, "the body");
    }

    fn responses(&mut self, ours: &Place<'_>, theirs: &Place<'_>) {
        let (Some(own), Some(other)) = (ours.step("responses"), theirs.step("responses")) else { return };
        for (status, _) in own.node.members().filter(|(status, _)| !status.starts_with("x-")) {
            let Some(response) = own.child(status) else { continue };
            match other.child(status) {
                Some(same) => self.content(&response, &same, &format!("the response {}", code(status))),
                None => {
                    let message = format!("the response {} is not in the document", code(status));
                    self.extra(&response, other.node.span, message);
                }
            }
        }
        for (status, member) in other.node.members().filter(|(status, _)| !status.starts_with("x-")) {
            if own.node.get(status).is_none()
                && let Some(response) = other.child(status)
            {
                let action = Proposal::update(&own.path, status, response.value());
                let message = format!("the response {} is only in the document", code(status));
                self.report((own.node.span, member.name), message, vec![action]);
            }
        }
    }

    /// Compares the schemas of the media types that both have.
    fn content(&mut self, ours: &Place<'_>, theirs: &Place<'_>, subject: &str) {
        let (Some(own), Some(other)) = (ours.step("content"), theirs.step("content")) else { return };
        for (media_type, _) in own.node.members() {
            if let (Some(own), Some(other)) = (own.child(media_type), other.child(media_type))
                && let Some(schema) = other.child("schema")
            {
                self.schema(&Slot { parent: &own, name: "schema" }, &schema, subject);
            }
        }
    }

    /// Compares the scopes. Schemes can have other names.
    fn scopes(&mut self, ours: &Place<'_>, theirs: &Place<'_>) {
        let (Some(own), Some(other)) = (security(ours), security(theirs)) else { return };
        let (mine, required) = (scopes(own), scopes(other));
        if mine == required || self.is_decided(own) {
            return;
        }
        let words = |scopes: &BTreeSet<Vec<&str>>| {
            let alternatives =
                scopes.iter().map(|scopes| if scopes.is_empty() { "none".to_owned() } else { code(&scopes.join(" ")) });
            alternatives.collect::<Vec<_>>().join(" or ")
        };
        let message = format!("the scopes are {} here and {} in the document", words(&mine), words(&required));
        let names: BTreeSet<&str> = own.items().flat_map(Node::members).map(|(name, _)| name).collect();
        let renamed = |requirement: &Node| -> Json {
            let name = |name: &str| match names.first() {
                Some(only) if names.len() == 1 => (*only).to_owned(),
                _ => name.to_owned(),
            };
            let members = requirement.members();
            members.map(|(scheme, member)| (name(scheme), crate::prepare::overlay::plain(&member.node))).collect()
        };
        let value: Json = other.items().map(renamed).collect();
        let is_there = Presence::of(ours.node.get("security"));
        let actions = Proposal::replace(&ours.path, "security", value, is_there);
        self.report((own.span, other.span), message, actions);
    }
}

/// Returns the parameters of an operation and, with its key, of its path. Those of the operation take precedence.
fn effective<'a>(operation: &Place<'a>, key: Option<&Key>) -> BTreeMap<(&'a str, &'a str), Place<'a>> {
    let item = key.and_then(|key| operation.item(key)).map(|item| item.parameters()).unwrap_or_default();
    let all = item.into_iter().chain(operation.parameters());
    all.filter_map(|parameter| Some(((parameter.text("in")?, parameter.text("name")?), parameter))).collect()
}

/// Returns the requirements of an operation, which are those of the root if it has none of its own.
fn security<'a>(operation: &Place<'a>) -> Option<&'a Node> {
    operation.node.get("security").or_else(|| operation.root.get("security"))
}

/// Returns the scopes of each alternative.
fn scopes(security: &Node) -> BTreeSet<Vec<&str>> {
    security
        .items()
        .map(|requirement| {
            let all: BTreeSet<&str> =
                requirement.members().flat_map(|(_, member)| member.node.items().filter_map(Node::as_str)).collect();
            all.into_iter().collect()
        })
        .collect()
}
