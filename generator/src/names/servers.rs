//! Names of servers, and of the variables that a caller can set.

use super::OTHER_SERVER;
use super::case::{self, Style};
use super::lock::Lock;
use super::operation::is_of_trait;
use super::scope::{choose, plain, record};
use super::wish::{Candidate, Claim, Line, Scope, Wires, Wish};
use crate::api::{Api, ServerTemplate};
use crate::findings::Findings;

/// The names of a server with variables.
#[derive(Clone, Debug)]
pub(crate) struct TemplateNames {
    /// The struct of the variables.
    pub(crate) name: String,
    /// The setters, in the order of the variables.
    pub(crate) variables: Vec<String>,
}

pub(super) fn servers(api: &Api, lock: &Lock, findings: &mut Findings) -> Vec<String> {
    let wish = |server: &crate::api::Server| {
        let address = server.url.split("//").nth(1).unwrap_or_default();
        let host = address.split('/').next().unwrap_or_default();
        let (host, address) = (case::camel(host), case::camel(address));
        let plain = address.clone().filter(|_| server.url.starts_with("http:")).map(|name| format!("{name}Http"));
        let names = [server.name.as_deref().and_then(case::camel), host, address, plain];
        Wish {
            what: format!("the server `{}`", server.url),
            wire: server.url.clone(),
            span: server.span,
            given: server.rust_name.clone(),
            locked: lock.servers.get(&server.url).cloned(),
            line: Line::new("servers", &server.url),
            candidates: names.into_iter().flatten().map(|name| Candidate { name, claim: Claim::Whole }).collect(),
        }
    };
    let wishes: Vec<Wish> = api.servers.iter().map(wish).collect();
    let scope = Scope {
        key: "x-rust-name",
        style: Style::Camel,
        fold: str::to_owned,
        wires: Wires::Free,
        reserved: &|name| name == OTHER_SERVER || name == "Self",
    };
    plain(choose(&wishes, &scope, findings))
}

pub(super) fn templates(api: &Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<TemplateNames> {
    let wishes: Vec<Wish> = api.server_templates.iter().map(|template| wish(template, lock)).collect();
    let scope = Scope {
        key: "x-rust-name",
        style: Style::Camel,
        fold: str::to_owned,
        wires: Wires::Free,
        reserved: &|name| name == "Server" || case::is_taken_type(name),
    };
    let names = plain(choose(&wishes, &scope, findings));
    let mut found = Vec::new();
    for (template, name) in api.server_templates.iter().zip(names) {
        new.servers.insert(template.url.clone(), name.clone());
        found.push(TemplateNames { name, variables: variables(template, (lock, new), findings) });
    }
    found
}

/// A template is named after its host, with the names of the variables in it.
fn wish(template: &ServerTemplate, lock: &Lock) -> Wish {
    let address = template.url.split("//").nth(1).unwrap_or(&template.url);
    let host = address.split('/').next().unwrap_or_default();
    let named = template.name.as_deref().and_then(case::camel);
    let names = [named, case::camel(host), case::camel(address), case::camel(&template.url)];
    Wish {
        what: format!("the server `{}`", template.url),
        wire: template.url.clone(),
        span: template.span,
        given: template.rust_name.clone(),
        locked: lock.servers.get(&template.url).cloned(),
        line: Line::new("servers", &template.url),
        candidates: names.into_iter().flatten().map(|name| Candidate { name, claim: Claim::Whole }).collect(),
    }
}

fn variables(template: &ServerTemplate, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<String> {
    let wish = |name: &String| {
        let key = format!("{} {name}", template.url);
        Wish {
            what: format!("the variable `{name}` of the server `{}`", template.url),
            wire: name.clone(),
            span: template.span,
            given: None,
            locked: lock.servers.get(&key).cloned(),
            line: Line::new("servers", key),
            candidates: case::snake(name).map(|name| Candidate { name, claim: Claim::Whole }).into_iter().collect(),
        }
    };
    let wishes: Vec<Wish> = template.variables.iter().map(|variable| wish(&variable.name)).collect();
    let scope = Scope {
        key: "x-rust-name",
        style: Style::Snake,
        fold: str::to_owned,
        wires: Wires::Free,
        reserved: &is_of_trait,
    };
    let chosen = choose(&wishes, &scope, findings);
    record(&wishes, &chosen, &mut new.servers);
    plain(chosen)
}
