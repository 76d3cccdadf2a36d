//! How the strings and integers with a type of their own are converted, read and written.

/// Implements a type that contains a string.
#[allow(unused_macros, reason = "whether there are such types depends on the specification")]
macro_rules! string_newtype {
    ($name:ident) => {
        impl $name {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        $crate::runtime::newtype::transparent!($name);
    };
}

/// Implements a type that contains an integer.
#[allow(unused_macros, reason = "whether there are such types depends on the specification")]
macro_rules! integer_newtype {
    ($name:ident { $inner:ty $(,)? }) => {
        impl $name {
            /// Returns the number.
            pub fn value(&self) -> $inner {
                self.0
            }
        }

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        $crate::runtime::newtype::transparent!($name);
    };
}

/// Implements how the type is shown, read and written: as what it contains.
#[allow(unused_macros, reason = "whether there are such types depends on the specification")]
macro_rules! transparent {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    };
}

#[allow(unused_imports, reason = "whether there are such types depends on the specification")]
pub(crate) use {integer_newtype, string_newtype, transparent};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the types of a client are public")]
mod tests {
    #[derive(Clone, Debug, PartialEq)]
    struct Name(String);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Number(u64);

    string_newtype!(Name);
    integer_newtype!(Number { u64 });

    #[test]
    fn they_are_read_and_written_as_what_they_contain() {
        let read: (Name, Number) = serde_json::from_str(r#"["a", 1]"#).expect("JSON");
        assert_eq!(read, (Name::from("a"), Number::from(1)));
        assert_eq!(serde_json::to_string(&read).ok().as_deref(), Some(r#"["a",1]"#));
        assert_eq!(format!("{}{}", read.0, read.1), "a1");
        assert_eq!((read.0.as_str(), read.1.value()), ("a", 1));
        assert_eq!((String::from(read.0), u64::from(read.1)), ("a".to_owned(), 1));
        assert!(serde_json::from_str::<Number>("\"a\"").is_err());
    }
}
