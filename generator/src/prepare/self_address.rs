//! Reads the address that a document gives to itself (`$self`, OpenAPI 3.2). References by this address lead into the
//! document, and relative servers are below it.

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::tree::{Node, Value};

/// Writes references to the address of the document as references within it.
pub(crate) fn shorten_references(root: &mut Node) {
    let Some(own) = own_address(root) else { return };
    let shorten = |node: &mut Node| {
        if let Value::String(text) = &mut node.value
            && let Some(fragment) = within(&own, text)
        {
            *text = fragment;
        }
    };
    each_object(root, Kind::Document, &mut |node, kind| {
        let keys: &[&str] = if kind == Kind::Discriminator { &["defaultMapping"] } else { &["$ref", "operationRef"] };
        keys.iter().for_each(|key| node.get_mut(key).into_iter().for_each(shorten));
        let security = node.get_mut("security").filter(|_| matches!(kind, Kind::Document | Kind::Operation));
        for alternative in security.and_then(Node::as_array_mut).into_iter().flatten() {
            if let Some(members) = alternative.as_object_mut()
                && members.keys().any(|key| within(&own, key).is_some())
            {
                let old = std::mem::take(members).into_iter();
                members.extend(old.map(|(key, member)| (within(&own, &key).unwrap_or(key), member)));
            }
        }
        if kind == Kind::Discriminator {
            let mapping = node.get_mut("mapping").and_then(Node::as_object_mut);
            mapping.into_iter().flatten().for_each(|(_, member)| shorten(&mut member.node));
        }
    });
}

/// Resolves relative servers, and removes the address, which means nothing for the merged document.
pub(crate) fn resolve_servers(root: &mut Node) {
    let own = own_address(root);
    root.take("$self");
    let Some(own) = own.filter(|own| own.starts_with("https://") || own.starts_with("http://")) else { return };
    each_object(root, Kind::Document, &mut |node, kind| {
        if let (Kind::Server, Some(Node { value: Value::String(url), .. })) = (kind, node.get_mut("url")) {
            *url = below(&own, url);
        }
    });
}

/// Returns the part of a reference that leads into the document with this address; `None` if it leads elsewhere, or has no
/// address.
fn within(own: &str, reference: &str) -> Option<String> {
    let (address, fragment) = reference.split_once('#')?;
    let is_own = !address.is_empty() && (address == own || below(own, address) == own);
    is_own.then(|| format!("#{fragment}"))
}

/// Returns the address without a fragment.
fn own_address(root: &Node) -> Option<String> {
    let text = root.get("$self")?.as_str()?;
    Some(text.split('#').next().unwrap_or_default().to_owned()).filter(|own| !own.is_empty())
}

/// Resolves a URL (RFC 3986, section 5.2). One that begins with a variable is kept.
fn below(base: &str, url: &str) -> String {
    let Some((scheme, rest)) = base.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = path.split('?').next().unwrap_or_default();
    let is_absolute = url.split(['/', '{']).next().is_some_and(|start| start.contains(':'));
    match () {
        () if is_absolute || url.starts_with('{') => url.to_owned(),
        () if url.starts_with("//") => format!("{scheme}:{url}"),
        () if url.starts_with('/') => format!("{scheme}://{host}{url}"),
        () => {
            let mut folders: Vec<&str> = path.split('/').collect();
            folders.pop();
            for segment in url.split('/') {
                match segment {
                    "." => {}
                    ".." if folders.len() > 1 => {
                        folders.pop();
                    }
                    ".." => {}
                    _ => folders.push(segment),
                }
            }
            format!("{scheme}://{host}/{}", folders.join("/").trim_start_matches('/'))
        }
    }
}
