//! Successful responses whose JSON depends on the status: an enum with a variant for each type.

use std::collections::BTreeSet;

use openapiv3::{MediaType, Response, SchemaData};

use super::context::{Context, Endpoint};
use super::{Operations, Schemas};
use crate::api::{Alternative, DocumentedResponse, Hint, HintBase, Home, Naming, ResponseContent, Type};
use crate::document::pointer::join;
use crate::document::write;

/// A documented response: its status, what it says, and its place.
pub(super) type Declared<'a> = (String, &'a Response, String);

pub(super) type Content = indexmap::IndexMap<String, MediaType>;

impl Schemas<'_> {
    /// Returns the schema of the JSON of a response, as text.
    pub(super) fn json_text(&self, response: &Response, at: &str) -> Option<String> {
        let (name, _) = chosen_json(&response.content)?;
        let schema = join(at, &["content", name, "schema"]);
        let is_bytes = name.contains('*') && self.is_binary(&schema);
        (!is_bytes).then(|| self.root().at(&schema).map(write::compact).unwrap_or_default())
    }
}

impl Operations<'_> {
    /// Whether the JSON of the successful responses depends on the status.
    pub(super) fn depends_on_status(&self, successes: &[Declared<'_>]) -> bool {
        let texts = successes.iter().filter_map(|(_, response, at)| self.schemas.json_text(response, at));
        texts.collect::<BTreeSet<_>>().len() > 1
    }

    /// Returns the enum of the types of successful responses. Returns `None` if one of them is no JSON, or any JSON value.
    pub(super) fn by_status(
        &mut self,
        endpoint: Endpoint<'_>,
        found: &[DocumentedResponse],
        successes: &[Declared<'_>],
        at: &str,
    ) -> Option<Type> {
        let mut alternatives: Vec<Alternative> = Vec::new();
        let mut can_be_null = false;
        for (one, (status, response, _)) in found.iter().zip(successes) {
            let ty = match &one.response_content {
                ResponseContent::Nothing => {
                    can_be_null = true;
                    continue;
                }
                ResponseContent::Json(Type::Nullable(inner)) => {
                    can_be_null = true;
                    inner.as_ref()
                }
                ResponseContent::Json(ty) => ty,
                _ => return None,
            };
            if *ty == Type::Any {
                return None;
            }
            match alternatives.iter_mut().find(|alternative| alternative.ty == *ty) {
                Some(same) => same.statuses.push(status.clone()),
                None => alternatives.push(Alternative {
                    label: label(status),
                    naming: Naming::Made,
                    rust_name: None,
                    ty: ty.clone(),
                    description: Some(description(status, &response.description)),
                    discriminator_values: None,
                    statuses: vec![status.clone()],
                    at: one.at.clone(),
                    span: self.schemas.span(&one.at),
                }),
            }
        }
        let context = Context {
            home: Home::Operation(endpoint.id),
            place: format!("{} success", endpoint.key),
            hint: Hint { base: HintBase::Response, item: false, around: Vec::new() },
            described: false,
            making: None,
        };
        let shape = Schemas::make_union(alternatives);
        let ty = self.schemas.type_of_shape(shape, &SchemaData::default(), context.at(&join(at, &["responses"])));
        Some(if can_be_null { Type::Nullable(Box::new(ty)) } else { ty })
    }

    /// Whether a redirect is the only documented success, so that it is the response.
    pub(super) fn is_redirected(&self, responses: &[Declared<'_>]) -> bool {
        let is_success = |status: &str| status.starts_with('2');
        responses.iter().any(|(status, ..)| is_redirect(status))
            && !responses.iter().any(|(status, ..)| is_success(status))
    }

    /// The content of a redirect is not read.
    pub(super) fn redirect(&self, status: String, response: &Response, at: String) -> DocumentedResponse {
        let media = response.content.keys().cloned().collect();
        DocumentedResponse {
            status,
            outcome: crate::api::Outcome::Success,
            response_content: ResponseContent::Redirect,
            events: None,
            media,
            at,
        }
    }
}

/// What the type of a response with a status is named after.
pub(super) fn base(status: &str) -> HintBase {
    HintBase::Alternative { of: Box::new(HintBase::Response), item: false, label: label(status) }
}

pub(super) fn label(status: &str) -> String {
    if status == "default" { "OtherStatus".to_owned() } else { format!("Status{status}") }
}

pub(super) fn description(status: &str, words: &str) -> String {
    match (status, words.trim()) {
        ("default", "") => "Any other status.".to_owned(),
        ("default", words) => format!("Any other status: {words}"),
        (status, "") => format!("Status `{status}`."),
        (status, words) => format!("Status `{status}`: {words}"),
    }
}

/// Returns whether a status is a redirect to another URL.
pub(super) fn is_redirect(status: &str) -> bool {
    ["301", "302", "303", "307", "308", "3XX"].contains(&status)
}

/// Returns the JSON media type among several.
pub(super) fn chosen_json(content: &Content) -> Option<(&str, &MediaType)> {
    let media = crate::document::media::json(content.keys().map(String::as_str))?;
    content.get_key_value(media).map(|(name, media)| (name.as_str(), media))
}
