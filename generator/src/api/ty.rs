//! The types of values.

use super::TypeId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Bool,
    /// A boolean with only this value.
    Flag(bool),
    I32,
    I64,
    U32,
    U64,
    /// A number with `format: float`. The client has 64 bits for it as well: a server sends it as decimal text, and 32 bits
    /// would round what they cannot hold, or read it as infinite.
    F32,
    F64,
    String,
    Secret,
    DateTime,
    Date,
    /// Bytes as base64 text.
    Base64,
    /// Text that contains JSON of this type.
    JsonText(Box<Type>),
    /// Bytes in a multipart form.
    File,
    /// Any JSON value.
    Any,
    List(Box<Type>),
    /// A list with exactly these items.
    Tuple(Vec<Type>),
    Map(Box<Type>),
    /// A value or `null`, if no property has the [`Nullability`]: an item, or a whole body.
    Nullable(Box<Type>),
    Named(TypeId),
}

impl Type {
    /// Returns the named type inside, unless there is none, or it is one item of a tuple.
    pub(crate) fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            _ => self.inner().and_then(Type::named),
        }
    }

    /// Returns all named types inside.
    pub(crate) fn all_named(&self) -> Vec<TypeId> {
        match self {
            Self::Tuple(items) => items.iter().flat_map(Type::all_named).collect(),
            _ => match self.inner() {
                Some(inner) => inner.all_named(),
                None => self.named().into_iter().collect(),
            },
        }
    }

    /// Returns the type that a list, a map, JSON text or a value that may be `null` contains.
    fn inner(&self) -> Option<&Type> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::JsonText(inner) => Some(inner),
            _ => None,
        }
    }

    /// Calls `act` on the types that this one directly contains.
    pub(crate) fn each_inner(&mut self, act: &mut impl FnMut(&mut Type)) {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::JsonText(inner) => act(inner),
            Self::Tuple(items) => items.iter_mut().for_each(act),
            _ => {}
        }
    }
}
