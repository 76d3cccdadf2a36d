//! The names of the functions that read webhooks, and of the types of their bodies.

use super::lock::Lock;
use super::scope::{choose, plain, record};
use super::wish::{Item, Wish};
use super::{SIGNATURE, setters, type_part};
use crate::api::{Api, Webhook};
use crate::findings::Findings;

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

/// Names the webhooks. Those that took part in a clash are in the lock.
pub(super) fn webhooks(api: &Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<WebhookNames> {
    let wish = |webhook: &Webhook| {
        let item = Item {
            what: format!("the {} `{}`", webhook.origin.word(), webhook.name),
            wire: &webhook.name,
            key: webhook.key(),
            given: webhook.rust_name.clone(),
            span: webhook.span,
            word: webhook.method,
        };
        Wish::of_item(item, ("webhooks", &lock.webhooks))
    };
    let wishes: Vec<Wish> = api.webhooks.iter().map(wish).collect();
    let mut scope = setters(&|name| RESERVED.contains(&name));
    scope.fold = type_part;
    let chosen = choose(&wishes, &scope, findings);
    record(&wishes, &chosen, &mut new.webhooks);
    plain(chosen).into_iter().map(names).collect()
}

fn names(function: String) -> WebhookNames {
    let signature = format!("{}_{SIGNATURE}", function.trim_start_matches("r#").to_ascii_uppercase());
    WebhookNames { ty: type_part(&function), signature, function }
}
