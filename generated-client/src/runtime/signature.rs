//! Signatures of webhooks: the server signs each with a secret that it shares with the program.

use std::fmt;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use reqwest::header::HeaderMap;
use ring::hmac;
use secrecy::{ExposeSecret, SecretSlice};

use super::secret::Secret;

/// How a server signs webhooks. [`verify`](Self::verify) checks a signature.
#[derive(Clone, Copy, Debug)]
pub struct WebhookSignature {
    pub(crate) header: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) encoding: Encoding,
    /// What is in front of each signature.
    pub(crate) prefix: &'static str,
    pub(crate) timestamp: Option<Timestamp>,
    /// What is signed.
    pub(crate) signed: &'static [Signed],
    pub(crate) secret: SecretForm,
}

/// The hash function of the HMAC (RFC 2104).
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "which of them is used depends on the specification")]
pub(crate) enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "which of them is used depends on the specification")]
pub(crate) enum Encoding {
    Hex,
    Base64,
}

/// When the server has signed, in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timestamp {
    pub(crate) place: TimestampPlace,
    /// How many seconds it may differ from the time of this machine.
    pub(crate) tolerance: u64,
}

/// Where the timestamp is.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "which of them is used depends on the specification")]
pub(crate) enum TimestampPlace {
    Header(&'static str),
    /// In the header of the signature, behind this prefix.
    Beside(&'static str),
}

/// A part of what is signed.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "which of them is used depends on the specification")]
pub(crate) enum Signed {
    Text(&'static str),
    Timestamp,
    Header(&'static str),
    Body,
}

/// How the text of a secret becomes a key.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "which of them is used depends on the specification")]
pub(crate) enum SecretForm {
    Text,
    /// Base64, which may begin with `whsec_`.
    Base64,
}

/// Why a webhook is not known to come from the server. Neither `Display` nor `Debug` shows the secret, the signature or the
/// body.
#[derive(Debug)]
pub struct SignatureError(Problem);

#[derive(Debug)]
enum Problem {
    NoHeader(&'static str),
    NoSignature(WebhookSignature),
    NoTimestamp,
    OutOfTime(Duration, u64),
    Different,
    BadSecret,
}

impl SignatureError {
    /// Returns whether the signature is too old, or from the future. The clocks of the two machines may differ, or somebody
    /// sends a webhook again that he has recorded.
    pub fn is_out_of_time(&self) -> bool {
        matches!(self.0, Problem::OutOfTime(..))
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot verify the webhook: ")?;
        match &self.0 {
            Problem::NoHeader(name) => write!(f, "the header `{name}` is missing or not text"),
            Problem::NoSignature(WebhookSignature { header, prefix, encoding, .. }) => {
                let encoding = match encoding {
                    Encoding::Hex => "hexadecimal",
                    Encoding::Base64 => "Base64",
                };
                write!(f, "the header `{header}` has no {encoding} signature")?;
                if prefix.is_empty() { Ok(()) } else { write!(f, " behind `{prefix}`") }
            }
            Problem::NoTimestamp => f.write_str("its timestamp is missing, or no number of seconds"),
            Problem::OutOfTime(off, tolerance) => {
                write!(f, "its timestamp is {} seconds off, and {tolerance} are allowed", off.as_secs())
            }
            Problem::Different => f.write_str("no signature is that of this body and this secret"),
            Problem::BadSecret => f.write_str("the secret is not Base64"),
        }
    }
}

impl std::error::Error for SignatureError {}

impl WebhookSignature {
    /// Checks that a webhook comes from a server with this secret, and that it was signed recently. The body has to be as it
    /// was received, byte for byte. Signatures are compared in constant time. If there are several, because the secret is
    /// being replaced, one of them has to fit.
    ///
    /// # Errors
    /// Says why the webhook cannot be trusted. Do not read it then.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], secret: &Secret) -> Result<(), SignatureError> {
        self.verify_at(SystemTime::now(), headers, body, secret)
    }

    /// Checks a webhook as [`verify`](Self::verify) does, as if it were this time. For tests, and for webhooks that were
    /// stored.
    ///
    /// # Errors
    /// Says why the webhook cannot be trusted.
    pub fn verify_at(
        &self,
        now: SystemTime,
        headers: &HeaderMap,
        body: &[u8],
        secret: &Secret,
    ) -> Result<(), SignatureError> {
        self.check(now, headers, body, secret).map_err(SignatureError)
    }

    fn check(&self, now: SystemTime, headers: &HeaderMap, body: &[u8], secret: &Secret) -> Result<(), Problem> {
        let values: Vec<&str> = headers.get_all(self.header).iter().filter_map(|value| value.to_str().ok()).collect();
        if values.is_empty() {
            return Err(Problem::NoHeader(self.header));
        }
        let items: Vec<&str> = values.iter().flat_map(|value| self.items(value)).collect();
        let signatures = items.iter().filter_map(|item| self.decoded(item.strip_prefix(self.prefix)?));
        let signatures: Vec<Vec<u8>> = signatures.collect();
        if signatures.is_empty() {
            return Err(Problem::NoSignature(*self));
        }
        let timestamp = self.timestamp.map(|timestamp| in_time(timestamp, now, headers, &items)).transpose()?;
        let signed = self.signed(headers, body, timestamp.unwrap_or_default())?;
        let key = self.key(secret)?;
        // Every signature is compared, so that the time does not show which one fits.
        let fitting = signatures.iter().filter(|signature| hmac::verify(&key, &signed, signature).is_ok());
        if fitting.count() > 0 { Ok(()) } else { Err(Problem::Different) }
    }

    /// Splits a header into its items, which may be signatures.
    fn items<'a>(&self, value: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        // A comma may belong to the prefix: `v1,…`.
        let has_comma = self.prefix.contains(',');
        value.split(move |char: char| char == ' ' || (char == ',' && !has_comma)).filter(|item| !item.is_empty())
    }

    fn decoded(&self, text: &str) -> Option<Vec<u8>> {
        let bytes = match self.encoding {
            Encoding::Hex => hex(text)?,
            Encoding::Base64 => BASE64.decode(text).ok()?,
        };
        (!bytes.is_empty()).then_some(bytes)
    }

    fn signed(&self, headers: &HeaderMap, body: &[u8], timestamp: &str) -> Result<Vec<u8>, Problem> {
        let mut signed = Vec::with_capacity(body.len() + 64);
        for part in self.signed {
            match part {
                Signed::Text(text) => signed.extend_from_slice(text.as_bytes()),
                Signed::Timestamp => signed.extend_from_slice(timestamp.as_bytes()),
                Signed::Header(name) => {
                    signed.extend_from_slice(headers.get(*name).ok_or(Problem::NoHeader(name))?.as_bytes());
                }
                Signed::Body => signed.extend_from_slice(body),
            }
        }
        Ok(signed)
    }

    fn key(&self, secret: &Secret) -> Result<hmac::Key, Problem> {
        let algorithm = match self.algorithm {
            Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Algorithm::Sha256 => hmac::HMAC_SHA256,
            Algorithm::Sha512 => hmac::HMAC_SHA512,
        };
        let text = secret.expose();
        Ok(match self.secret {
            SecretForm::Text => hmac::Key::new(algorithm, text.as_bytes()),
            SecretForm::Base64 => {
                let text = text.strip_prefix("whsec_").unwrap_or(text);
                let bytes = BASE64.decode(text).map_err(|_| Problem::BadSecret)?;
                hmac::Key::new(algorithm, SecretSlice::from(bytes).expose_secret())
            }
        })
    }
}

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns the timestamp as it is written, if it is recent.
fn in_time<'a>(
    timestamp: Timestamp,
    now: SystemTime,
    headers: &'a HeaderMap,
    items: &[&'a str],
) -> Result<&'a str, Problem> {
    let text = match timestamp.place {
        TimestampPlace::Header(name) => headers.get(name).and_then(|value| value.to_str().ok()),
        TimestampPlace::Beside(prefix) => items.iter().find_map(|item| item.strip_prefix(prefix)),
    };
    let text = text.ok_or(Problem::NoTimestamp)?;
    let seconds: u32 = text.parse().map_err(|_| Problem::NoTimestamp)?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into());
    let off = now.duration_since(at).unwrap_or_else(|earlier| earlier.duration());
    if off.as_secs() > timestamp.tolerance { Err(Problem::OutOfTime(off, timestamp.tolerance)) } else { Ok(text) }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| match pair {
            [high, low] => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                Some(digit(high)? << 4 | digit(low)?)
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use base64::Engine;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use ring::hmac;

    use super::{Algorithm, BASE64, Encoding, Secret, SecretForm, Signed, Timestamp, TimestampPlace, WebhookSignature};

    const BODY: &[u8] = br#"{"id":7}"#;

    const PLAIN: WebhookSignature = WebhookSignature {
        header: "x-hub-signature-256",
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Hex,
        prefix: "sha256=",
        timestamp: None,
        signed: &[Signed::Body],
        secret: SecretForm::Text,
    };

    const BESIDE: WebhookSignature = WebhookSignature {
        header: "signature",
        prefix: "v1=",
        timestamp: Some(Timestamp { place: TimestampPlace::Beside("t="), tolerance: 300 }),
        signed: &[Signed::Timestamp, Signed::Text("."), Signed::Body],
        ..PLAIN
    };

    const STANDARD: WebhookSignature = WebhookSignature {
        header: "webhook-signature",
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Base64,
        prefix: "v1,",
        timestamp: Some(Timestamp { place: TimestampPlace::Header("webhook-timestamp"), tolerance: 300 }),
        signed: &[Signed::Header("webhook-id"), Signed::Text("."), Signed::Timestamp, Signed::Text("."), Signed::Body],
        secret: SecretForm::Base64,
    };

    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_100)
    }

    fn tag(key: &[u8], signed: &[u8]) -> Vec<u8> {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed).as_ref().to_vec()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn headers(all: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())
        };
        all.iter().map(pair).collect()
    }

    fn why(signature: WebhookSignature, headers: &HeaderMap, body: &[u8], secret: &str) -> String {
        match signature.verify_at(now(), headers, body, &Secret::from(secret)) {
            Ok(()) => String::new(),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                assert!(!shown.contains("canary") && !shown.contains("\"id\""), "{shown}");
                error.to_string()
            }
        }
    }

    /// The example of RFC 4231, section 4.3, and the same with other hash functions.
    #[test]
    fn known_signatures_are_those_of_their_algorithms() {
        let body = b"what do ya want for nothing?";
        for (algorithm, signature) in [
            (Algorithm::Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (Algorithm::Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                Algorithm::Sha512,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
        ] {
            let scheme = WebhookSignature { algorithm, prefix: "", ..PLAIN };
            let headers = headers(&[("X-Hub-Signature-256", &signature.to_uppercase())]);
            assert_eq!(why(scheme, &headers, body, "Jefe"), "");
            assert!(why(scheme, &headers, body, "jefe").contains("no signature is that of"));
        }
    }

    #[test]
    fn one_of_several_signatures_has_to_fit() {
        let (old, new) = (hex(&tag(b"old", b"1700000000.{\"id\":7}")), hex(&tag(b"canary", b"1700000000.{\"id\":7}")));
        let both = headers(&[("signature", &format!("t=1700000000,v1={old}, v1={new},v0=x"))]);
        assert_eq!(why(BESIDE, &both, BODY, "canary"), "");
        assert_eq!(why(BESIDE, &both, BODY, "old"), "");
        let apart = headers(&[("signature", &format!("t=1700000000,v1={old}")), ("signature", &format!("v1={new}"))]);
        assert_eq!(why(BESIDE, &apart, BODY, "canary"), "");
        assert!(why(BESIDE, &both, b"{\"id\":8}", "canary").contains("no signature is that of"));
        let later = headers(&[("signature", &format!("t=1700000001,v1={new}"))]);
        assert!(why(BESIDE, &later, BODY, "canary").contains("no signature is that of"));
    }

    #[test]
    fn standard_webhooks_are_one_scheme() {
        let key = b"canary secret bytes";
        let signature = BASE64.encode(tag(key, b"msg_1.1700000000.{\"id\":7}"));
        let secret = format!("whsec_{}", BASE64.encode(key));
        let all = |signature: &str| {
            headers(&[("webhook-id", "msg_1"), ("webhook-timestamp", "1700000000"), ("webhook-signature", signature)])
        };
        for text in [format!("v1,{signature}"), format!("v1a,AAAA v1,AAAA v1,{signature}")] {
            assert_eq!(why(STANDARD, &all(&text), BODY, &secret), "");
            assert_eq!(why(STANDARD, &all(&text), BODY, secret.trim_start_matches("whsec_").trim_end_matches('=')), "");
        }
        assert!(
            why(STANDARD, &all(&format!("v1,{signature}")), BODY, "whsec_!canary").contains("the secret is not Base64")
        );
    }

    #[test]
    fn an_error_says_what_is_wrong() {
        let signature = hex(&tag(b"k", b"1600000000.{\"id\":7}"));
        for (all, expected) in [
            (headers(&[]), "the header `signature` is missing or not text"),
            (headers(&[("signature", "t=1700000000")]), "has no hexadecimal signature behind `v1=`"),
            (headers(&[("signature", "t=1700000000,v1=xyz,v1=abc,v1=")]), "has no hexadecimal signature"),
            (headers(&[("signature", &format!("v1={signature}"))]), "its timestamp is missing"),
            (headers(&[("signature", &format!("t=-1,v1={signature}"))]), "no number of seconds"),
            (headers(&[("signature", &format!("t=1600000000,v1={signature}"))]), "100000100 seconds off, and 300 are"),
            (headers(&[("signature", &format!("t=1700000401,v1={signature}"))]), "301 seconds off"),
        ] {
            let why = why(BESIDE, &all, BODY, "k");
            assert!(why.contains(expected), "{why}");
        }
        let old = headers(&[("signature", &format!("t=1600000000,v1={signature}"))]);
        assert!(BESIDE.verify(&old, BODY, &Secret::from("k")).unwrap_err().is_out_of_time());
    }
}
