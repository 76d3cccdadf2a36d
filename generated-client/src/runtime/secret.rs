//! Text that must not be shown: tokens, passwords and the like.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a secret is called when it is serialised.
pub(super) const NAME: &str = concat!(env!("CARGO_CRATE_NAME"), "::Secret");

/// Text that is never printed. `Debug` gives a placeholder, there is no `Display`, and the memory is wiped on drop.
///
/// It serialises as its value, because that is how it reaches the server; take care when you serialise a type that holds
/// one for another purpose.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// Returns the text. Whoever calls this answers for where it goes.
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
        // JSON has the text alone; the name tells it from other texts on its way there.
        serializer.serialize_newtype_struct(NAME, self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The message of a failed read quotes what was found, which here may be the secret itself.
        String::deserialize(deserializer)
            .map(Self::from)
            .map_err(|_| D::Error::custom("invalid type: another value, expected a string"))
    }
}
