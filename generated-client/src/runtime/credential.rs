//! Credentials: how each is sent, and which of them a call uses.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};

use super::error::ConfigurationError;
use super::header;
use super::mask::Mask;
use super::operation::Requirement;
use super::secret::Secret;
use super::uri;

/// A credential, and where in a request it is sent.
///
/// A secret must not have leading or trailing white space, such as a line break from a file:
/// [`ClientBuilder::build`](super::ClientBuilder::build) reports it.
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
    /// Sends the prefix followed by the secret in a header: `("Authorization", "Bearer ", token)`. If the secret
    /// already begins with the prefix, in upper or lower case, the prefix is not repeated.
    pub fn header(name: impl Into<String>, prefix: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self(CredentialKind::Header { name: name.into(), prefix: prefix.into(), value: value.into() })
    }

    /// Sends the secret in a query parameter.
    pub fn query(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let (name, value) = (name.into(), value.into());
        Self(CredentialKind::Query { name, value })
    }

    /// Sends the secret in a cookie, besides the cookies that the server sets.
    pub fn cookie(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let (name, value) = (name.into(), value.into());
        Self(CredentialKind::Cookie { name, value })
    }

    /// Sends a user name and a password with the `Basic` scheme (RFC 7617).
    pub fn basic(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        let (username, password) = (username.into(), password.into());
        Self(CredentialKind::Basic { username, password })
    }

    /// Returns the credential as it is sent, and adds it to the mask; or reports what is wrong with it, without showing
    /// it.
    pub(super) fn prepare(&self, scheme: &str, mask: &mut Mask) -> Result<PreparedCredential, ConfigurationError> {
        let refuse = |why: &str| {
            Err(ConfigurationError::new(format!("the credential for `{scheme}` {why} (its value is not shown)")))
        };
        let (prefix, secret) = self.secret();
        if secret.trim() != secret {
            return refuse("begins or ends with white space, such as a line break");
        }
        if secret.is_empty() && !matches!(self.0, CredentialKind::Basic { .. }) {
            return refuse("is empty");
        }
        mask.add(prefix, secret);
        match &self.0 {
            CredentialKind::Header { name, .. } => {
                let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
                    return refuse("has a header name that is not valid in HTTP");
                };
                if name == HOST || header::is_framing(&name) {
                    return refuse("has the name of a header that only the client can set");
                }
                match header::sensitive(&format!("{prefix}{secret}")) {
                    Some(value) => Ok(PreparedCredential::Header(name, value)),
                    None => refuse("contains a character that cannot be sent in a header, such as a line break"),
                }
            }
            CredentialKind::Query { name, .. } => {
                let value = uri::encode(secret).into();
                Ok(PreparedCredential::Query { name: name.clone(), value })
            }
            CredentialKind::Cookie { name, .. } => {
                let pair = format!("{name}={secret}");
                if name.is_empty() || name.contains('=') || !pair.bytes().all(is_cookie_octet) {
                    return refuse("contains a character that cannot be sent in a cookie");
                }
                Ok(PreparedCredential::Cookie(pair.into()))
            }
            CredentialKind::Basic { username, .. } if username.contains(':') => {
                refuse("has a user name with a colon, which the Basic scheme does not allow")
            }
            CredentialKind::Basic { username, .. } => {
                let pair = STANDARD.encode(format!("{username}:{secret}"));
                mask.add("Basic ", &pair);
                if secret.is_empty() {
                    // Some APIs expect a token as the user name.
                    mask.add("", username);
                }
                match header::sensitive(&format!("Basic {pair}")) {
                    Some(value) => Ok(PreparedCredential::Header(AUTHORIZATION, value)),
                    None => refuse("cannot be sent in a header"),
                }
            }
        }
    }

    /// Returns the prefix, and the secret without it. People copy a token together with its prefix.
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

/// Selects the credentials of a call: those of the first alternative that requires some and whose schemes all have a
/// credential. If there is none, the call has no credentials if the operation allows that. Otherwise returns the names
/// of the schemes of each alternative.
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

/// Whether a byte may be in the name or value of a cookie (RFC 6265, section 4.1.1), or is the `=` between them.
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
    fn the_first_complete_alternative_is_selected() {
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
    fn missing_credentials_are_named() {
        let missing = chosen(&["a"], &[&[A, B], &[C]]);
        assert_eq!(missing, Err(vec!["`a` and `b`".into(), "`c`".into()]));
    }

    #[test]
    fn a_refused_credential_is_not_shown() {
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
