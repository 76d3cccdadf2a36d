//! Reads the operations of a document as they are written. Only references are resolved.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::credential::{Credential, Scheme, can_be_sent};
use crate::media;
pub use crate::parameter::{Explode, Location, Need, Reserved, Style};
use crate::schema::Validators;

/// The methods of a path item.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Header parameters that have no effect by the specification (OpenAPI 3.0.3, section 4.7.12.2.1), and those that HTTP
/// libraries set.
const NO_PARAMETERS: [&str; 7] =
    ["accept", "content-type", "authorization", "connection", "content-length", "host", "transfer-encoding"];

/// A merged document.
#[derive(Debug)]
pub struct Document {
    root: Value,
    /// The validators of its schemas.
    pub(crate) validators: Validators,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The kind of body, if the document offers several and this is not the first.
    pub variant: Option<String>,
    /// All parameters, including those in the path that are not declared.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The documented responses.
    pub responses: Vec<Response>,
    /// The security alternatives. A request has to satisfy one of them.
    pub security: Vec<Vec<Scheme>>,
}

impl Operation {
    /// Returns the name of the operation in messages and for the driver.
    pub fn key(&self) -> String {
        let variant = self.variant.as_ref().map(|kind| format!(" as {kind}")).unwrap_or_default();
        format!("{} {}{variant}", self.method, self.path)
    }

    /// Returns the operation with each other kind of body that the document offers.
    pub fn variants(&self, document: &Document) -> Vec<Self> {
        let Some(body) = &self.body else { return Vec::new() };
        let word = |media: &Media| media::kind_word(document, &body.content, media);
        let first = media::preferred(document, &body.content).map(word);
        let kinds: BTreeSet<String> = body.content.iter().map(word).collect();
        let variant = |kind: String| {
            let content = body.content.iter().filter(|media| word(media) == kind).cloned().collect();
            Self { variant: Some(kind), body: Some(Body { content, ..body.clone() }), ..self.clone() }
        };
        kinds.into_iter().filter(|kind| Some(kind) != first.as_ref()).map(variant).collect()
    }

    /// Returns the template of the path that is sent, and the query in it. A fragment (`#…`) only distinguishes
    /// operations.
    pub fn target(&self) -> (&str, &str) {
        let sent = self.path.split('#').next().unwrap_or_default();
        sent.split_once('?').unwrap_or((sent, ""))
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// Whether it has to be there.
    pub need: Need,
    /// How it is encoded.
    pub style: Style,
    /// How its items or members are sent.
    pub explode: Explode,
    /// How its reserved characters are sent.
    pub reserved: Reserved,
    /// Its schema.
    pub schema: Value,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it has to be there.
    pub need: Need,
    /// The media types.
    pub content: Vec<Media>,
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// The media types. There are none if the response has no body.
    pub content: Vec<Media>,
}

/// A media type of a body.
#[derive(Clone, Debug)]
pub struct Media {
    /// Its name, such as `application/json`.
    pub name: String,
    /// The schema, if there is one.
    pub schema: Option<Value>,
    /// How the properties of a form are encoded.
    pub encoding: Map<String, Value>,
}

impl Document {
    /// Makes a document from the JSON of a merged document.
    pub fn new(mut root: Value) -> Self {
        crate::subtypes::settle(&mut root);
        crate::marks::settle(&mut root);
        crate::references::settle(&mut root);
        Self { root, validators: Validators::default() }
    }

    /// Resolves references. A reference that leads nowhere or in a circle is resolved to `null`.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..64 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
            let pointer = reference.strip_prefix('#').map(unescape).unwrap_or_default();
            match self.root.pointer(&pointer) {
                Some(target) => value = target,
                None => return &Value::Null,
            }
        }
        &Value::Null
    }

    /// Returns a component schema by its name.
    pub fn component(&self, name: &str) -> Option<&Value> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// Returns the target of a reference.
    pub(crate) fn at(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(&unescape(reference.strip_prefix('#')?))
    }

    /// Returns how the document describes an operation: its path item's parameters, and itself.
    pub(crate) fn described(&self, operation: &Operation) -> Option<[&Value; 2]> {
        let item = self.resolve(self.root.get("paths")?.get(&operation.path)?);
        let own = item.get(operation.method.to_ascii_lowercase())?;
        Some([item.get("parameters").unwrap_or(&Value::Null), own])
    }

    /// Returns what the document says of security: the requirements of all operations, and the schemes.
    pub(crate) fn security(&self) -> [Option<&Value>; 2] {
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        [self.root.get("security"), schemes]
    }

    /// Returns all operations, in the order of the document.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in members(self.root.get("paths")) {
            let item = self.resolve(item);
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    operations.push(self.operation(method, path, item, operation));
                }
            }
            for (method, operation) in members(item.get("additionalOperations")) {
                operations.push(self.operation(method, path, item, operation));
            }
        }
        operations
    }

    /// Returns all security schemes.
    pub fn schemes(&self) -> Vec<Scheme> {
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        members(schemes).map(|(name, _)| self.scheme(name)).collect()
    }

    fn operation(&self, method: &str, path: &str, item: &Value, operation: &Value) -> Operation {
        let mut parameters: Vec<Parameter> = Vec::new();
        for declared in items(operation.get("parameters")).chain(items(item.get("parameters"))) {
            let Some(parameter) = self.parameter(declared) else { continue };
            let known = |other: &Parameter| (other.location, &other.name) == (parameter.location, &parameter.name);
            let is_in_path = parameter.location != Location::Path || path.contains(&format!("{{{}}}", parameter.name));
            if is_in_path && !parameters.iter().any(known) {
                parameters.push(parameter);
            }
        }
        for name in placeholders(path) {
            if !parameters.iter().any(|known| known.location == Location::Path && known.name == name) {
                parameters.push(undeclared(name));
            }
        }
        let security = operation.get("security").or(self.root.get("security"));
        let alternative =
            |alternative: &Value| members(Some(alternative)).map(|(name, _)| self.scheme(name)).collect::<Vec<_>>();
        // A client cannot satisfy these alternatives, so they are up to the caller.
        let security: Vec<Vec<Scheme>> = items(security).map(alternative).filter(|all| can_be_sent(all)).collect();
        let places: Vec<_> = security.iter().flatten().filter_map(|scheme| scheme.place.place()).collect();
        // A parameter that is the credential of a scheme is sent by the scheme.
        for parameter in &mut parameters {
            let name = match parameter.location {
                Location::Header => parameter.name.to_ascii_lowercase(),
                Location::Path | Location::Query | Location::Cookie => parameter.name.clone(),
            };
            if places.contains(&(parameter.location, name)) {
                parameter.need = Need::Ignored;
            }
        }
        Operation {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            variant: None,
            parameters,
            body: operation.get("requestBody").map(|body| self.body(body)),
            responses: members(operation.get("responses"))
                .filter(|(status, _)| !status.starts_with("x-"))
                .map(|(status, response)| {
                    let content = content(self.resolve(response).get("content"));
                    Response { status: status.clone(), content }
                })
                .collect(),
            security,
        }
    }

    fn parameter(&self, declared: &Value) -> Option<Parameter> {
        let declared = self.resolve(declared);
        let name = declared.get("name")?.as_str()?;
        let location = match declared.get("in")?.as_str()? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        };
        let content = members(declared.get("content")).next();
        let is_json = content.is_some_and(|(name, _)| media::kind(name) == media::Kind::Json);
        let style = match declared.get("style").and_then(Value::as_str) {
            _ if is_json => Style::Json,
            Some("matrix") => Style::Matrix,
            Some("label") => Style::Label,
            Some("simple") => Style::Simple,
            Some("form") => Style::Form,
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("deepObject") => Style::DeepObject,
            Some("cookie") if location == Location::Cookie => Style::Cookie,
            _ if matches!(location, Location::Path | Location::Header) => Style::Simple,
            _ => Style::Form,
        };
        let explode =
            declared.get("explode").and_then(Value::as_bool).unwrap_or(matches!(style, Style::Form | Style::Cookie));
        let is_reserved = location == Location::Query && declared.get("allowReserved") == Some(&Value::Bool(true));
        let is_required = declared.get("required").and_then(Value::as_bool).unwrap_or(false);
        let ignored = location == Location::Header && NO_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
        // If the content is not JSON, the caller passes it as text.
        let text = json!({"type": "string"});
        let schema = match content {
            Some((_, media)) if is_json => media.get("schema"),
            Some(_) => Some(&text),
            None => declared.get("schema"),
        };
        Some(Parameter {
            name: name.to_owned(),
            location,
            need: match is_required || location == Location::Path {
                _ if ignored => Need::Ignored,
                true => Need::Required,
                false => Need::Optional,
            },
            style,
            explode: if explode { Explode::Yes } else { Explode::No },
            reserved: if is_reserved { Reserved::Kept } else { Reserved::Encoded },
            schema: schema.cloned().unwrap_or(Value::Bool(true)),
        })
    }

    fn body(&self, body: &Value) -> Body {
        let body = self.resolve(body);
        let is_required = body.get("required").and_then(Value::as_bool).unwrap_or(false);
        let content = body.get("content");
        Body {
            need: if is_required { Need::Required } else { Need::Optional },
            content: members(content).map(|(name, media)| self.with_items(one_media(name, media), media)).collect(),
        }
    }

    /// Describes the JSON texts of a request as a list, unless the document describes all of them as a list or a string.
    fn with_items(&self, media: Media, declared: &Value) -> Media {
        let whole = self.resolve(declared.get("schema").unwrap_or(&Value::Null));
        let is = |ty: &str| whole.get("type") == Some(&json!(ty));
        let is_whole =
            declared.get("itemSchema").is_none() && (whole.get("items").is_some() || is("array") || is("string"));
        if is_whole || media::kind(&media.name) != media::Kind::Items {
            return media;
        }
        let item = media.schema.unwrap_or(Value::Bool(true));
        Media { schema: Some(json!({"type": "array", "items": item})), ..media }
    }

    fn scheme(&self, name: &str) -> Scheme {
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        let scheme = schemes.and_then(|schemes| schemes.get(name)).map_or(&Value::Null, |scheme| self.resolve(scheme));
        let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = match (text("type").as_str(), text("in").as_str()) {
            ("apiKey", "query") => Credential::Query(text("name")),
            ("apiKey", "cookie") => Credential::Cookie(text("name")),
            ("apiKey", _) => Credential::Header(text("name")),
            ("http", _) => match text("scheme").to_ascii_lowercase().as_str() {
                "basic" => Credential::Basic,
                "bearer" => Credential::Bearer,
                _ => Credential::Computed,
            },
            ("oauth2" | "openIdConnect", _) => Credential::Bearer,
            _ => Credential::Elsewhere,
        };
        Scheme { name: name.to_owned(), place }
    }
}

/// Reads the media types of a body.
fn content(content: Option<&Value>) -> Vec<Media> {
    members(content).map(|(name, media)| one_media(name, media)).collect()
}

fn one_media(name: &str, media: &Value) -> Media {
    Media {
        name: name.to_owned(),
        schema: media.get("itemSchema").or_else(|| media.get("schema")).cloned(),
        encoding: media.get("encoding").and_then(Value::as_object).cloned().unwrap_or_default(),
    }
}

/// Returns the names in braces, in order.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Returns the parameter for a placeholder that is not declared. It can be any string.
fn undeclared(name: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        location: Location::Path,
        need: Need::Required,
        style: Style::Simple,
        explode: Explode::No,
        reserved: Reserved::Encoded,
        schema: serde_json::json!({"type": "string"}),
    }
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// Decodes a pointer, which can be percent-encoded because it is a URL fragment.
pub(crate) fn unescape(pointer: &str) -> String {
    if pointer.contains('%') { crate::style::decode(pointer) } else { pointer.to_owned() }
}
