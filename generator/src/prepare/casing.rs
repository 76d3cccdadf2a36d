//! Corrects the spelling of keys and versions without which operations would be lost, such as `GET`, `openApi` and
//! `v3.0.3`.

use crate::document::grammar::{Kind, METHODS};
use crate::document::grammar_walk::each_object;
use crate::document::header;
use crate::document::operations::ADDITIONAL;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Writes keys and the version as the specification does.
pub(crate) fn mend(root: &mut Node, findings: &mut Findings) {
    if !root.members().any(|(name, _)| name.trim().eq_ignore_ascii_case("openapi")) {
        return;
    }
    each_object(root, Kind::Document, &mut |node, kind| {
        keys(node, kind, findings);
        if kind == Kind::PathItem {
            other_methods(node, findings);
        }
    });
    version(root, findings);
}

fn keys(node: &mut Node, kind: Kind, findings: &mut Findings) {
    let Some(members) = node.as_object_mut() else { return };
    let meant = |name: &str| {
        if kind.key(name).is_some() {
            return None;
        }
        let name = name.trim();
        kind.keys().iter().map(|(key, ..)| *key).find(|key| key.eq_ignore_ascii_case(name))
    };
    if members.keys().all(|name| meant(name).is_none()) {
        return;
    }
    let taken = std::mem::take(members);
    let known: Vec<String> = taken.keys().cloned().collect();
    for (name, member) in taken {
        let Some(key) = meant(&name) else {
            members.insert(name, member);
            continue;
        };
        let is_taken = known.iter().any(|name| name == key) || members.contains_key(key);
        let read = if is_taken { "means a key that also exists; it is ignored" } else { "is read as such" };
        let message = format!("`{name}` is another spelling of `{key}` and {read}");
        findings.push(Diagnostic::new(Code::MisspeltKey, member.name, message).help("correct the spelling"));
        if !is_taken {
            members.insert(key.to_owned(), member);
        }
    }
}

/// Moves operations whose method has a key of its own there, and removes those that cannot be sent.
fn other_methods(item: &mut Node, findings: &mut Findings) {
    let Some(others) = item.get_mut(ADDITIONAL).and_then(Node::as_object_mut) else { return };
    let is_extension = |name: &str| name.starts_with("x-");
    let own = |name: &str| METHODS.iter().find(|method| method.eq_ignore_ascii_case(name));
    let is_right = |name: &str| is_extension(name) || (own(name).is_none() && header::is_name(name));
    let (right, wrong): (Object, Object) = std::mem::take(others).into_iter().partition(|(name, _)| is_right(name));
    *others = right;
    for (name, member) in wrong {
        let (key, at) = (own(&name).filter(|key| item.get(key).is_none()), member.name);
        let (code, what) = match (key, own(&name)) {
            (Some(key), _) => {
                item.as_object_mut().into_iter().for_each(|item| {
                    item.insert((*key).to_owned(), member.clone());
                });
                (Code::MisspeltKey, format!("is another spelling of `{key}` and is read as such"))
            }
            (None, Some(key)) => (Code::MisspeltKey, format!("means `{key}`, which also exists; it is ignored")),
            (None, None) => (Code::InvalidValue, "cannot be the method of a request; it is ignored".to_owned()),
        };
        let help = match code {
            Code::MisspeltKey => "`additionalOperations` is for methods that have no key of their own",
            // RFC 9110, sections 5.6.2 and 9.1
            _ => {
                "a method consists of letters, digits and signs such as `-`, without spaces; correct it with an overlay action"
            }
        };
        findings.push(Diagnostic::new(code, at, format!("`{name}` {what}")).help(help));
    }
}

fn version(root: &mut Node, findings: &mut Findings) {
    let Some(node) = root.get_mut("openapi") else { return };
    let (Value::String(text) | Value::Number(text)) = &node.value else { return };
    let Some(version) = meant(text) else { return };
    let message = format!("the version `{text}` is read as {version}");
    findings.push(Diagnostic::new(Code::VendorForm, node.span, message).help("correct the version"));
    *node = Node::string(node.span, version);
}

/// Returns the version of OpenAPI 3 that a text means, or `None` if it is correct or means none.
fn meant(text: &str) -> Option<String> {
    let plain = text.trim().to_ascii_lowercase().replace(',', ".");
    let plain = plain.strip_prefix("openapi").unwrap_or(&plain).trim();
    let plain = plain.strip_prefix('v').unwrap_or(plain).trim();
    let rest = plain.strip_prefix('3')?;
    let minor = rest.strip_prefix('.').unwrap_or(rest);
    let version = match minor.split('.').next()? {
        "" => "3.0.0",
        "0" | "1" | "2" => plain,
        // What is new in it is reported as unknown.
        minor if minor.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with('.') => "3.2.0",
        _ => return None,
    };
    (version != text).then(|| version.to_owned())
}
