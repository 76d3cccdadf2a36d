//! Text that must not be shown, such as tokens and passwords.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of a secret to a serializer.
pub(super) const NAME: &str = concat!(env!("CARGO_CRATE_NAME"), "::Secret");

/// Text that is never printed. `Debug` shows a placeholder, there is no `Display`, and the memory is wiped on drop.
///
/// It serialises as its value, because that is what the server needs. Take care when you serialise a type that contains
/// a secret for another purpose.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// Returns the text. The caller is responsible for keeping it secret.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // JSON contains only the text. The name tells our own serializer that it is a secret.
        serializer.serialize_newtype_struct(NAME, self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The original error quotes what was found, which may be the secret itself.
        String::deserialize(deserializer)
            .map(Self::from)
            .map_err(|_| D::Error::custom("invalid type: another value, expected a string"))
    }
}
