//! Servers: those of the API, and those of single operations.

use openapiv3::Server as Declared;

use super::Operations;
use crate::api::Server;
use crate::document::pointer::join;
use crate::findings::Code;

/// Why a URL cannot be used.
enum Fault {
    Variable,
    NoHost,
}

impl Operations<'_> {
    /// Returns the servers of the API.
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
                    let (rust_name, span) = (self.schemas.rust_name(extensions, &at), self.schemas.span(&at));
                    usable.push(Server { url, description: description.clone(), rust_name, at, span });
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
                let message = format!("this operation has a server of its own; its requests go to `{url}`{beside}");
                let help = "no action is needed; if the caller sets a base URL, requests go there instead";
                self.report(Code::OwnServer, &at, message, help);
                return Some(url);
            }
        };
        let message = format!("the server `{url}` of this operation {what}");
        let help = format!("{help} with an overlay action; until then, the caller has to set a base URL");
        self.report(Code::NoServer, &at, message, help);
        None
    }
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
