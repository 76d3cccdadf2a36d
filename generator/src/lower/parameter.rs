//! Parameters: where they are sent, their type, and their encoding.

use crate::document::header::{FRAME, is_ignored_header};
use openapiv3::{CookieStyle, HeaderStyle, Parameter as Declared, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::context::{Context, Endpoint, SchemaPlace};
use super::{Operations, Schemas};
use crate::api::{
    Docs, Hint, HintBase, Home, Location, Parameter, Pointer, Presence, Reserved, Style, Type, TypeShape,
    behind_aliases, is_structured,
};
use crate::document::pointer::join;
use crate::document::tree::Node;
use crate::findings::Code;

impl Operations<'_> {
    pub(super) fn parameter(&mut self, endpoint: Endpoint<'_>, parameter: &Declared, at: Pointer) -> Option<Parameter> {
        let (location, style, reserved) = place(parameter);
        let written = self.schemas.root().at(&join(&at, &["style"])).and_then(Node::as_str);
        let is_raw = location == Location::Cookie && written == Some("cookie");
        let reserved = if is_raw { Reserved::Kept } else { reserved };
        let openapiv3::ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            explode: _,
            extensions,
        } = parameter.parameter_data_ref();
        if location == Location::Header && self.is_ignored(name, &at) {
            return None;
        }
        let context = Context {
            home: Home::Operation(endpoint.id),
            place: format!("{} {} {}", endpoint.key, location.name(), crate::api::place::token(name)),
            hint: Hint { base: HintBase::Member(name.clone()), item: false, around: Vec::new() },
            described: true,
            making: None,
        };
        let (ty, default, style) = self.value_of(format, style, context.at(&at));
        let ty = self.schemas.parameter_type(ty, style);
        self.schemas.undefined_style(name, &ty, style, &at);
        if matches!(location, Location::Header) {
            self.header_name(name, &at);
        }
        Some(Parameter {
            name: name.clone(),
            location,
            presence: if *required || location == Location::Path { Presence::Required } else { Presence::Optional },
            ty,
            style,
            reserved,
            docs: Docs { description: description.clone(), default, deprecated: deprecated.unwrap_or_default() },
            rust_name: self.schemas.rust_name(extensions, &at),
            span: self.schemas.span(&at),
            at,
        })
    }

    /// Reports header parameters that are ignored. OpenAPI describes some headers elsewhere, and says that parameters
    /// for them have no effect (3.0.3, section 4.7.12.2). The HTTP library sets others, and a request would break if a
    /// caller set them.
    fn is_ignored(&mut self, name: &str, at: &str) -> bool {
        if !is_ignored_header(name) {
            return false;
        }
        let instead = match name.to_ascii_lowercase().as_str() {
            "accept" => "the media types of the responses determine it",
            "content-type" => "the media type of the request body determines it",
            "authorization" => "a security scheme determines it; describe one with an overlay action if there is none",
            _ => "no action is needed",
        };
        let message = if FRAME.contains(&name.to_ascii_lowercase().as_str()) {
            format!("the HTTP library sets the header `{name}`; the parameter is omitted")
        } else {
            format!("by OpenAPI, the header `{name}` is not a parameter; it is omitted")
        };
        self.report(Code::NotGenerated, at, message, instead);
        true
    }

    fn value_of(
        &mut self,
        format: &ParameterSchemaOrContent,
        style: Style,
        place: SchemaPlace<'_>,
    ) -> (Type, Option<String>, Style) {
        let (schema, at, style) = match format {
            ParameterSchemaOrContent::Schema(schema) => (schema, join(place.at, &["schema"]), style),
            ParameterSchemaOrContent::Content(content) => {
                let at = join(place.at, &["content"]);
                let json = crate::document::media::json(content.keys().map(String::as_str));
                let Some(schema) = json.and_then(|media| content.get(media)?.schema.as_ref()) else {
                    self.given_as_text(content.keys(), "callers give it as text", &at);
                    return (Type::String, None, style);
                };
                (schema, join(&at, &[json.unwrap_or_default(), "schema"]), Style::Json)
            }
        };
        (self.schemas.schema_type(schema, place.context.at(&at)), self.schemas.default_of(schema), style)
    }

    /// Reports a value that the caller has to encode, because its media type is not JSON.
    pub(super) fn given_as_text<'a>(&mut self, media: impl Iterator<Item = &'a String>, read: &str, at: &str) {
        let root = self.schemas.root();
        let is_text = |name: &str| {
            let schema = root.at(&join(at, &[name, "schema"])).map(|schema| schema.behind(root));
            let says_other =
                schema.and_then(|schema| schema.get("type")?.as_str()).is_some_and(|kind| kind != "string");
            crate::document::media::essence(name) == "text/plain" && !says_other
        };
        let names: Vec<&str> = media.map(String::as_str).filter(|name| !is_text(name)).collect();
        if !names.is_empty() {
            let message = format!("this value is {}; {read}", names.join(" or "));
            self.report(Code::NotGenerated, at, message, "no action is needed");
        }
    }

    /// Refuses an invalid header name (RFC 9110, section 5.6.2).
    pub(super) fn header_name(&mut self, name: &str, at: &str) {
        let token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
        if name.is_empty() || !name.chars().all(token) {
            let message = format!("`{name}` is not a valid header name");
            self.report(Code::InvalidName, at, message, "write letters, digits and hyphens");
        }
    }
}

impl Schemas<'_> {
    /// Returns the type of a parameter. Unless it is sent as JSON, any value and a union of plain values are strings.
    pub(super) fn parameter_type(&self, ty: Type, style: Style) -> Type {
        if style == Style::Json {
            return ty;
        }
        match without_null(ty) {
            Type::List(inner) if self.is_any_text(&inner) => Type::List(Box::new(Type::String)),
            ty if self.is_any_text(&ty) => Type::String,
            ty => ty,
        }
    }

    fn is_any_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Named(id) => match &self.types[id.0].shape {
                TypeShape::Union(_) => !is_structured(&self.types, ty),
                TypeShape::Alias(inner) => matches!(without_null(inner.clone()), Type::Any),
                _ => false,
            },
            _ => false,
        }
    }

    /// Reports values whose encoding OpenAPI does not define.
    fn undefined_style(&mut self, name: &str, ty: &Type, style: Style, at: &str) {
        if style == Style::DeepObject && !is_structured(&self.types, ty) {
            let message = format!(
                "`{name}` is not an object, for which `deepObject` defines no encoding; it is sent as `{name}=value`"
            );
            self.report(Code::UndefinedStyle, at, message, "remove `style` with an overlay action, or accept this");
        }
        if style == Style::Json || !is_structured(&self.types, ty) {
            return;
        }
        let is_nested = self.is_nested(ty);
        let is_list = matches!(behind_aliases(&self.types, ty), Type::List(_) | Type::Tuple(_));
        if !(is_nested || style == Style::DeepObject && is_list) {
            return;
        }
        let (what, written) = match style {
            Style::DeepObject if is_list => ("a list", "as `name[]=item`"),
            Style::DeepObject => ("a list or an object within an object", "with more brackets"),
            Style::FormExploded if !is_list && !self.has_nested_parts(ty) => {
                ("a list within an object", "as a pair for each item")
            }
            Style::FormExploded if !is_list => (
                "a list or an object within an object",
                "as JSON text, and a list of plain values as a pair for each item",
            ),
            _ => ("a list or an object within another", "as JSON text"),
        };
        let message = format!("`{name}` has {what}, for which its style defines no encoding; it is sent {written}");
        let help = "describe it with `content: {application/json: …}` if that is what the server reads, with an overlay action";
        self.report(Code::UndefinedStyle, at, message, help);
    }

    /// Returns whether the type has a list or an object within another.
    pub(super) fn is_nested(&self, ty: &Type) -> bool {
        self.parts(ty).iter().any(|part| is_structured(&self.types, part))
    }

    /// Returns whether a part of the type is more than a plain value or a list of plain values.
    fn has_nested_parts(&self, ty: &Type) -> bool {
        self.parts(ty).iter().any(|part| match behind_aliases(&self.types, part) {
            Type::List(item) => is_structured(&self.types, item),
            part => is_structured(&self.types, part),
        })
    }

    fn parts(&self, ty: &Type) -> Vec<Type> {
        match behind_aliases(&self.types, ty) {
            Type::List(inner) | Type::Map(inner) => vec![inner.as_ref().clone()],
            Type::Tuple(items) => items.clone(),
            Type::Named(id) => match &self.types[id.0].shape {
                TypeShape::Struct { properties, rest } => {
                    properties.iter().map(|property| property.ty.clone()).chain(rest.clone()).collect()
                }
                TypeShape::Union(union) => {
                    // The parts of the alternatives. The union itself has no parts.
                    let alternatives =
                        union.alternatives.iter().map(|alternative| behind_aliases(&self.types, &alternative.ty));
                    alternatives.filter(|ty| !matches!(ty, Type::Named(_))).flat_map(|ty| self.parts(ty)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// Returns the location and style of a parameter (OpenAPI 3.0.3, section 4.7.12.3). `deepObject` has one encoding,
/// whatever `explode` says. A delimited list with `explode` has the encoding of `form`.
fn place(parameter: &Declared) -> (Location, Style, Reserved) {
    let explode = parameter.parameter_data_ref().explode;
    let one = |explode: bool, joined: Style, exploded: Style| if explode { exploded } else { joined };
    match parameter {
        Declared::Query { parameter_data: _, allow_reserved, style, allow_empty_value: _ } => {
            let reserved = if *allow_reserved { Reserved::Kept } else { Reserved::Encoded };
            let style = match style {
                QueryStyle::Form => one(explode.unwrap_or(true), Style::Form, Style::FormExploded),
                QueryStyle::SpaceDelimited => one(explode.unwrap_or(false), Style::SpaceDelimited, Style::FormExploded),
                QueryStyle::PipeDelimited => one(explode.unwrap_or(false), Style::PipeDelimited, Style::FormExploded),
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (Location::Query, style, reserved)
        }
        Declared::Header { parameter_data: _, style: HeaderStyle::Simple } => {
            let style = one(explode.unwrap_or(false), Style::Simple, Style::SimpleExploded);
            (Location::Header, style, Reserved::Encoded)
        }
        Declared::Path { parameter_data: _, style } => {
            let explode = explode.unwrap_or(false);
            let style = match style {
                PathStyle::Simple => one(explode, Style::Simple, Style::SimpleExploded),
                PathStyle::Label => one(explode, Style::Label, Style::LabelExploded),
                PathStyle::Matrix => one(explode, Style::Matrix, Style::MatrixExploded),
            };
            (Location::Path, style, Reserved::Encoded)
        }
        Declared::Cookie { parameter_data: _, style: CookieStyle::Form } => {
            let style = one(explode.unwrap_or(true), Style::Form, Style::FormExploded);
            (Location::Cookie, style, Reserved::Encoded)
        }
    }
}

/// Removes `null`, which has no encoding in a query, a path or a header. A caller omits the parameter instead.
fn without_null(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => without_null(*inner),
        Type::List(inner) => Type::List(Box::new(without_null(*inner))),
        Type::Tuple(items) => Type::Tuple(items.into_iter().map(without_null).collect()),
        other => other,
    }
}
