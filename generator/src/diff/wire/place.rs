//! Where a value is used, and what both sides say there.

use super::About;
use super::value::View;
use crate::api::TypeId;
use crate::diff::client_items::Item;
use crate::document::tree::Node;

/// How a deployed client reads a value that is absent or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// It fails.
    Fails,
    /// It reads it as absent.
    Read,
}

/// How a value is written where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    /// As JSON, where a text and a number differ.
    Json,
    /// As a form: its properties are text.
    Form,
    /// As text, which says nothing of its type.
    Text,
}

/// Where a schema is used.
#[derive(Clone)]
pub(super) struct Place {
    /// The type or the operation that it belongs to.
    pub(super) holder: String,
    /// Its path from the holder, by names on the wire.
    pub(super) subject: String,
    /// Its name in messages.
    pub(super) label: String,
    pub(super) items: Vec<Item>,
    pub(super) absence: Absence,
    pub(super) carrier: Carrier,
    /// The use around this place that now refers to another type. Differences are reported for that use.
    pub(super) repointed: Option<String>,
}

impl Place {
    pub(super) fn new(holder: String, subject: String, label: String, items: Vec<Item>) -> Self {
        Self { holder, subject, label, items, absence: Absence::Fails, carrier: Carrier::Json, repointed: None }
    }

    /// Returns the place of something inside, such as `[]` for an item.
    pub(super) fn inner(&self, token: &str, label: String) -> Self {
        let subject = format!("{}{token}", self.subject);
        Self { subject, label, absence: Absence::Fails, ..self.clone() }
    }

    pub(super) fn with(mut self, items: Option<Vec<Item>>) -> Self {
        self.items.extend(items.into_iter().flatten());
        self
    }

    pub(super) fn about(&self, before: Option<&Node>, after: Option<&Node>) -> About {
        About {
            holder: self.holder.clone(),
            subject: self.subject.clone(),
            items: self.items.clone(),
            before: before.map(|node| node.span),
            after: after.map(|node| node.span),
        }
    }
}

/// The types of the client for a schema on both sides.
pub(super) type Types = (Option<TypeId>, Option<TypeId>);

/// How the types at a place are related on both sides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// They are the same component, perhaps under another name.
    Component,
    /// Both sides have both types, and the place now refers to the other one.
    Repointed,
    /// Anything else: an inline type, or none.
    Inline,
}

/// The values of both sides at one place.
#[derive(Clone, Copy)]
pub(super) struct Pair<'v, 'a> {
    pub(super) old: &'v View<'a>,
    pub(super) new: &'v View<'a>,
    /// Where they are used.
    pub(super) place: &'v Place,
    /// The place of the component, if both are the same component.
    pub(super) own: &'v Place,
    pub(super) bond: Bond,
}

impl<'v, 'a> Pair<'v, 'a> {
    /// Returns the values of a key on both sides, and the place that they are about: the place itself, or the component if only
    /// that has changed. Returns `None` if the place has its own value, whatever the component says.
    pub(super) fn said(&self, key: &str) -> Option<(Option<&'a Node>, Option<&'a Node>, &'v Place)> {
        let (old, new) = (&self.old.usage, &self.new.usage);
        let is_own = old.own(key).or(new.own(key)).is_some();
        if self.bond == Bond::Component && !is_own {
            return Some((old.behind(key), new.behind(key), self.own));
        }
        Some((old.effective(key), new.effective(key), self.place))
    }

    /// Returns the values of a key at this place on both sides. If the place refers to another component now, those of the
    /// components.
    pub(super) fn said_here(&self, key: &str) -> [Option<&'a Node>; 2] {
        let of = |view: &View<'a>| {
            if self.bond == Bond::Component { view.usage.own(key) } else { view.usage.effective(key) }
        };
        [of(self.old), of(self.new)]
    }

    /// Returns the place that a limit belongs to: the component, if neither side has the limit at the place itself.
    pub(super) fn of_limit(&self, key: &str) -> &'v Place {
        let is_own = self.old.usage.own(key).or(self.new.usage.own(key)).is_some();
        if self.bond == Bond::Component && !is_own { self.own } else { self.place }
    }
}

pub(super) fn is_parameter(place: &Place) -> bool {
    ["path ", "query ", "header ", "cookie "].iter().any(|location| place.subject.starts_with(location))
}
