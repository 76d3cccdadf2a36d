//! Operations and their parameters.

use openapiv3::{Parameter as Declared, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};

use super::context::Context;
use super::paging::{IDEMPOTENT, SESSION_COOKIE};
use super::{Lowering, resolve, rust_name};
use crate::api::{
    Docs, Hint, HintBase, Home, Location, Operation, OperationId, Parameter, Pointer, Presence, Requirement, Tag, Type,
    TypeShape,
};
use crate::diagnostic::Code;
use crate::source::join;

/// The tag of operations that have none.
const UNTAGGED: &str = "untagged";

impl Lowering<'_> {
    pub(super) fn operation(
        &mut self,
        id: OperationId,
        method: &str,
        path: &str,
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
            callbacks,
            deprecated,
            security,
            servers: _,
            extensions,
        } = operation;
        let at = join("/paths", &[path, method]);
        if !callbacks.is_empty() {
            let message = "callbacks are requests of the server and no part of the client";
            self.report(Code::NotGenerated, &join(&at, &["callbacks"]), message, "nothing has to be done");
        }
        let key = format!("{} {path}", method.to_ascii_uppercase());
        let (path_parameters, parameters) = self.parameters(id, &key, path, parameters, &at);
        let body = self.body(id, &key, request_body.as_ref(), &at);
        let (answer, errors) = self.answers(id, &key, responses, &at);
        let mut lowered = Operation {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            tag: tag_index(tag_names.first().map_or(UNTAGGED, String::as_str), tags, &at),
            operation_id: operation_id.clone(),
            summary: summary.clone(),
            description: description.clone(),
            deprecated: *deprecated,
            rust_name: rust_name(extensions),
            path_parameters,
            parameters,
            body,
            answer,
            errors,
            security: requirements(security.as_deref().unwrap_or_default()),
            idempotent: self.flag(extensions, IDEMPOTENT, &at),
            session_cookie: self.flag(extensions, SESSION_COOKIE, &at),
            paging: None,
            at,
        };
        lowered.paging = self.paging(extensions, &lowered);
        lowered
    }

    /// Lowers the parameters: those of the path in the order of the template, the others by name.
    fn parameters(
        &mut self,
        id: OperationId,
        key: &str,
        path: &str,
        declared: &[ReferenceOr<Declared>],
        at: &str,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let mut lowered: Vec<Parameter> = Vec::new();
        for (index, parameter) in declared.iter().enumerate() {
            let at = join(at, &["parameters", &index.to_string()]);
            let Some(parameter) = resolve(parameter, &self.components.parameters) else { continue };
            let Some(parameter) = self.parameter(id, key, parameter, at) else { continue };
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

    /// Orders the declared parameters as the template has them; one that nobody declares is a string.
    fn path_parameters(&mut self, path: &str, mut declared: Vec<Parameter>, at: &str) -> Vec<Parameter> {
        let mut ordered: Vec<Parameter> = Vec::new();
        for name in placeholders(path) {
            if ordered.iter().any(|parameter| parameter.name == name) {
                let message = format!("the path has `{{{name}}}` twice");
                self.report(Code::Unsupported, at, message, "no request can tell the two apart: mend the path");
            } else if let Some(index) = declared.iter().position(|parameter| parameter.name == name) {
                ordered.push(declared.remove(index));
            } else {
                let message = format!("the parameter `{name}` of the path is not declared; it is taken as a string");
                let help = format!(
                    "add it to `parameters` with an overlay action: {{name: {name}, in: path, required: true}}"
                );
                self.report(Code::PathParameter, at, message, help);
                ordered.push(Parameter {
                    name: name.to_owned(),
                    location: Location::Path,
                    presence: Presence::Required,
                    ty: Type::String,
                    separator: None,
                    docs: Docs::default(),
                    rust_name: None,
                    at: at.to_owned(),
                });
            }
        }
        for parameter in declared {
            let message = format!("the path has no `{{{}}}`; the parameter is left out", parameter.name);
            self.report(
                Code::PathParameter,
                &parameter.at,
                message,
                "remove it, or mend its name, with an overlay action",
            );
        }
        ordered
    }

    fn parameter(&mut self, id: OperationId, key: &str, parameter: &Declared, at: Pointer) -> Option<Parameter> {
        let (data, location, style) = match parameter {
            Declared::Query { parameter_data, allow_reserved: _, style, allow_empty_value: _ } => {
                (parameter_data, Location::Query, Some(style))
            }
            Declared::Header { parameter_data, style: _ } => (parameter_data, Location::Header, None),
            Declared::Path { parameter_data, style } => {
                if *style != PathStyle::Simple {
                    self.unsupported_style(&at, "a path parameter with the style `matrix` or `label`");
                }
                (parameter_data, Location::Path, None)
            }
            Declared::Cookie { parameter_data, style: _ } => {
                let message = format!("the cookie parameter `{}` is not supported", parameter_data.name);
                self.report(Code::Unsupported, &at, message, "remove it with an overlay action");
                return None;
            }
        };
        let openapiv3::ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            explode,
            extensions,
        } = data;
        let section = match location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
        };
        let context = Context {
            home: Home::Operation(id),
            place: format!("{key} {section} {}", super::context::place_token(name)),
            hint: Hint { base: HintBase::Member(name.clone()), item: false, around: Vec::new() },
            described: true,
        };
        let (ty, default) = match format {
            ParameterSchemaOrContent::Schema(schema) => {
                let at = join(&at, &["schema"]);
                (self.schema_type(schema, &at, &context), self.default_of(schema))
            }
            ParameterSchemaOrContent::Content(_) => {
                self.unsupported_style(&at, "a parameter with `content`");
                (Type::String, None)
            }
        };
        let explode = explode.unwrap_or(matches!(style, Some(QueryStyle::Form)));
        let separator = self.separator(&ty, style, explode, &at);
        let ty = self.parameter_type(ty, name, &at);
        if location == Location::Header {
            self.header_name(name, &at);
        }
        Some(Parameter {
            name: name.clone(),
            location,
            presence: if *required || location == Location::Path { Presence::Required } else { Presence::Optional },
            ty,
            separator,
            docs: Docs { description: description.clone(), default, deprecated: deprecated.unwrap_or_default() },
            rust_name: rust_name(extensions),
            at,
        })
    }

    /// Refuses what is no name of a header (RFC 9110, section 5.6.2).
    pub(super) fn header_name(&mut self, name: &str, at: &str) {
        let token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
        if name.is_empty() || !name.chars().all(token) {
            let message = format!("`{name}` is no name of a header");
            self.report(Code::InvalidName, at, message, "write letters, digits and hyphens");
        }
    }

    /// How a list goes over the wire (OpenAPI 3.0.3, section 4.7.12.3); a header is always joined by commas.
    fn separator(&mut self, ty: &Type, style: Option<&QueryStyle>, explode: bool, at: &str) -> Option<&'static str> {
        if !matches!(ty, Type::List(_)) {
            return None;
        }
        match (style, explode) {
            (None, _) | (Some(QueryStyle::Form), false) => Some(","),
            (Some(QueryStyle::SpaceDelimited), false) => Some(" "),
            (Some(QueryStyle::PipeDelimited), false) => Some("|"),
            (Some(QueryStyle::DeepObject), _) => {
                self.unsupported_style(at, "a list with the style `deepObject`");
                None
            }
            (Some(QueryStyle::Form | QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited), true) => None,
        }
    }

    /// A parameter is a plain value or a list of them; any value is given as its text.
    fn parameter_type(&mut self, ty: Type, name: &str, at: &str) -> Type {
        let ty = without_null(ty);
        let inner = if let Type::List(inner) = &ty { inner } else { &ty };
        let is_union = |id: &crate::api::TypeId| matches!(self.types[id.0].shape, TypeShape::Union(_));
        let structured = match inner {
            Type::Any => {
                return if matches!(ty, Type::List(_)) { Type::List(Box::new(Type::String)) } else { Type::String };
            }
            // One of several forms is given as its text, as any value is.
            Type::Named(id) if is_union(id) => {
                return if matches!(ty, Type::List(_)) { Type::List(Box::new(Type::String)) } else { Type::String };
            }
            Type::List(_) | Type::Map(_) => true,
            Type::Named(id) => matches!(self.types[id.0].shape, TypeShape::Struct { .. } | TypeShape::Alias(_)),
            _ => false,
        };
        if structured {
            self.unsupported_style(at, &format!("`{name}`, a parameter with an object or a list of lists,"));
        }
        ty
    }

    fn unsupported_style(&mut self, at: &str, what: &str) {
        self.report(
            Code::Unsupported,
            at,
            format!("{what} is not supported"),
            "describe it as a string with an overlay action",
        );
    }
}

/// A parameter is left out where it is nothing; `null` has no form of its own in a query, a path or a header.
fn without_null(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => without_null(*inner),
        Type::List(inner) => Type::List(Box::new(without_null(*inner))),
        other => other,
    }
}

/// The names in braces, in order.
pub(crate) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn tag_index(name: &str, tags: &mut Vec<Tag>, at: &str) -> usize {
    tags.iter().position(|tag| tag.name == name).unwrap_or_else(|| {
        tags.push(Tag { name: name.to_owned(), description: None, rust_name: None, at: at.to_owned() });
        tags.len() - 1
    })
}

fn requirements(security: &[openapiv3::SecurityRequirement]) -> Vec<Vec<Requirement>> {
    let alternative = |alternative: &openapiv3::SecurityRequirement| {
        alternative
            .iter()
            .map(|(scheme, scopes)| Requirement { scheme: scheme.clone(), scopes: scopes.clone() })
            .collect()
    };
    security.iter().map(alternative).collect()
}
