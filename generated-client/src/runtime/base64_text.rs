//! Bytes that are sent as base64 text. The text is kept as it was sent, and decoded only when the caller asks.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What servers send is read whether or not it is padded, and whatever its last bits are.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Bytes as base64 text (RFC 4648).
///
/// [`Base64::from_bytes`] makes it from bytes, and [`Base64::decode`] returns them. Any string of a response is accepted and
/// serialises unchanged. Two values are equal if their texts are equal. Defaults to no bytes.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(String);

impl Base64 {
    /// Encodes bytes in the standard alphabet, with padding (section 4).
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self(STANDARD.encode(bytes))
    }

    /// Encodes bytes in the alphabet for URLs and file names, without padding (section 5). The specification calls it
    /// `base64url`.
    pub fn from_bytes_url_safe(bytes: impl AsRef<[u8]>) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the bytes. Both alphabets are read, with or without padding. White space does not count.
    ///
    /// # Errors
    ///
    /// The text is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        let text: Vec<u8> = self.0.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let is_url_safe = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
        let alphabet = if is_url_safe { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
        GeneralPurpose::new(alphabet, LENIENT).decode(text).map_err(|_| Base64Error(()))
    }
}

/// A text is not base64. The message does not contain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base64Error(());

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not base64")
    }
}

impl std::error::Error for Base64Error {}

/// Keeps a text that is base64 already.
impl From<String> for Base64 {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Keeps a text that is base64 already.
impl From<&str> for Base64 {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Base64").field(&self.0).finish()
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Base64;

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        for text in ["+/8=", "+/8", "-_8=", "-_8", "+/9", " +/\r\n8=\n"] {
            assert_eq!(Base64::from(text).decode().ok(), Some(vec![0xfb, 0xff]), "{text}");
        }
        assert_eq!(Base64::default().decode(), Ok(Vec::new()));
    }

    #[test]
    fn bytes_are_encoded() {
        assert_eq!(Base64::from_bytes([0xfb, 0xff]).as_str(), "+/8=");
        assert_eq!(Base64::from_bytes_url_safe([0xfb, 0xff]).as_str(), "-_8");
    }

    #[test]
    fn a_text_that_is_not_base64_is_kept() {
        for json in [r#""canary!""#, r#""+_8=""#, r#""a""#, r#""ü""#] {
            let value: Base64 = serde_json::from_str(json).expect("any string is accepted");
            assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(json));
            let error = value.decode().expect_err("an error");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
        assert!(serde_json::from_str::<Base64>("1").is_err());
    }
}
