//! Webhooks and callbacks: requests that the server sends. The client reads their JSON bodies.

use super::Schemas;
use super::given_name::RUST_NAME;
use crate::api::{GivenName, Type, Webhook};
use crate::document::pointer::component_name;
use crate::document::schema::is_nullable;
use crate::document::tree::Node;
use crate::findings::Code;
use crate::prepare::webhooks::{self, body};

impl Schemas<'_> {
    /// Returns the webhooks and callbacks with a JSON body, by name and then method. Their bodies have been made components before.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        let root = self.root();
        let mut found = Vec::new();
        for webhooks::Webhook { key, name, method, at, origin } in webhooks::webhooks(root) {
            let body = body(root, &at).unwrap_or_default();
            let schema = root.at(&body).and_then(|schema| schema.get("$ref")?.as_str());
            let Some(ty) = schema.and_then(|target| self.component_types.get(&component_name(target)).copied()) else {
                let message =
                    format!("the {} `{name}` has no documented JSON body, so no function reads it", origin.word());
                self.report(Code::NotGenerated, &at, message, "no action is needed");
                continue;
            };
            let text = |key: &str| root.at(&at)?.get(key)?.as_str().map(str::to_owned);
            let deprecated = root.at(&at).and_then(|node| node.get("deprecated")).and_then(Node::as_bool) == Some(true);
            let (summary, description) = (text("summary"), text("description"));
            let rust_name = text(RUST_NAME).map(|name| GivenName { name, source: self.name_source(RUST_NAME, &at) });
            let own = self.signature(&at);
            let signature = own.or_else(|| self.signature(at.rsplit_once('/').map_or("", |(around, _)| around)));
            let span = self.span(&at);
            let ty = Type::Named(ty);
            let ty = if is_nullable(root, &body) { Type::Nullable(Box::new(ty)) } else { ty };
            found.push(Webhook {
                key,
                name,
                method,
                origin,
                summary,
                description,
                deprecated,
                rust_name,
                ty,
                events: Vec::new(),
                signature,
                at,
                span,
            });
        }
        found
    }
}
