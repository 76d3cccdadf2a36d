//! The setters of security schemes: methods of the builder of a client.

use super::lock::Lock;
use super::scope::{choose, plain, record};
use super::setters;
use super::wish::{Item, Wish};
use crate::api::{Api, Scheme};
use crate::findings::Findings;

/// The other methods of the builder.
const OF_BUILDER: &[&str] = &[
    "base_url",
    "build",
    "build_as",
    "clone",
    "connect_timeout",
    "credential",
    "default",
    "http",
    "http_client",
    "known_base_url",
    "max_response_bytes",
    "new",
    "no_proxy",
    "pace_timeout",
    "rate_limit",
    "record",
    "requests_per_minute",
    "retry",
    "root_certificate",
    "server",
    "timeout",
    "transport",
    "user_agent",
    "virtual_time",
    "wrap_network",
];

/// Names the setters. Those that took part in a clash are in the lock.
pub(super) fn security_schemes(api: &Api, (lock, new): (&Lock, &mut Lock), findings: &mut Findings) -> Vec<String> {
    let wish = |scheme: &Scheme| {
        let item = Item {
            what: format!("the security scheme `{}`", scheme.key),
            wire: &scheme.key,
            key: scheme.key.clone(),
            given: scheme.rust_name.clone(),
            span: scheme.span,
            word: "api",
        };
        Wish::of_item(item, ("security_schemes", &lock.security_schemes))
    };
    let wishes: Vec<Wish> = api.schemes.iter().map(wish).collect();
    let reserved = |name: &str| OF_BUILDER.contains(&name);
    let chosen = choose(&wishes, &setters(&reserved), findings);
    record(&wishes, &chosen, &mut new.security_schemes);
    plain(chosen)
}
