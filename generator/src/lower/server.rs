//! Servers: those of the API, and those of single operations.

use openapiv3::Server as Declared;

use super::Operations;
use super::operation::placeholders;
use crate::api::{GivenName, Server, ServerTemplate, ServerVariable};
use crate::document::pointer::join;
use crate::document::source::Span;
use crate::document::tree::Node;
use crate::findings::Code;

/// Why a URL cannot be used.
enum Fault {
    Variable,
    NoHost,
}

impl Operations<'_> {
    /// Returns the servers of the API, and keeps those whose variables the caller can set.
    pub(super) fn servers(&mut self, servers: &[Declared]) -> Vec<Server> {
        let mut usable = Vec::new();
        for (index, server) in servers.iter().enumerate() {
            let Declared { url: _, description, variables: _, extensions } = server;
            let at = join("/servers", &[&index.to_string()]);
            let (url, fault) = address(server);
            let (what, help) = match fault {
                None if usable.iter().any(|server: &Server| server.url == url) => {
                    let message = format!("the server `{url}` is already in the list");
                    self.report(Code::NotGenerated, &at, message, "no action is needed");
                    continue;
                }
                None => {
                    self.unused_variables(server, &at);
                    let span = self.schemas.span(&at);
                    let others = other_values(server);
                    let name = self.schemas.root().at(&join(&at, &["name"])).and_then(Node::as_str);
                    self.unused_name(name, &usable, others.len(), &at);
                    // The name belongs to all values of the variables.
                    let name = name.filter(|_| others.is_empty()).map(str::to_owned);
                    let named = |url: String, rust_name: Option<GivenName>| Server {
                        url,
                        description: description.clone(),
                        name: name.clone(),
                        rust_name,
                        at: at.clone(),
                        span,
                    };
                    let rust_name = self.schemas.rust_name(extensions, &at);
                    usable.push(named(url, rust_name.clone()));
                    for other in others {
                        if usable.iter().all(|server: &Server| server.url != other) {
                            usable.push(named(other, None));
                        }
                    }
                    let open = template(server, rust_name, span).filter(has_unknown_values);
                    self.server_templates.extend(open);
                    continue;
                }
                Some(Fault::Variable) => ("has a variable that is not defined", "define it under `variables`"),
                Some(Fault::NoHost) => ("has no host", "give its complete URL"),
            };
            let help = format!("{help} with an overlay action; until then, the caller has to set a base URL");
            self.report(Code::NoServer, &at, format!("the server `{url}` {what}"), help);
        }
        usable
    }

    /// Reports the name of a server that several addresses have, so that they are named after the addresses.
    fn unused_name(&mut self, name: Option<&str>, known: &[Server], others: usize, at: &str) {
        let Some(name) = name else { return };
        let is_taken = known.iter().any(|server| server.name.as_deref() == Some(name));
        let what = match (others, is_taken) {
            (0, false) => return,
            (0, true) => format!("several servers have the name `{name}`"),
            (_, _) => format!("{} addresses have the name `{name}`", others + 1),
        };
        let message = format!("{what}; they are named after the addresses");
        let help = "to rename them, change their names under `servers` in names.lock";
        self.report(Code::NotGenerated, &join(at, &["name"]), message, help);
    }

    /// Reports variables that are not in the URL.
    fn unused_variables(&mut self, server: &Declared, at: &str) {
        for name in server.variables.iter().flatten().map(|(name, _)| name) {
            if !placeholders(&server.url).any(|placeholder| placeholder == name) {
                let message = format!("the URL of this server has no `{{{name}}}`; the variable is omitted");
                self.report(Code::NotGenerated, &join(at, &["variables", name]), message, "no action is needed");
            }
        }
    }

    /// Returns the server of an operation, if it is none of the API's. It is the first one in its list.
    pub(super) fn own_server(&mut self, own: &[Declared], common: &[Server], operation: &str) -> Option<String> {
        let (first, others) = own.split_first()?;
        let at = join(operation, &["servers"]);
        let (url, fault) = address(first);
        let same = |server: &Server| server.url.trim_end_matches('/') == url.trim_end_matches('/');
        let known = common.iter().any(same);
        // `/` is the URL of the document itself, which is also the default if there are no servers.
        let is_default = others.is_empty() && url == "/";
        if known || is_default {
            let what = if known { "differ from those of most operations" } else { "are missing" };
            let message = format!("the servers of this operation {what}; its requests go to the server of the client");
            let help = "import all pages again, or give the operation the servers of the others with an overlay action";
            self.report(Code::ServersDiffer, &at, message, help);
            return None;
        }
        let (what, help) = match fault {
            Some(Fault::Variable) => ("has a variable that is not defined", "define it under `variables`"),
            Some(Fault::NoHost) => ("has no host", "give its complete URL"),
            None => {
                let beside = match others.len() {
                    0 => "",
                    _ => "; the others of its list are not used",
                };
                let has_variables = first.url != url;
                let what = if has_variables { ", with the defaults of its variables" } else { "" };
                let message =
                    format!("this operation has a server of its own; its requests go to `{url}`{what}{beside}");
                let help = match has_variables {
                    true => "no action is needed; the caller sets other values with `RequestOptions::server`",
                    false => "no action is needed; if the caller sets a base URL, requests go there instead",
                };
                self.report(Code::OwnServer, &at, message, help);
                let at = join(&at, &["0"]);
                self.unused_variables(first, &at);
                self.own_template(first, &at);
                return Some(url);
            }
        };
        let message = format!("the server `{url}` of this operation {what}");
        let help = format!("{help} with an overlay action; until then, the caller has to set a base URL");
        self.report(Code::NoServer, &at, message, help);
        None
    }
}

impl Operations<'_> {
    /// Keeps the variables of the server of an operation, which the caller can set for a request. Servers with the same URL are
    /// one.
    fn own_template(&mut self, server: &Declared, at: &str) {
        let rust_name = self.schemas.rust_name(&server.extensions, at);
        let Some(mut template) = template(server, rust_name, self.schemas.span(at)) else { return };
        template.name = self.schemas.root().at(&join(at, &["name"])).and_then(Node::as_str).map(str::to_owned);
        let Some(known) = self.server_templates.iter().find(|known| known.url == template.url) else {
            return self.server_templates.push(template);
        };
        let said = |template: &ServerTemplate| -> Vec<(String, Vec<String>)> {
            template.variables.iter().map(|variable| (variable.default.clone(), variable.values.clone())).collect()
        };
        if said(known) != said(&template) {
            let message =
                "another server with this URL has other values for its variables; the type has those of the other";
            let help = "give each variable its value when you choose this server for a request";
            self.report(Code::NotGenerated, at, message, help);
        }
    }
}

/// Returns the variables in the URL of a server, in its order, each once.
fn variables(server: &Declared) -> Vec<(&str, &openapiv3::ServerVariable)> {
    let mut found: Vec<(&str, &openapiv3::ServerVariable)> = Vec::new();
    for name in placeholders(&server.url) {
        let variable = server.variables.iter().flatten().find(|(own, _)| *own == name);
        if let Some((_, variable)) = variable.filter(|_| found.iter().all(|(own, _)| *own != name)) {
            found.push((name, variable));
        }
    }
    found
}

/// The maximum number of servers that a URL with listed values becomes. With more, its variables are only arguments.
const MOST_SERVERS: usize = 32;

/// Returns the URLs with the other values that the document lists, without the one of the defaults.
fn other_values(server: &Declared) -> Vec<String> {
    let mut urls = vec![server.url.clone()];
    for (name, variable) in variables(server) {
        let others = variable.enumeration.iter().filter(|value| **value != variable.default);
        let values: Vec<&String> = std::iter::once(&variable.default).chain(others).collect();
        if urls.len() * values.len() > MOST_SERVERS {
            return Vec::new();
        }
        let with = |url: &String, value: &str| url.replace(&format!("{{{name}}}"), value);
        urls = urls.iter().flat_map(|url| values.iter().map(|value| with(url, value))).collect();
    }
    urls.split_off(1)
}

/// Returns whether a value of a variable is not known, or whether there are too many combinations to list.
fn has_unknown_values(template: &ServerTemplate) -> bool {
    let counts = || template.variables.iter().map(|variable| variable.values.len());
    counts().any(|count| count == 0) || counts().product::<usize>() > MOST_SERVERS
}

/// Returns the variables that the caller can set, if there are any.
fn template(server: &Declared, rust_name: Option<GivenName>, span: Span) -> Option<ServerTemplate> {
    let all = variables(server);
    let variable = |(name, variable): (&str, &openapiv3::ServerVariable)| ServerVariable {
        name: name.to_owned(),
        default: variable.default.clone(),
        values: variable.enumeration.clone(),
        description: variable.description.clone(),
    };
    (!all.is_empty()).then(|| ServerTemplate {
        url: server.url.clone(),
        name: None,
        description: server.description.clone(),
        variables: all.into_iter().map(variable).collect(),
        rust_name,
        span,
    })
}

/// Returns the URL of a server with the defaults of its variables, or what is wrong with it.
fn address(server: &Declared) -> (String, Option<Fault>) {
    let Declared { url, description: _, variables, extensions: _ } = server;
    let mut url = url.clone();
    for (name, variable) in variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    let fault = if url.contains(['{', '}']) {
        Some(Fault::Variable)
    } else if url.starts_with("https://") || url.starts_with("http://") {
        None
    } else {
        Some(Fault::NoHost)
    };
    (url, fault)
}
