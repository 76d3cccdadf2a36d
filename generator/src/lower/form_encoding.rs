//! How the properties of forms are encoded: by `encoding` of the media type, or by what OpenAPI says of their types.

use openapiv3::QueryStyle;

use super::Operations;
use crate::api::{Encoding, Media, Property, Reserved, Style, Type, behind_aliases, is_structured};
use crate::document::media;
use crate::document::pointer::join;
use crate::document::tree::Node;
use crate::findings::Code;

impl Operations<'_> {
    /// Makes text of the properties whose media type the client cannot write: an object as XML, for example. The caller
    /// gives the text, or the bytes of a part that is no text. `at` is the place of the media type.
    pub(super) fn as_given(&mut self, properties: &mut [Property], media: &Media, at: &str) {
        for property in properties {
            let encoding = join(at, &["encoding", &property.name]);
            let Some(encoding) = self.schemas.root().at(&encoding) else { continue };
            let has_style = ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some());
            let Some(name) = encoding.get("contentType").and_then(Node::as_str) else { continue };
            let is_json = name.split(',').any(|name| media::json(std::iter::once(name)).is_some());
            let is_written = match behind_aliases(self.schemas.types(), &property.ty) {
                Type::Any => false,
                Type::File => true,
                Type::List(item) if **item == Type::File => true,
                ty => !is_structured(self.schemas.types(), ty) || is_list_of_plain(self.schemas.types(), ty),
            };
            if is_json || is_written || (has_style && matches!(media, Media::Form(_))) {
                continue;
            }
            if property.ty == Type::Any && matches!(media, Media::Multipart { .. }) && !media::is_text(name) {
                // OpenAPI 3.1 describes a file by its media type alone.
                property.ty = Type::File;
                continue;
            }
            let message = format!(
                "`{}` is sent as {name}, which the client cannot write from its value; the caller gives the text",
                property.name
            );
            let help = "no action is needed, unless servers read JSON: then give it `contentType: application/json` \
                        with an overlay action";
            self.report(Code::UndefinedStyle, &property.at, message, help);
            property.ty = Type::String;
        }
    }

    /// Reports objects in a form without a defined encoding. By OpenAPI 3.0.3 (section 4.7.14), the style is `form`, which
    /// puts their properties next to those of the form, where two of them may have one name. OpenAPI 3.0.4 corrects that:
    /// they are JSON text (section 4.8.15.1).
    pub(super) fn unsaid_styles(&mut self, properties: &[Property], encodings: &[Encoding]) {
        for Property { name, ty, at, .. } in properties {
            if !is_structured(self.schemas.types(), ty) {
                continue;
            }
            let is_list = matches!(behind_aliases(self.schemas.types(), ty), Type::List(_) | Type::Tuple(_));
            if is_list && !self.schemas.is_nested(ty) || encodings.iter().any(|encoding| encoding.name == *name) {
                continue;
            }
            let message = match is_list {
                true => format!(
                    "the document does not say how the items of `{name}` are encoded in this form; each is sent as JSON text"
                ),
                false => format!(
                    "the document does not say how the object `{name}` is encoded in this form; it is sent as JSON text"
                ),
            };
            if is_list {
                let help = format!(
                    "add `encoding: {{{name}: {{contentType: application/json}}}}` to the media type with an overlay action, \
                     if servers read the whole list as JSON text"
                );
                self.report(Code::UndefinedStyle, at, message, help);
                continue;
            }
            let help = format!(
                "add the encoding that servers read, with an overlay action on the media type: `encoding: {{{name}: \
                 {{style: deepObject}}}}`, `{{style: form}}` for properties next to those of the form, or \
                 `{{contentType: application/json}}` for JSON text"
            );
            self.report(Code::UndefinedStyle, at, message, help);
        }
    }
}

/// Returns whether every item of a list is sent as text of its own.
fn is_list_of_plain(types: &[crate::api::TypeDef], ty: &Type) -> bool {
    matches!(ty, Type::List(item) if **item != Type::Any && !is_structured(types, item))
}

/// Returns how a form property is encoded, if the document says so. If it is JSON, the content type says so.
pub(super) fn form_encoding(name: &str, encoding: &openapiv3::Encoding, explode: Option<bool>) -> Option<Encoding> {
    let openapiv3::Encoding { content_type, headers: _, style, explode: _, allow_reserved, extensions: _ } = encoding;
    let reserved = if *allow_reserved { Reserved::Kept } else { Reserved::Encoded };
    let is_json = content_type.as_deref().is_some_and(|media| media::json(std::iter::once(media)).is_some());
    let style = match (style, explode.unwrap_or(matches!(style, None | Some(QueryStyle::Form)))) {
        (None, _) if is_json => Style::Json,
        (None, _) if explode.is_none() && !allow_reserved => return None,
        (Some(QueryStyle::DeepObject), _) => Style::DeepObject,
        (_, true) => Style::FormExploded,
        (None | Some(QueryStyle::Form), false) => Style::Form,
        (Some(QueryStyle::SpaceDelimited), false) => Style::SpaceDelimited,
        (Some(QueryStyle::PipeDelimited), false) => Style::PipeDelimited,
    };
    Some(Encoding { name: name.to_owned(), style: Some(style), reserved, content_type: None })
}

/// Returns the content type, if there is only one. Otherwise the caller chooses.
pub(super) fn part_encoding(name: &str, encoding: &openapiv3::Encoding) -> Option<Encoding> {
    let openapiv3::Encoding { content_type, headers: _, style: _, explode: _, allow_reserved: _, extensions: _ } =
        encoding;
    let media = content_type.as_deref().filter(|media| !media.contains([',', '*']))?;
    Some(Encoding {
        name: name.to_owned(),
        style: None,
        reserved: Reserved::Encoded,
        content_type: Some(media.to_owned()),
    })
}
