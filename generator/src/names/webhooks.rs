//! The functions that read webhooks, and the types of what these carry.

use super::case;
use super::lock::Lock;
use super::scope::{choose, plain};
use super::wish::{Candidate, Claim, Document, Line, Wish};
use super::{setters, type_part};
use crate::api::{Api, Webhook};
use crate::findings::Findings;

/// The names of a webhook.
#[derive(Clone, Debug)]
pub(crate) struct WebhookNames {
    pub(crate) function: String,
    pub(crate) ty: String,
}

/// What is in the module already: the function and the enum of all webhooks with its last variant, and `Result`.
const RESERVED: &[&str] = &["read", "event", "unrecognized", "result"];

/// Names the webhooks. Those that had to be settled are in the lock.
pub(super) fn webhooks(
    api: &Api,
    (lock, new): (&Lock, &mut Lock),
    document: &Document<'_>,
    findings: &mut Findings,
) -> Vec<WebhookNames> {
    let wishes: Vec<Wish> = api.webhooks.iter().map(|webhook| wish(webhook, lock)).collect();
    let mut scope = setters(document, &|name| RESERVED.contains(&name));
    scope.fold = type_part;
    let chosen = choose(&wishes, &scope, findings);
    for (wish, chosen) in wishes.iter().zip(&chosen) {
        if chosen.is_settled || wish.locked.is_some() {
            new.webhooks.insert(wish.line.key.clone(), chosen.name.clone());
        }
    }
    plain(chosen).into_iter().map(|function| WebhookNames { ty: type_part(&function), function }).collect()
}

fn wish(webhook: &Webhook, lock: &Lock) -> Wish {
    let name = case::snake(&webhook.name);
    let longer = name.iter().map(|name| Candidate { name: format!("{name}_{}", webhook.method), claim: Claim::Short });
    let longer: Vec<Candidate> = longer.collect();
    let name = name.map(|name| Candidate { name, claim: Claim::Whole });
    Wish {
        what: format!("the webhook `{}`", webhook.name),
        wire: webhook.name.clone(),
        at: webhook.at.clone(),
        given: webhook.rust_name.clone(),
        locked: lock.webhooks.get(&webhook.key()).cloned(),
        line: Line::new("webhooks", webhook.key()),
        candidates: name.into_iter().chain(longer).collect(),
    }
}
