//! Security: what each scheme sends, and which alternatives of an operation the client can satisfy.

use std::collections::BTreeSet;

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::{Extensions, Operations, resolve, text};
use crate::api::{Location, Parameter, Pointer, Requirement, Scheme, SchemeKind};
use crate::document::pointer::join;
use crate::document::tree::Node;
use crate::findings::Code;

/// The security alternatives of an operation: those that the client can satisfy, and those that it cannot.
#[derive(Default)]
pub(super) struct Alternatives {
    pub(super) sent: Vec<Vec<Requirement>>,
    pub(super) unsent: Vec<Vec<Requirement>>,
}

impl Operations<'_> {
    pub(super) fn schemes(&mut self) -> Vec<Scheme> {
        let mut schemes = Vec::new();
        for (key, scheme) in &self.schemas.components().security_schemes {
            let at = join("/components/securitySchemes", &[key]);
            let Some(scheme) = resolve(scheme, &self.schemas.components().security_schemes) else { continue };
            schemes.push(self.scheme(key, scheme, at));
        }
        schemes
    }

    fn scheme(&mut self, key: &str, scheme: &SecurityScheme, at: Pointer) -> Scheme {
        let bearer = || SchemeKind::Header { name: AUTHORIZATION.to_owned(), prefix: "Bearer ".to_owned() };
        let (kind, description, extensions) = match scheme {
            SecurityScheme::APIKey { location, name, description, extensions } => {
                let kind = match location {
                    APIKeyLocation::Query => SchemeKind::Query { name: name.clone() },
                    APIKeyLocation::Header => {
                        self.header_name(name, &at);
                        SchemeKind::Header { name: name.clone(), prefix: prefix(extensions) }
                    }
                    APIKeyLocation::Cookie => SchemeKind::Cookie { name: name.clone() },
                };
                (kind, description, extensions)
            }
            SecurityScheme::HTTP { scheme, bearer_format: _, description, extensions } => {
                let kind = match scheme.to_ascii_lowercase().as_str() {
                    "basic" => SchemeKind::Basic,
                    "bearer" => bearer(),
                    other => self.unsent(key, other, &at),
                };
                (kind, description, extensions)
            }
            SecurityScheme::OAuth2 { flows: _, description, extensions } => (bearer(), description, extensions),
            SecurityScheme::OpenIDConnect { open_id_connect_url: _, description, extensions } => {
                (bearer(), description, extensions)
            }
        };
        let (rust_name, span) = (self.schemas.rust_name(extensions, &at), self.schemas.span(&at));
        let deprecated = self.schemas.root().at(&join(&at, &["deprecated"])).and_then(Node::as_bool) == Some(true);
        Scheme { key: key.to_owned(), description: description.clone(), deprecated, rust_name, kind, at, span }
    }

    fn unsent(&mut self, key: &str, word: &str, at: &str) -> SchemeKind {
        let message =
            format!("the client does not support HTTP authentication by `{word}`, so it has no setter for `{key}`");
        let help = "if the header is a word and a credential, describe it as an apiKey in the header `Authorization` \
                    with `x-token-prefix`, with an overlay action";
        self.report(Code::NotGenerated, at, message, help);
        SchemeKind::Unsent { word: word.to_owned() }
    }

    /// Returns the security alternatives of an operation. One that the client cannot satisfy is skipped if there is
    /// another.
    pub(super) fn alternatives(&mut self, declared: &[SecurityRequirement], at: &str) -> Alternatives {
        let mut alternatives = Alternatives::default();
        let mut obstacles = Vec::new();
        for (index, alternative) in declared.iter().enumerate() {
            let requirement = |(scheme, scopes): (&String, &Vec<String>)| Requirement {
                scheme: scheme.clone(),
                scopes: scopes.clone(),
            };
            let requirements: Vec<Requirement> = alternative.iter().map(requirement).collect();
            match self.obstacle(&requirements) {
                Some(obstacle) => {
                    obstacles.push((index, obstacle));
                    alternatives.unsent.push(requirements);
                }
                None => alternatives.sent.push(requirements),
            }
        }
        let at = join(at, &["security"]);
        if alternatives.sent.is_empty() && !obstacles.is_empty() {
            let obstacles: Vec<String> = obstacles.into_iter().map(|(_, obstacle)| obstacle).collect();
            let message = format!("the client cannot send the required credential: {}", obstacles.join("; "));
            let help = "callers have to send it as a header in `RequestOptions`; or describe it as an apiKey in a \
                        header, with an overlay action";
            self.report(Code::UnsentCredential, &at, message, help);
            return alternatives;
        }
        for (index, obstacle) in obstacles {
            let message = format!("this security alternative is skipped, because there is another: {obstacle}");
            let help = "remove it with an overlay action, or accept this";
            self.report(Code::NotGenerated, &join(&at, &[&index.to_string()]), message, help);
        }
        alternatives
    }

    /// Returns why the credentials of an alternative cannot be sent together.
    fn obstacle(&self, requirements: &[Requirement]) -> Option<String> {
        let mut taken: Vec<((Location, String), &str)> = Vec::new();
        for Requirement { scheme, scopes: _ } in requirements {
            let Some(scheme) = self.known_scheme(scheme) else {
                return Some(format!("`{scheme}` is not defined"));
            };
            let place = match &scheme.kind {
                SchemeKind::Unsent { word } => {
                    return Some(format!("`{}` is HTTP authentication by `{word}`", scheme.key));
                }
                kind => place(kind),
            };
            if let Some((_, other)) = taken.iter().find(|(other, _)| Some(other) == place.as_ref()) {
                return Some(format!("`{other}` and `{}` are sent in the same place", scheme.key));
            }
            taken.extend(place.map(|place| (place, scheme.key.as_str())));
        }
        None
    }

    fn known_scheme(&self, key: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.key == key)
    }

    /// Removes the parameters that are credentials, because a security scheme of the operation sends them.
    pub(super) fn without_credentials(&mut self, parameters: &mut Vec<Parameter>, alternatives: &Alternatives) {
        let asked: BTreeSet<&String> =
            alternatives.sent.iter().flatten().map(|requirement| &requirement.scheme).collect();
        let schemes = asked.into_iter().filter_map(|key| self.known_scheme(key));
        let sent: Vec<_> = schemes.filter_map(|scheme| Some((place(&scheme.kind)?, scheme.key.clone()))).collect();
        let mut left = Vec::new();
        parameters.retain(|parameter| {
            let own = placed(parameter.location, &parameter.name);
            let scheme = sent.iter().find(|(place, _)| *place == own);
            left.extend(scheme.map(|(_, key)| (parameter.name.clone(), key.clone(), parameter.at.clone())));
            scheme.is_none()
        });
        for (name, key, at) in left {
            let message = format!("the parameter `{name}` is the credential of `{key}`; it is omitted");
            let help = "callers set it once for the client; remove the parameter with an overlay action, or accept \
                        this";
            self.report(Code::NotGenerated, &at, message, help);
        }
    }
}

const AUTHORIZATION: &str = "Authorization";

/// Returns where a credential is sent, and its name there.
fn place(kind: &SchemeKind) -> Option<(Location, String)> {
    match kind {
        SchemeKind::Header { name, prefix: _ } => Some(placed(Location::Header, name)),
        SchemeKind::Query { name } => Some(placed(Location::Query, name)),
        SchemeKind::Cookie { name } => Some(placed(Location::Cookie, name)),
        SchemeKind::Basic => Some(placed(Location::Header, AUTHORIZATION)),
        SchemeKind::Unsent { word: _ } => None,
    }
}

/// Normalises the case of a header name.
fn placed(location: Location, name: &str) -> (Location, String) {
    match location {
        Location::Header => (location, name.to_ascii_lowercase()),
        Location::Path | Location::Query | Location::Cookie => (location, name.to_owned()),
    }
}

/// Returns the word before a credential, from our extension or from GitBook's.
fn prefix(extensions: &Extensions) -> String {
    let word = text(extensions, "x-token-prefix").or_else(|| text(extensions, "x-gitbook-prefix")).unwrap_or_default();
    let word = word.trim();
    if word.is_empty() { String::new() } else { format!("{word} ") }
}
