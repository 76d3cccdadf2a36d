//! Credentials: how each kind travels, and which of them an operation gets.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::error::ConfigurationError;
use super::header;
use super::mask::Mask;
use super::operation::Requirement;
use super::secret::Secret;
use super::uri;

/// A credential and the place in a request where it travels.
///
/// White space around a secret is refused by [`ClientBuilder::build`](super::ClientBuilder::build): it is left over from
/// a file or a terminal.
#[derive(Clone)]
pub struct Credential(CredentialKind);

#[derive(Clone)]
enum CredentialKind {
    Header { name: String, prefix: String, value: Secret },
    Query { name: String, value: Secret },
    Cookie { name: String, value: Secret },
    Basic { username: String, password: Secret },
}

impl Credential {
    /// A header whose value is the prefix followed by the secret: `("Authorization", "Bearer ", token)`. A secret that
    /// already begins with the prefix, in whatever case, is not given it twice.
    pub fn header(name: impl Into<String>, prefix: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self(CredentialKind::Header { name: name.into(), prefix: prefix.into(), value: value.into() })
    }

    /// A query parameter.
    pub fn query(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let (name, value) = (name.into(), value.into());
        Self(CredentialKind::Query { name, value })
    }

    /// A cookie, sent beside those that the server sets.
    pub fn cookie(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let (name, value) = (name.into(), value.into());
        Self(CredentialKind::Cookie { name, value })
    }

    /// A user name and a password in the `Basic` scheme of RFC 7617.
    pub fn basic(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        let (username, password) = (username.into(), password.into());
        Self(CredentialKind::Basic { username, password })
    }

    /// Brings the credential into the form in which it is sent, and has it hidden in what the server answers; or says
    /// what is wrong with it without showing it.
    pub(super) fn prepare(&self, scheme: &str, mask: &mut Mask) -> Result<PreparedCredential, ConfigurationError> {
        let refuse = |why: &str| {
            Err(ConfigurationError::new(format!("the credential for `{scheme}` {why} (its value is not shown)")))
        };
        let (prefix, secret) = self.secret();
        if secret.trim() != secret {
            return refuse("has white space around it, such as a line break at its end");
        }
        if secret.is_empty() && !matches!(self.0, CredentialKind::Basic { .. }) {
            return refuse("is empty");
        }
        mask.add(prefix, secret);
        match &self.0 {
            CredentialKind::Header { name, .. } => {
                let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
                    return refuse("has a header name that HTTP does not allow");
                };
                match header::sensitive(&format!("{prefix}{secret}")) {
                    Some(value) => Ok(PreparedCredential::Header(name, value)),
                    None => refuse("holds a character that a header cannot carry, such as a line break"),
                }
            }
            CredentialKind::Query { name, .. } => {
                let value = uri::encode(secret).into();
                Ok(PreparedCredential::Query { name: name.clone(), value })
            }
            CredentialKind::Cookie { name, .. } => {
                let pair = format!("{name}={secret}");
                if name.is_empty() || name.contains('=') || !pair.bytes().all(is_cookie_octet) {
                    return refuse("holds a character that a cookie cannot carry");
                }
                Ok(PreparedCredential::Cookie(pair.into()))
            }
            CredentialKind::Basic { username, .. } if username.contains(':') => {
                refuse("has a user name with a colon, which the Basic scheme cannot carry")
            }
            CredentialKind::Basic { username, .. } => {
                let pair = STANDARD.encode(format!("{username}:{secret}"));
                mask.add("Basic ", &pair);
                if secret.is_empty() {
                    // Some APIs take a token as the user name.
                    mask.add("", username);
                }
                match header::sensitive(&format!("Basic {pair}")) {
                    Some(value) => Ok(PreparedCredential::Header(AUTHORIZATION, value)),
                    None => refuse("cannot be written into a header"),
                }
            }
        }
    }

    /// Returns the secret and what is sent in front of it. People copy a token with its prefix, which is not sent twice.
    fn secret(&self) -> (&str, &str) {
        match &self.0 {
            CredentialKind::Header { prefix, value, .. } => {
                let value = value.expose();
                let head = value.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix));
                (prefix, &value[head.map_or(0, str::len)..])
            }
            CredentialKind::Query { value, .. } | CredentialKind::Cookie { value, .. } => ("", value.expose()),
            CredentialKind::Basic { password, .. } => ("", password.expose()),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([secret])")
    }
}

/// A credential as it is sent.
pub(super) enum PreparedCredential {
    Header(HeaderName, HeaderValue),
    /// The value is percent-encoded.
    Query {
        name: String,
        value: Secret,
    },
    /// `name=value`.
    Cookie(Secret),
}

/// Chooses the credentials of a call: those of the first alternative that asks for something and of which every scheme
/// is at hand. Where none is, nothing, if the operation works without; else the names of the schemes that would do.
pub(super) fn select<'a>(
    available: &'a BTreeMap<String, PreparedCredential>,
    security: &'static [&'static [Requirement]],
) -> Result<Vec<&'a PreparedCredential>, Vec<String>> {
    for alternative in security.iter().filter(|all| !all.is_empty()) {
        let found: Option<Vec<_>> = alternative.iter().map(|requirement| available.get(requirement.scheme)).collect();
        if let Some(found) = found {
            return Ok(found);
        }
    }
    if security.is_empty() || security.iter().any(|all| all.is_empty()) {
        return Ok(Vec::new());
    }
    Err(security
        .iter()
        .map(|all| {
            let names: Vec<_> = all.iter().map(|r| format!("`{}`", r.scheme)).collect();
            names.join(" and ")
        })
        .collect())
}

/// The characters of RFC 6265, section 4.1.1, that a cookie's name and value are made of, and the sign between them.
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Credential, Mask, PreparedCredential, select};
    use crate::runtime::Requirement;

    const fn needs(scheme: &'static str) -> Requirement {
        let scopes = &[];
        Requirement { scheme, scopes }
    }

    const A: Requirement = needs("a");
    const B: Requirement = needs("b");
    const C: Requirement = needs("c");

    fn chosen(schemes: &[&str], security: &'static [&'static [Requirement]]) -> Result<Vec<String>, Vec<String>> {
        let available: BTreeMap<_, _> = schemes
            .iter()
            .map(|scheme| {
                let ready = Credential::query(*scheme, "x").prepare(scheme, &mut Mask::default());
                ((*scheme).to_owned(), ready.expect("a query takes any text"))
            })
            .collect();
        let ready = select(&available, security)?;
        Ok(ready
            .into_iter()
            .map(|ready| match ready {
                PreparedCredential::Query { name, .. } => name.clone(),
                _ => String::new(),
            })
            .collect())
    }

    #[test]
    fn the_first_alternative_that_fits_is_taken() {
        assert_eq!(chosen(&["a", "b"], &[&[C], &[B], &[A]]), Ok(vec!["b".into()]));
        assert_eq!(chosen(&["a", "b"], &[&[A, B]]), Ok(vec!["a".into(), "b".into()]));
    }

    #[test]
    fn a_credential_is_preferred_to_none() {
        assert_eq!(chosen(&["a"], &[&[], &[A]]), Ok(vec!["a".into()]));
        assert_eq!(chosen(&["b"], &[&[], &[A]]), Ok(vec![]));
        assert_eq!(chosen(&["a"], &[]), Ok(vec![]));
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = chosen(&["a"], &[&[A, B], &[C]]);
        assert_eq!(missing, Err(vec!["`a` and `b`".into(), "`c`".into()]));
    }

    #[test]
    fn each_kind_is_refused_without_being_shown() {
        for credential in [
            Credential::header("Authorization", "Token ", "canary\n"),
            Credential::header("Authorization", "Token ", "Token  canary"),
            Credential::query("key", " canary"),
            Credential::basic("a", "canary\t"),
            Credential::header("Authorization", "Token ", "canary é"),
            Credential::header("not a name", "", "canary"),
            Credential::cookie("session", "canary;"),
            Credential::cookie("a=b", "canary"),
            Credential::basic("canary:", "canary"),
        ] {
            let shown = format!("{credential:?}");
            let Err(error) = credential.prepare("key", &mut Mask::default()) else {
                panic!("accepted");
            };
            let text = format!("{error} {error:?} {shown}");
            assert!(text.contains("`key`") && !text.contains("canary"), "{text}");
        }
        let empty = Credential::query("key", "").prepare("key", &mut Mask::default());
        assert!(empty.is_err_and(|error| error.to_string().contains("is empty")));
    }
}
