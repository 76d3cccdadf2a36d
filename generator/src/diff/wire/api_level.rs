//! Compares the parts that belong to the whole API: texts, tags, servers and security schemes.

use std::collections::{BTreeMap, BTreeSet};

use super::words::reworded;
use super::{About, Pair, Walk, code, short};
use crate::api::{Server, Tag};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::Node;

impl<'a> Walk<'a> {
    pub(super) fn whole_api(&mut self, pairs: &[Pair]) {
        self.info();
        self.tags(pairs);
        self.servers();
        self.schemes();
    }

    fn info(&mut self) {
        let keys = [
            ("title", "title", ChangeKind::TitleChanged),
            ("version", "version of the API", ChangeKind::ApiVersionChanged),
            ("description", "description", ChangeKind::DescriptionReworded),
        ];
        for (key, what, kind) in keys {
            let find = |state: &'a State| state.root.get("info").and_then(|info| info.get(key));
            let (before, after) = (find(self.before), find(self.after));
            let text = |node: Option<&'a Node>| node.and_then(Node::as_str).unwrap_or_default().trim();
            let (was, is) = (text(before), text(after));
            // An empty side has no texts.
            if was == is || self.before.root.get("info").is_none() || self.after.root.get("info").is_none() {
                continue;
            }
            let about = About {
                holder: "info".to_owned(),
                subject: key.to_owned(),
                before: before.map(|node| node.span),
                after: after.map(|node| node.span),
                items: Vec::new(),
            };
            let message = match key {
                "description" => format!("the description of the API {}", reworded(was, is)),
                _ => format!("the {what} is now {}; it was {}", short(is), short(was)),
            };
            self.push((Rule::ApiReworded, Wire::None, kind), about, (was, is), message);
        }
    }

    /// If all operations of a tag are in one new tag, the tag was renamed.
    fn tags(&mut self, pairs: &[Pair]) {
        let names = |state: &'a State| state.api.tags.iter().map(|tag| tag.name.as_str()).collect::<BTreeSet<_>>();
        let (before, after) = (names(self.before), names(self.after));
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (old, new) in pairs {
            if let (Some(old), Some(new)) = (old, new) {
                let tag =
                    |state: &'a State, index: usize| state.api.tags[state.api.operations[index].tag].name.as_str();
                targets.entry(tag(self.before, *old)).or_default().insert(tag(self.after, *new));
            }
        }
        for (old, targets) in targets {
            let [new] = targets.into_iter().collect::<Vec<_>>()[..] else { continue };
            if !after.contains(old) && !before.contains(new) {
                self.tags.insert(old.to_owned(), new.to_owned());
                let about = self.tag_about(tag(self.before, old), tag(self.after, new));
                let module = |state: &'a State, name: &str| {
                    let at = state.api.tags.iter().position(|tag| tag.name == name)?;
                    Some(state.names.tags[at].module.as_str())
                };
                let moved = match module(self.before, old) == module(self.after, new) {
                    true => "and keeps its module",
                    false => "and its module moved",
                };
                let message = format!("the tag {} was renamed to {}, {moved}", code(old), code(new));
                self.push((Rule::NameChanged, Wire::None, ChangeKind::TagRenamed), about, (old, new), message);
            }
        }
        self.tags_came_or_went(pairs, &before, &after);
        for one in &self.before.api.tags {
            let name = self.tags.get(&one.name).unwrap_or(&one.name).clone();
            let Some(other) = tag(self.after, &name) else { continue };
            let text = |tag: &Tag| tag.description.as_deref().unwrap_or_default().trim().to_owned();
            let (was, is) = (text(one), text(other));
            if was != is {
                let mut about = self.tag_about(Some(one), Some(other));
                about.items.clear();
                let message = format!("the description of the tag {} {}", code(&name), reworded(&was, &is));
                self.push(
                    (Rule::TagReworded, Wire::None, ChangeKind::TagDescriptionReworded),
                    about,
                    (&was, &is),
                    message,
                );
            }
        }
    }

    /// Tags that are added or removed together with their operations are reported with these.
    fn tags_came_or_went(&mut self, pairs: &[Pair], before: &BTreeSet<&'a str>, after: &BTreeSet<&'a str>) {
        let used = |state: &'a State, indices: Vec<usize>| -> BTreeSet<&'a str> {
            indices.into_iter().map(|index| state.api.tags[state.api.operations[index].tag].name.as_str()).collect()
        };
        let was_used = used(self.before, pairs.iter().filter_map(|(old, _)| *old).collect());
        let is_used = used(self.after, pairs.iter().filter_map(|(_, new)| *new).collect());
        for name in before.difference(after).filter(|name| !was_used.contains(*name)) {
            let message = format!("the tag {} was removed; no endpoint had it", code(name));
            let about = self.tag_about(tag(self.before, name), None);
            self.push((Rule::TagReworded, Wire::None, ChangeKind::TagRemoved), about, ("there", ""), message);
        }
        for name in after.difference(before).filter(|name| !is_used.contains(*name)) {
            let message = format!("the tag {} is new; no endpoint has it yet", code(name));
            let about = self.tag_about(None, tag(self.after, name));
            self.push((Rule::TagReworded, Wire::None, ChangeKind::TagAdded), about, ("", "there"), message);
        }
    }

    fn tag_about(&self, before: Option<&Tag>, after: Option<&Tag>) -> About {
        let span = |state: &State, tag: Option<&Tag>| state.root.at(&tag?.at).map(|node| node.span);
        let modules = [(self.before, before), (self.after, after)].into_iter().filter_map(|(state, tag)| {
            let index = state.api.tags.iter().position(|other| Some(&other.name) == tag.map(|tag| &tag.name))?;
            Some((state, state.names.tags.get(index)?))
        });
        let items = modules.flat_map(|(state, names)| {
            let ways = client_items::ways(state, names).map(Item::Only);
            ways.into_iter().chain([Item::Whole(names.module.clone())])
        });
        let items = items.chain([Item::Only(client_items::ERROR_BODY.to_owned())]).collect();
        About {
            holder: format!("tag {}", before.or(after).map_or("", |tag| &tag.name)),
            subject: String::new(),
            items,
            before: span(self.before, before),
            after: span(self.after, after),
        }
    }

    fn servers(&mut self) {
        let (before, after) = (&self.before.api.servers, &self.after.api.servers);
        let is_in = |all: &'a [Server], server: &Server| all.iter().any(|other| base(other) == base(server));
        let mut gone: Vec<&Server> = before.iter().filter(|server| !is_in(after, server)).collect();
        let mut come: Vec<&Server> = after.iter().filter(|server| !is_in(before, server)).collect();
        // The new URLs of servers whose path is all that has changed.
        let mut moved: BTreeMap<&str, &str> = BTreeMap::new();
        gone.retain(|server| {
            let found = come.iter().position(|other| host(&other.url) == host(&server.url));
            let Some(other) = found.map(|at| come.remove(at)) else { return true };
            moved.insert(&server.url, &other.url);
            self.server_moved(server, other);
            false
        });
        for server in gone {
            let message = format!("the server {} was removed", code(&server.url));
            let about = self.server_about(Some(server), None);
            self.push((Rule::ServerRemoved, Wire::Breaks, ChangeKind::ServerRemoved), about, ("there", ""), message);
        }
        for server in come {
            let message = format!("the server {} is new", code(&server.url));
            let about = self.server_about(None, Some(server));
            self.push((Rule::Compatible, Wire::Compatible, ChangeKind::ServerAdded), about, ("", "there"), message);
        }
        self.server_names();
        self.server_texts();
        if let (Some(first), Some(other)) = (before.first(), after.first()) {
            let expected = moved.get(first.url.as_str()).copied().unwrap_or(&first.url);
            if expected.trim_end_matches('/') != base(other) {
                let message = format!("the first server is now {}; it was {}", code(&other.url), code(&first.url));
                let mut about = self.server_about(Some(first), Some(other));
                (about.holder, about.items) = ("servers".to_owned(), Vec::new());
                self.push(
                    (Rule::DefaultServerChanged, Wire::Hazard, ChangeKind::DefaultServerChanged),
                    about,
                    (&first.url, &other.url),
                    message,
                );
            }
        }
    }

    fn server_moved(&mut self, before: &Server, after: &Server) {
        let path = |url: &str| url.strip_prefix(host(url)).unwrap_or_default().to_owned();
        let (was, is) = (path(&before.url), path(&after.url));
        let mut about = self.server_about(Some(before), Some(after));
        // Usually all servers change together. That is one change.
        about.holder = "servers".to_owned();
        let message = format!("the base path of the servers is now {}; it was {}", code(&is), code(&was));
        self.push((Rule::BasePathChanged, Wire::Breaks, ChangeKind::BasePathChanged), about, (&was, &is), message);
    }

    fn server_texts(&mut self) {
        for before in &self.before.api.servers {
            let Some(after) = self.after.api.servers.iter().find(|server| base(server) == base(before)) else {
                continue;
            };
            let text = |server: &Server| server.description.as_deref().unwrap_or_default().trim().to_owned();
            let (was, is) = (text(before), text(after));
            if was != is {
                let mut about = self.server_about(Some(before), Some(after));
                about.items.clear();
                let message = format!("the description of the server {} {}", code(&after.url), reworded(&was, &is));
                self.push(
                    (Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded),
                    about,
                    (&was, &is),
                    message,
                );
            }
        }
    }

    fn server_about(&self, before: Option<&Server>, after: Option<&Server>) -> About {
        let span = |state: &State, server: Option<&Server>| state.root.at(&server?.at).map(|node| node.span);
        let names = [(self.before, before), (self.after, after)].into_iter().filter_map(|(state, server)| {
            let at = state.api.servers.iter().position(|other| Some(&other.url) == server.map(|server| &server.url))?;
            Some(Item::Only(format!("Server::{}", state.names.servers.get(at)?)))
        });
        About {
            holder: format!("server {}", before.or(after).map_or("", |server| &server.url)),
            subject: String::new(),
            // A client without servers has no enum of servers.
            items: names.chain(["Server", "ClientBuilder::server"].map(|path| Item::Made(path.to_owned()))).collect(),
            before: span(self.before, before),
            after: span(self.after, after),
        }
    }
}

fn tag<'a>(state: &'a State, name: &str) -> Option<&'a Tag> {
    state.api.tags.iter().find(|tag| tag.name == name)
}

/// Returns the URL of a server as the client uses it: slashes at its end do not count.
pub(super) fn base(server: &Server) -> &str {
    server.url.trim_end_matches('/')
}

/// Returns the scheme and the host of a URL.
fn host(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    url[start..].find('/').map_or(url, |at| &url[..start + at])
}
