//! Bodies of requests and responses: which media type is spoken and what it holds.

use openapiv3::{MediaType, ReferenceOr, RequestBody, Response, Responses, StatusCode};

use super::context::Context;
use super::{Lowering, resolve};
use crate::api::{
    Access, Answer, Body, ErrorAnswer, Hint, HintBase, Home, OperationId, Presence, Property, Type, TypeShape,
};
use crate::diagnostic::Code;
use crate::source::join;

type Content = indexmap::IndexMap<String, MediaType>;

impl Lowering<'_> {
    pub(super) fn body(
        &mut self,
        id: OperationId,
        key: &str,
        body: Option<&ReferenceOr<RequestBody>>,
        at: &str,
    ) -> Body {
        let Some(body) = body.and_then(|body| resolve(body, &self.components.request_bodies)) else {
            return Body::None;
        };
        let RequestBody { description, content, required, extensions: _ } = body;
        let at = join(at, &["requestBody", "content"]);
        if content.is_empty() {
            return Body::None;
        }
        let Some((media, MediaType { schema, example: _, examples: _, encoding: _, extensions: _ })) = json(content)
        else {
            let known: Vec<&str> = content.keys().map(String::as_str).collect();
            let message = format!("a request body of type {} is not supported", known.join(", "));
            self.report(
                Code::Unsupported,
                &at,
                message,
                "JSON is; remove the operation with an overlay action to go on without it",
            );
            return Body::None;
        };
        self.other_media(content, media, &at);
        let presence = if *required { Presence::Required } else { Presence::Optional };
        let Some(schema) = schema else {
            return Body::Value { presence, ty: Type::Any, description: description.clone() };
        };
        let at = join(&at, &[media, "schema"]);
        if let Some(properties) = self.body_properties(id, key, schema, &at) {
            return self.object_body(presence, properties, &at);
        }
        let context = Context {
            home: Home::Operation(id),
            place: format!("{key} body"),
            hint: Hint { base: HintBase::Body, item: false, around: Vec::new() },
            described: description.is_some(),
        };
        let ty = self.nullable_type(schema, &at, &context);
        Body::Value { presence, ty, description: description.clone() }
    }

    /// A body that requires properties can only be left out by leaving out what is required; vendors forget
    /// to say `required` beside it.
    fn object_body(&mut self, presence: Presence, properties: Vec<Property>, at: &str) -> Body {
        let requires = properties.iter().any(|property| property.presence == Presence::Required);
        if requires && presence == Presence::Optional {
            let message = "this body has required properties but is not required itself; it is taken as required";
            self.report(
                Code::BodyRequired,
                at,
                message,
                "say `required: true` on the request body with an overlay action",
            );
        }
        let presence = if requires { Presence::Required } else { presence };
        Body::Object { presence, properties }
    }

    pub(super) fn answers(
        &mut self,
        id: OperationId,
        key: &str,
        responses: &Responses,
        at: &str,
    ) -> (Answer, Vec<ErrorAnswer>) {
        let Responses { default, responses, extensions: _ } = responses;
        let mut successes = Vec::new();
        let mut failures = Vec::new();
        for (status, response) in responses {
            let Some(response) = resolve(response, &self.components.responses) else { continue };
            let code = match status {
                StatusCode::Code(code) => code.to_string(),
                StatusCode::Range(range) => format!("{range}XX"),
            };
            if code.starts_with('2') { successes.push((code, response)) } else { failures.push((code, response)) }
        }
        if let Some(response) = default.as_ref().and_then(|response| resolve(response, &self.components.responses)) {
            let group = if successes.is_empty() { &mut successes } else { &mut failures };
            group.push(("default".to_owned(), response));
        }
        let mut answers: Vec<Answer> = Vec::new();
        for (status, response) in successes {
            let at = join(at, &["responses", &status, "content"]);
            answers.push(self.answer(id, key, &status, response, HintBase::Response, &at));
        }
        let mut errors = Vec::new();
        for (status, response) in failures {
            let at = join(at, &["responses", &status, "content"]);
            if let Answer::Json(ty) = self.answer(id, key, &status, response, HintBase::Error(status.clone()), &at) {
                errors.push(ErrorAnswer { ty });
            }
        }
        (self.one_answer(answers, at), errors)
    }

    /// Several documented successes with one kind of body are one answer; otherwise it is any JSON value.
    fn one_answer(&mut self, answers: Vec<Answer>, at: &str) -> Answer {
        let mut answers = answers.into_iter();
        let Some(first) = answers.next() else { return Answer::Nothing };
        if answers.all(|answer| answer == first) {
            return first;
        }
        let message = "several successful responses with different bodies are read as any JSON value";
        self.report(
            Code::Untyped,
            &join(at, &["responses"]),
            message,
            "remove the ones that never come, with an overlay action",
        );
        Answer::Json(Type::Any)
    }

    fn answer(
        &mut self,
        id: OperationId,
        key: &str,
        status: &str,
        response: &Response,
        base: HintBase,
        at: &str,
    ) -> Answer {
        let Response { description: _, headers: _, content, links: _, extensions: _ } = response;
        if content.is_empty() {
            return Answer::Nothing;
        }
        let Some((media, MediaType { schema, example: _, examples: _, encoding: _, extensions: _ })) = json(content)
        else {
            return if content.keys().all(|media| media.starts_with("text/")) { Answer::Text } else { Answer::Bytes };
        };
        self.other_media(content, media, at);
        let context = Context {
            home: Home::Operation(id),
            place: format!("{key} {status}"),
            hint: Hint { base, item: false, around: Vec::new() },
            described: false,
        };
        let at = join(at, &[media, "schema"]);
        Answer::Json(schema.as_ref().map_or(Type::Any, |schema| self.nullable_type(schema, &at, &context)))
    }

    fn other_media(&mut self, content: &Content, chosen: &str, at: &str) {
        if content.len() > 1 {
            let others: Vec<&str> = content.keys().map(String::as_str).filter(|media| *media != chosen).collect();
            let message = format!("{chosen} is spoken; {} is left out", others.join(", "));
            self.report(Code::NotGenerated, at, message, "remove the others with an overlay action to settle it");
        }
    }

    /// The properties of a body that is a JSON object and no union; they are given one by one.
    fn body_properties(
        &mut self,
        id: OperationId,
        key: &str,
        schema: &ReferenceOr<openapiv3::Schema>,
        at: &str,
    ) -> Option<Vec<Property>> {
        if let ReferenceOr::Reference { reference } = schema {
            let id = *self.component_types.get(&super::component_name(reference))?;
            return match &self.types[id.0].shape {
                TypeShape::Struct { properties, rest: None } => Some(sent(properties.clone())),
                _ => None,
            };
        }
        let context = Context {
            home: Home::Operation(id),
            place: format!("{key} body"),
            hint: Hint { base: HintBase::Body, item: false, around: Vec::new() },
            described: false,
        };
        let ReferenceOr::Item(item) = schema else { return None };
        let (properties, rest) = self.object_of(item, at, &context).ok()?;
        (rest.is_none() && !item.schema_data.nullable).then(|| sent(properties))
    }
}

/// The properties that a request may hold.
fn sent(mut properties: Vec<Property>) -> Vec<Property> {
    properties.retain(|property| property.access != Access::Read);
    properties
}

/// The JSON among several media types.
fn json(content: &Content) -> Option<(&str, &MediaType)> {
    let media = crate::media::json(content.keys().map(String::as_str))?;
    content.get_key_value(media).map(|(name, media)| (name.as_str(), media))
}
