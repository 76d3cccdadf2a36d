//! The documented headers of responses. Those of all responses of an operation are one struct. They are read from the tree,
//! because vendors write them in ways that `openapiv3` refuses.

use std::collections::BTreeMap;

use openapiv3::SchemaData;

use super::by_status::Declared;
use super::context::{Context, Endpoint};
use super::given_name::RUST_NAME;
use super::{Extensions, Operations};
use crate::api::{
    Access, Docs, DocumentedHeaders, Hint, HintBase, Home, Nullability, Outcome, Pointer, Presence, Property, Style,
    Type, TypeShape,
};
use crate::document::header::is_name;
use crate::document::media;
use crate::document::pointer::join;
use crate::document::schema::At;
use crate::document::tree::Node;
use crate::document::write;
use crate::findings::Code;

/// A header of one response.
struct OfResponse<'a> {
    name: &'a str,
    header: &'a Node,
    at: Pointer,
    outcome: Outcome,
}

impl Operations<'_> {
    /// Lowers the headers of responses. The case of a name does not count.
    pub(super) fn response_headers(
        &mut self,
        endpoint: Endpoint<'_>,
        successes: &[&Declared<'_>],
        failures: &[Declared<'_>],
        at: &str,
    ) -> Option<DocumentedHeaders> {
        let root = self.schemas.root;
        let mut found: BTreeMap<String, Vec<OfResponse<'_>>> = BTreeMap::new();
        let successes_first = successes.iter().map(|response| (*response, Outcome::Success));
        let failures = failures.iter().map(|response| (response, Outcome::Failure));
        for ((_, _, at), outcome) in successes_first.chain(failures) {
            let at = join(at, &["headers"]);
            let named = root.at(&at).into_iter().flat_map(Node::members);
            for (name, _) in named {
                let Some(header) = At::find(root, &join(&at, &[name])) else { continue };
                let At { node: header, at } = header.followed(root);
                if header.as_object().is_none() {
                    continue;
                }
                found.entry(name.to_ascii_lowercase()).or_default().push(OfResponse { name, header, at, outcome });
            }
        }
        let (mut properties, mut styles) = (Vec::new(), BTreeMap::new());
        for same in found.values() {
            let Some((property, style)) = self.response_header(endpoint, same, successes.len()) else { continue };
            styles.insert(property.name.clone(), style);
            properties.push(property);
        }
        if properties.is_empty() {
            return None;
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        let context = Context {
            home: Home::Operation(endpoint.id),
            place: format!("{} headers", endpoint.key),
            hint: Hint { base: HintBase::Headers, item: false, around: Vec::new() },
            described: true,
            making: None,
        };
        let shape = TypeShape::Struct { properties, rest: None };
        let ty = self.schemas.type_of_shape(shape, &SchemaData::default(), context.at(&join(at, &["responses"])));
        Some(DocumentedHeaders { ty, styles })
    }

    /// Lowers a header that several responses may have. It is required if every success requires it.
    fn response_header(
        &mut self,
        endpoint: Endpoint<'_>,
        same: &[OfResponse<'_>],
        successes: usize,
    ) -> Option<(Property, Style)> {
        let OfResponse { name, header, at, outcome: _ } = same.first()?;
        if !is_name(name) || name.eq_ignore_ascii_case("content-type") {
            let why = match is_name(name) {
                true => "is part of the content (OpenAPI 3.0.3, section 4.7.16.1)",
                false => "is not the name of a header",
            };
            let message = format!("the response header `{name}` {why}; it is omitted");
            self.report(Code::NotGenerated, at, message, "no action is needed");
            return None;
        }
        let context = Context {
            home: Home::Operation(endpoint.id),
            place: crate::api::place::property(&format!("{} headers", endpoint.key), &HintBase::Headers, name),
            hint: Hint { base: HintBase::Member((*name).to_owned()), item: false, around: Vec::new() },
            described: true,
            making: None,
        };
        let (mut ty, style) = self.header_type(header, at, &context);
        if let Some(other) = same.iter().find(|one| text(one.header) != text(header)) {
            let message =
                format!("responses of this operation have different headers `{name}`, which are read as text");
            self.report(
                Code::Untyped,
                &other.at,
                message,
                "correct one of them with an overlay action, or accept this",
            );
            ty = Type::String;
        }
        let required =
            same.iter().filter(|one| one.outcome == Outcome::Success && flag(one.header, "required")).count();
        let presence = if required > 0 && required == successes { Presence::Required } else { Presence::Optional };
        let described = same.iter().find_map(|one| one.header.get("description")?.as_str().map(str::to_owned));
        let given = header.get(RUST_NAME).and_then(Node::as_str).map(|name| (RUST_NAME.to_owned(), name.into()));
        let extensions: Extensions = given.into_iter().collect();
        let property = Property {
            name: (*name).to_owned(),
            ty,
            presence,
            documented: presence,
            nullability: Nullability::Plain,
            access: Access::Both,
            docs: Docs { description: described, default: None, deprecated: flag(header, "deprecated") },
            mark: None,
            rust_name: self.schemas.rust_name(&extensions, at),
            span: self.schemas.span(at),
            at: at.clone(),
        };
        Some((property, style))
    }

    fn header_type(&mut self, header: &Node, at: &str, context: &Context) -> (Type, Style) {
        let style = if flag(header, "explode") { Style::SimpleExploded } else { Style::Simple };
        let names = || header.get("content").into_iter().flat_map(Node::members).map(|(name, _)| name);
        if media::json(names()).is_none() {
            let names: Vec<String> = names().map(str::to_owned).collect();
            self.given_as_text(names.iter(), "it is read as text", &join(at, &["content"]));
        }
        let (at, style) = match media::json(names()) {
            Some(name) => (join(at, &["content", name, "schema"]), Style::Json),
            None => (join(at, &["schema"]), style),
        };
        let Some(schema) = self.schemas.schema_at(&at) else { return (Type::String, style) };
        let ty = self.schemas.schema_type(&schema, context.at(&at));
        let ty = self.schemas.parameter_type(ty, style);
        if style != Style::Json && self.schemas.is_nested(&ty) {
            let message =
                "this has a list or an object within another, for which headers define no encoding; it is read as text";
            let help = "describe it with `content: {application/json: …}` if it is JSON, with an overlay action";
            self.report(Code::UndefinedStyle, &at, message, help);
            return (Type::String, style);
        }
        (ty, style)
    }
}

/// Returns what a header says of its value, as text.
fn text(header: &Node) -> String {
    let said = |key: &&str| header.get(key).map(write::compact).unwrap_or_default();
    ["schema", "content", "explode"].iter().map(said).collect::<Vec<_>>().join(" ")
}

fn flag(header: &Node, key: &str) -> bool {
    header.get(key).and_then(Node::as_bool).unwrap_or_default()
}
