//! Operations and their parameters.

use openapiv3::{Parameter as Declared, ReferenceOr};

use super::context::Endpoint;
use super::response::LoweredResponses;
use super::security::Alternatives;
use super::{Operations, described_at, resolve};
use crate::api::{
    Docs, Location, Operation, OperationId, Outcome, Parameter, Presence, Reserved, ResponseContent, Style, Tag, Type,
};
use crate::document::extensions::{IDEMPOTENT, SESSION_COOKIE};
use crate::document::operations;
use crate::document::path::unnamed;
use crate::document::pointer::join;
use crate::findings::Code;

/// The tag of operations without tags.
const UNTAGGED: &str = "untagged";

impl Operations<'_> {
    pub(super) fn operation(
        &mut self,
        id: OperationId,
        (method, path): (&str, &str),
        operation: &openapiv3::Operation,
        tags: &mut Vec<Tag>,
    ) -> Operation {
        let openapiv3::Operation {
            tags: tag_names,
            summary,
            description,
            external_docs: _,
            operation_id,
            parameters,
            request_body,
            responses,
            callbacks: _,
            deprecated,
            security,
            servers: _,
            extensions,
        } = operation;
        let keys = operations::keys(method);
        let at = join(&join("/paths", &[path]), &keys);
        let locked_path = if self.twins.contains(&unnamed(path)) { path.to_owned() } else { unnamed(path) };
        let key = format!("{} {locked_path}", operations::sent(method));
        let endpoint = Endpoint { id, key: &key };
        let (path_parameters, mut parameters) = self.parameters(endpoint, path, parameters, &at);
        let alternatives = self.alternatives(security.as_deref().unwrap_or_default(), &at);
        self.without_credentials(&mut parameters, &alternatives);
        let Alternatives { sent: security, unsent } = alternatives;
        let body = self.body(endpoint, request_body.as_ref(), &at);
        let LoweredResponses { mut response_content, mut responses, headers, accept, events } =
            self.responses(endpoint, responses, &at);
        // A response to HEAD never has a body, whatever is documented.
        if method.eq_ignore_ascii_case("head") {
            response_content = ResponseContent::Nothing;
            let successes = responses.iter_mut().filter(|response| response.outcome == Outcome::Success);
            successes.for_each(|response| response.response_content = ResponseContent::Nothing);
        }
        let mut lowered = Operation {
            variant: None,
            method: operations::sent(method),
            path: path.to_owned(),
            locked_path,
            tag: self.tag_index(tag_names.first().map_or(UNTAGGED, String::as_str), tags, &at),
            operation_id: operation_id.clone(),
            summary: summary.clone(),
            description: description.clone(),
            deprecated: *deprecated,
            rust_name: self.schemas.rust_name(extensions, &at),
            path_parameters,
            parameters,
            body,
            response_content,
            responses,
            error_enum: None,
            headers,
            accept,
            events,
            security,
            unsent,
            idempotent: self.flag(extensions, IDEMPOTENT, &at),
            rate_cost: self.rate_cost(extensions, &at),
            session_cookie: self.flag(extensions, SESSION_COOKIE, &at),
            paging: None,
            base_url: None,
            span: self.schemas.span(&at),
            at,
        };
        lowered.paging = self.paging(extensions, &lowered);
        lowered
    }

    /// Returns the tag of an operation, which is added if the document does not describe it.
    fn tag_index(&self, name: &str, tags: &mut Vec<Tag>, at: &str) -> usize {
        tags.iter().position(|tag| tag.name == name).unwrap_or_else(|| {
            let (at, span) = (at.to_owned(), self.schemas.span(at));
            tags.push(Tag { name: name.to_owned(), parent: None, description: None, rust_name: None, at, span });
            tags.len() - 1
        })
    }

    /// Lowers the parameters. Path parameters are in the order of the template, and the others are sorted by name.
    fn parameters(
        &mut self,
        endpoint: Endpoint<'_>,
        path: &str,
        declared: &[ReferenceOr<Declared>],
        at: &str,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let mut lowered: Vec<Parameter> = Vec::new();
        for (index, parameter) in declared.iter().enumerate() {
            let at = join(at, &["parameters", &index.to_string()]);
            let at = described_at(parameter, ("parameters", &self.schemas.components().parameters), at);
            let Some(parameter) = resolve(parameter, &self.schemas.components().parameters) else { continue };
            let Some(parameter) = self.parameter(endpoint, parameter, at) else { continue };
            if lowered.iter().any(|other| (other.location, &other.name) == (parameter.location, &parameter.name)) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                self.report(Code::DuplicateParameter, &parameter.at, message, "remove one with an overlay action");
            } else {
                lowered.push(parameter);
            }
        }
        let (declared, mut others): (Vec<_>, Vec<_>) =
            lowered.into_iter().partition(|parameter| parameter.location == Location::Path);
        others.sort_by(|a, b| (a.location, &a.name).cmp(&(b.location, &b.name)));
        (self.path_parameters(path, declared, at), others)
    }

    /// Returns the path parameters in the order of the template. One that is not declared is a string.
    fn path_parameters(&mut self, path: &str, mut declared: Vec<Parameter>, at: &str) -> Vec<Parameter> {
        let mut ordered: Vec<Parameter> = Vec::new();
        for name in placeholders(path) {
            if ordered.iter().any(|parameter| parameter.name == name) {
                let message = format!("the path has `{{{name}}}` twice; the same argument is used in both places");
                let help = "no action is needed if both are the same value; otherwise correct the path in the document";
                self.report(Code::PathParameter, at, message, help);
            } else if let Some(index) = declared.iter().position(|parameter| parameter.name == name) {
                ordered.push(declared.remove(index));
            } else {
                let message = format!("the parameter `{name}` of the path is not declared; it is read as a string");
                let help = format!(
                    "add it to `parameters` with an overlay action: {{name: {name}, in: path, required: true}}"
                );
                self.report(Code::PathParameter, at, message, help);
                ordered.push(Parameter {
                    name: name.to_owned(),
                    location: Location::Path,
                    presence: Presence::Required,
                    ty: Type::String,
                    style: Style::Simple,
                    reserved: Reserved::Encoded,
                    docs: Docs::default(),
                    rust_name: None,
                    at: at.to_owned(),
                    span: self.schemas.span(at),
                });
            }
        }
        for parameter in declared {
            let message = format!("the path has no `{{{}}}`; the parameter is omitted", parameter.name);
            self.report(
                Code::PathParameter,
                &parameter.at,
                message,
                "remove it, or correct its name, with an overlay action",
            );
        }
        ordered
    }
}

/// Returns the names in braces, in order.
pub(crate) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
