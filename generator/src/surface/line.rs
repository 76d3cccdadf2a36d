//! Parses a line of a surface. No other file parses the output of `text.rs`.

use std::str::FromStr;

use quote::ToTokens;

use crate::names::features;

/// A public item, or a trait or mark of an item.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    /// The path of the item: `users::ListRequest::limit`. If a method needs a feature of the runtime, the feature
    /// follows the path. The feature of a tag is removed.
    pub(crate) path: &'a str,
    /// The text after the path, without the feature of a tag.
    pub(crate) text: &'a str,
    /// What the text describes.
    pub(crate) kind: Kind<'a>,
}

/// What a line describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Struct(Openness),
    Enum(Openness),
    Trait,
    Field,
    Variant,
    /// Boxed because it is much larger than the other variants.
    Function(Box<Signature>),
    /// A constant with its type. The value does not count.
    Constant(&'a str),
    /// A Cargo feature.
    Feature,
    /// A trait that the item implements.
    Implementation,
    Deprecated,
    /// Modules, re-exports, aliases and statics.
    Other,
}

/// Whether dependents can construct a type or match it exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Openness {
    /// They can, so a new field or variant breaks them.
    Exhaustive,
    /// `#[non_exhaustive]`.
    NonExhaustive,
    /// Some fields are private.
    PrivateFields,
}

/// The parts of a function that callers depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// `async`, generics, bounds and the returned type.
    pub(crate) frame: String,
    /// The names of the arguments in order. A receiver has an empty name.
    pub(crate) names: Vec<String>,
    /// The types of the arguments in order.
    pub(crate) types: Vec<String>,
}

impl<'a> Line<'a> {
    /// Reads a line. Returns `None` if it has no path.
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        let (path, text) = line.split_once(": ")?;
        let (path, text) = (without_tag(path, " ["), without_tag(text, " [feature "));
        Some(Self { path, text, kind: Kind::read(text) })
    }

    /// Returns whether the line is a trait or a mark. An item can have several of them.
    pub(crate) fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Implementation | Kind::Deprecated)
    }

    /// Returns whether the line is a function. A field and a method can have the same name.
    pub(crate) fn is_function(&self) -> bool {
        matches!(self.kind, Kind::Function(_))
    }
}

impl<'a> Kind<'a> {
    fn read(text: &'a str) -> Self {
        if let Ok(signature) = text.parse() {
            return Self::Function(Box::new(signature));
        }
        let word = text.split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default();
        match word {
            "struct" => Self::Struct(Openness::read(text)),
            "enum" => Self::Enum(Openness::read(text)),
            "trait" => Self::Trait,
            "field" => Self::Field,
            "variant" => Self::Variant,
            "const" => Self::Constant(text.split_once(" = ").map_or(text, |(ty, _)| ty)),
            "feature" => Self::Feature,
            "impl" => Self::Implementation,
            "deprecated" => Self::Deprecated,
            _ => Self::Other,
        }
    }

    /// Returns the openness of the struct or enum that the line declares.
    pub(crate) fn openness(&self) -> Option<Openness> {
        match self {
            Self::Struct(openness) | Self::Enum(openness) => Some(*openness),
            _ => None,
        }
    }
}

impl Openness {
    fn read(text: &str) -> Self {
        if text.ends_with("(non-exhaustive)") {
            Self::NonExhaustive
        } else if text.ends_with("(with private fields)") {
            Self::PrivateFields
        } else {
            Self::Exhaustive
        }
    }
}

impl FromStr for Signature {
    type Err = syn::Error;

    /// Reads a Rust signature without the name: `async fn(&self, limit: u32) -> Page`.
    fn from_str(text: &str) -> syn::Result<Self> {
        let mut signature = parse_signature(text, "name")?;
        let inputs = std::mem::take(&mut signature.inputs);
        let arguments = inputs.iter().map(|input| match input {
            syn::FnArg::Receiver(receiver) => (String::new(), receiver.to_token_stream().to_string()),
            syn::FnArg::Typed(argument) => {
                (argument.pat.to_token_stream().to_string(), argument.ty.to_token_stream().to_string())
            }
        });
        let (names, types) = arguments.unzip();
        Ok(Self { frame: signature.to_token_stream().to_string(), names, types })
    }
}

/// Parses the text of a function under a name.
pub(super) fn parse_signature(text: &str, name: &str) -> syn::Result<syn::Signature> {
    // The first `fn` is the keyword, because only qualifiers can precede it.
    syn::parse_str(&text.replacen("fn", &format!("fn {name}"), 1))
}

/// Removes the feature of a tag from a path or a text. These features are on by default, so their items are promised to
/// everyone.
pub(super) fn without_tag<'a>(text: &'a str, open: &str) -> &'a str {
    let marked = text.strip_suffix(']').and_then(|text| text.rsplit_once(open));
    marked.filter(|(_, feature)| is_tag(feature)).map_or(text, |(text, _)| text)
}

fn is_tag(feature: &str) -> bool {
    !features::OWN.contains(&feature)
        && feature.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
