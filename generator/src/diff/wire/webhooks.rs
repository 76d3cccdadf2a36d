//! Compares webhooks and callbacks. Their bodies are received, like those of responses.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Place;
use super::value::Use;
use super::words::reworded;
use super::{About, Direction, Walk, code, short};
use crate::api::{Signature, Webhook};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::extensions::WEBHOOK_SIGNATURE;
use crate::document::tree::Node;
use crate::document::write;
use crate::prepare::webhooks::{Origin, body};

impl<'a> Walk<'a> {
    pub(super) fn webhooks(&mut self) {
        let key = |webhook: &Webhook| format!("{} {}", webhook.origin.word(), webhook.key);
        let keyed = |state: &State| -> BTreeMap<String, usize> {
            state.api.webhooks.iter().enumerate().map(|(index, webhook)| (key(webhook), index)).collect()
        };
        let (before, after) = (keyed(self.before), keyed(self.after));
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            self.operation = Some(key.clone());
            self.direction = Direction::Both;
            self.seen.clear();
            match (before.get(key), after.get(key)) {
                (Some(old), Some(new)) => self.webhook(*old, *new),
                (None, Some(new)) => self.webhook_added(*new),
                (Some(old), None) => self.webhook_removed(*old),
                (None, None) => {}
            }
        }
        self.operation = None;
        self.direction = Direction::Both;
    }

    fn webhook(&mut self, old: usize, new: usize) {
        let indices = (old, new);
        let place = self.webhook_place(Some(old), Some(new));
        let (before, after) = (&self.before.api.webhooks[old], &self.after.api.webhooks[new]);
        let (was, is) = (&self.before.names.webhooks[old].function, &self.after.names.webhooks[new].function);
        let (Some(old), Some(new)) = (self.before.root.at(&before.at), self.after.root.at(&after.at)) else { return };
        let about = place.about(Some(old), Some(new));
        if was != is {
            let message = format!("the function {} was renamed to {}", code(was), code(is));
            let judgement = (Rule::NameChanged, Wire::None, ChangeKind::WebhookRenamed);
            self.push(judgement, About { subject: "function".to_owned(), ..about.clone() }, (was, is), message);
        }
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let (was, is) = (text(&before.summary), text(&after.summary));
        if was != is {
            let message = format!("the summary {}: {}", reworded(&was, &is), short(&is));
            let judgement = (Rule::SummaryReworded, Wire::None, ChangeKind::SummaryReworded);
            self.push(judgement, About { items: Vec::new(), ..about }, (&was, &is), message);
        }
        self.signature(indices, &place);
        self.words(old, new, &place);
        self.direction = Direction::Received;
        let used = |state: &'a State, index: usize| {
            let webhook = &state.lowered.webhooks[index];
            Use::new(&webhook.ty, body(&state.root, &webhook.at).into_iter().collect())
        };
        self.values_at(&used(self.before, indices.0), &used(self.after, indices.1), &place);
    }

    /// Compares how a webhook is signed: by its own scheme, or by that of all.
    fn signature(&mut self, (old, new): (usize, usize), place: &Place) {
        let scheme = |state: &'a State, index: usize| {
            let signature = state.api.webhooks[index].signature.as_ref().or(state.api.signature.as_ref());
            let own = state.root.at(&state.api.webhooks[index].at).and_then(|node| node.get(WEBHOOK_SIGNATURE));
            (signature, own.or(state.root.get(WEBHOOK_SIGNATURE)))
        };
        let ((was, was_at), (is, is_at)) = (scheme(self.before, old), scheme(self.after, new));
        let (wire, what) = match (was, is) {
            (was, is) if was == is => return,
            (None, Some(_)) => (Wire::Compatible, "is now signed, which clients can check"),
            (Some(_), None) => (Wire::Hazard, "is no longer signed; deployed clients that check signatures refuse it"),
            (_, _) => (Wire::Hazard, "is signed in another way; deployed clients that check it refuse it"),
        };
        let about = place.about(was_at, is_at);
        let sides = [(self.before, old), (self.after, new)];
        let items = sides.iter().flat_map(|(state, index)| client_items::of_signature(state, *index)).collect();
        let about = About { subject: WEBHOOK_SIGNATURE.to_owned(), items, ..about };
        let said = |node: Option<&Node>, it: Option<&Signature>| it.and(node).map(write::compact).unwrap_or_default();
        let judgement = (Rule::WebhookSignatureChanged, wire, ChangeKind::WebhookSignatureChanged);
        self.push(judgement, about, (&said(was_at, was), &said(is_at, is)), format!("{} {what}", place.label));
    }

    fn webhook_added(&mut self, index: usize) {
        let webhook = &self.after.api.webhooks[index];
        let place = self.webhook_place(None, Some(index));
        let about = place.about(None, self.after.root.at(&webhook.at));
        let what = webhook.summary.as_deref().map(|summary| format!(" ({})", short(summary))).unwrap_or_default();
        let message = format!("{} is new: {}{what}", place.label, call(self.after, index));
        self.push((Rule::Compatible, Wire::Compatible, ChangeKind::WebhookAdded), about, ("", "there"), message);
    }

    fn webhook_removed(&mut self, index: usize) {
        let webhook = &self.before.api.webhooks[index];
        let place = self.webhook_place(Some(index), None);
        let about = place.about(self.before.root.at(&webhook.at), None);
        let message = format!("{} was removed, and with it {}", place.label, call(self.before, index));
        self.push((Rule::WebhookRemoved, Wire::Hazard, ChangeKind::WebhookRemoved), about, ("there", ""), message);
    }

    fn webhook_place(&self, old: Option<usize>, new: Option<usize>) -> Place {
        let sides = [(self.before, old), (self.after, new)];
        let items = sides.iter().flat_map(|(state, index)| index.map(|index| client_items::of_webhook(state, index)));
        let items = items.flatten().collect();
        let holder = self.operation.clone().unwrap_or_default();
        let mut origins = sides.iter().filter_map(|(state, index)| Some(state.api.webhooks[(*index)?].origin));
        let word = origins.next().unwrap_or(Origin::Webhook).word();
        Place::new(holder, String::new(), format!("the {word}"), items)
    }
}

/// Returns how code reads a webhook: `webhook_events::order_paid(…)`.
fn call(state: &State, index: usize) -> String {
    code(&format!("{}::{}(…)", crate::names::WEBHOOKS, state.names.webhooks[index].function))
}
