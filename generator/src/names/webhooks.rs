//! The names of the functions that read webhooks, and of the types of their bodies.

use std::collections::BTreeSet;

use super::case::is_taken_type;
use super::lock::Lock;
use super::scope::{choose, plain, record};
use super::wish::{Item, Wish};
use super::{SIGNATURE, setters, type_part};
use crate::api::{Api, Webhook};
use crate::findings::Findings;
use crate::prepare::webhooks::Origin;

/// The names of a webhook.
#[derive(Clone, Debug)]
pub(crate) struct WebhookNames {
    pub(crate) function: String,
    pub(crate) ty: String,
    /// The constant that says how it is signed, if it has a scheme of its own.
    pub(crate) signature: String,
}

/// Names that the module has already: the function and the enum of all webhooks with its last variant, and `Result`.
const RESERVED: &[&str] = &["read", "event", "unrecognized", "result"];

/// Names the webhooks, and then the callbacks, so that these take no name from a webhook. Webhooks that took part in a clash are
/// in the lock, and so are all callbacks, because their names depend on those of operations.
pub(super) fn webhooks(api: &Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<WebhookNames> {
    let wish = |webhook: &Webhook| {
        let item = Item {
            what: format!("the {} `{}`", webhook.origin.word(), webhook.name),
            wire: &webhook.name,
            key: webhook.key.clone(),
            given: webhook.rust_name.clone(),
            span: webhook.span,
            word: webhook.method,
        };
        Wish::of_item(item, ("webhooks", &lock.webhooks))
    };
    let mut named: Vec<String> = Vec::new();
    // They are in this order.
    for origin in [Origin::Webhook, Origin::Callback] {
        let wishes: Vec<Wish> = api.webhooks.iter().filter(|webhook| webhook.origin == origin).map(wish).collect();
        let taken: BTreeSet<String> = named.iter().map(|name| type_part(name)).collect();
        let reserved = |name: &str| {
            let ty = type_part(name);
            RESERVED.contains(&name) || taken.contains(&ty) || is_taken_type(&ty)
        };
        let mut scope = setters(&reserved);
        scope.fold = type_part;
        let chosen = choose(&wishes, &scope, findings);
        record(&wishes, &chosen, &mut new.webhooks);
        if origin == Origin::Callback {
            let lines = wishes.iter().zip(&chosen).filter(|(wish, _)| wish.given.is_none());
            new.webhooks.extend(lines.map(|(wish, chosen)| (wish.line.key.clone(), chosen.name.clone())));
        }
        named.extend(plain(chosen));
    }
    named.into_iter().map(names).collect()
}

fn names(function: String) -> WebhookNames {
    let signature = format!("{}_{SIGNATURE}", function.trim_start_matches("r#").to_ascii_uppercase());
    WebhookNames { ty: type_part(&function), signature, function }
}
