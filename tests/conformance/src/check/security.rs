//! Checks credentials: one of the alternatives has to be satisfied, and no other credential may be sent.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::credential::{Credential, Scheme};
use crate::document::{Document, Operation};
use crate::problem::{Kind, Problem};
use crate::style::{Parts, decode};

/// The secret for each security scheme. For `Basic`, it is the user name and the password with a colon in between.
pub type Secrets = BTreeMap<String, String>;

/// Returns the names of the query parameters and headers in which credentials of the document are sent.
pub(super) fn places(document: &Document) -> (Vec<String>, Vec<String>) {
    let (mut queries, mut headers) = (Vec::new(), vec!["authorization".to_owned()]);
    for scheme in document.schemes() {
        match scheme.place {
            Credential::Query(name) => queries.push(name),
            Credential::Header(name) => headers.push(name),
            Credential::Cookie(_)
            | Credential::Basic
            | Credential::Bearer
            | Credential::Elsewhere
            | Credential::Computed => {}
        }
    }
    (queries, headers)
}

pub(super) fn check(
    document: &Document,
    operation: &Operation,
    parts: &Parts,
    secrets: &Secrets,
    found: &mut Vec<Problem>,
) {
    let met = operation
        .security
        .iter()
        .filter(|alternative| alternative.iter().all(|scheme| is_there(scheme, parts, secrets.get(&scheme.name))));
    // The alternative with the most schemes that are satisfied. `{}` counts only if there is no other.
    let met = met.max_by_key(|alternative| alternative.len());
    let needs = |alternative: &Vec<Scheme>| {
        let names: Vec<&str> = alternative.iter().map(|scheme| scheme.name.as_str()).collect();
        format!("`{}`", names.join(" and "))
    };
    if met.is_none() && !operation.security.is_empty() {
        let all: Vec<String> = operation.security.iter().map(needs).collect();
        found.push(Problem::request(format!("no credential for {} was sent", all.join(" or "))));
    }
    let allowed = met.map(Vec::as_slice).unwrap_or_default();
    for scheme in document.schemes() {
        let secret = secrets.get(&scheme.name);
        let Some(place) = scheme.place.place() else { continue };
        if let Credential::Query(name) = &scheme.place
            && parts.query.iter().filter(|(known, _)| known == name).count() > 1
        {
            found.push(Problem::request(format!("`{name}` in the query is sent twice")));
        }
        let shares_place = |other: &Scheme| other.place.place().as_ref() == Some(&place);
        if secret.is_some() && !allowed.iter().any(shares_place) && is_there(&scheme, parts, secret) {
            let text = format!("the credential for `{}` was sent but is not required", scheme.name);
            found.push(Problem { kind: Kind::NeedlessCredential, text });
        }
    }
}

/// Returns whether the credential was sent. If the secret is not known, any value counts.
fn is_there(scheme: &Scheme, parts: &Parts, secret: Option<&String>) -> bool {
    let header = |name: &str| {
        let values = parts.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let pair = |pairs: &[(String, String)], name: &str| {
        pairs.iter().any(|(known, value)| {
            known == name && !value.is_empty() && secret.is_none_or(|secret| decode(value) == *secret)
        })
    };
    let word = |value: &str, word: &str| -> Option<String> {
        let (head, rest) = value.split_once(' ')?;
        head.eq_ignore_ascii_case(word).then(|| rest.to_owned())
    };
    match &scheme.place {
        // A word such as `Token` can precede it.
        Credential::Header(name) => header(name).iter().any(|value| {
            !value.is_empty() && secret.is_none_or(|secret| value == secret || value.ends_with(&format!(" {secret}")))
        }),
        Credential::Query(name) => pair(&parts.query, name),
        Credential::Cookie(name) => pair(&parts.cookies, name),
        Credential::Bearer => header("authorization")
            .iter()
            .filter_map(|value| word(value, "bearer"))
            .any(|token| !token.is_empty() && secret.is_none_or(|secret| token == *secret)),
        Credential::Basic => header("authorization")
            .iter()
            .filter_map(|value| STANDARD.decode(word(value, "basic")?).ok())
            .any(|pair| secret.is_none_or(|secret| pair == secret.as_bytes())),
        Credential::Elsewhere | Credential::Computed => true,
    }
}
