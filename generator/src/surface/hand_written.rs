//! The hand-written files of a crate. Each is parsed when it is needed first, and once for all surfaces that contain it.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};

use super::outline::Module;

/// The hand-written files of a crate: those of its `src` folder by path (`lib.rs`, `runtime/mod.rs`) and, if its features are
/// to be listed, `Cargo.toml`. Clones share what has been parsed.
#[derive(Clone, Debug, Default)]
pub struct HandWritten(Arc<BTreeMap<String, Written>>);

#[derive(Debug)]
struct Written {
    text: String,
    module: OnceLock<Result<Module, String>>,
}

impl HandWritten {
    /// Returns the files with their paths, sorted.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, file)| (path.as_str(), file.text.as_str()))
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|file| file.text.as_str())
    }

    /// Returns the declarations of a file.
    pub(super) fn module(&self, path: &str) -> Result<&Module, String> {
        let file = self.0.get(path).ok_or_else(|| format!("the module file `{path}` is missing"))?;
        file.module.get_or_init(|| parse(path, &file.text)).as_ref().map_err(Clone::clone)
    }
}

impl From<BTreeMap<String, String>> for HandWritten {
    fn from(files: BTreeMap<String, String>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path, Written { text, module: OnceLock::new() }));
        Self(Arc::new(files.collect()))
    }
}

/// Files are equal if their paths and texts are.
impl PartialEq for HandWritten {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.texts().eq(other.texts())
    }
}

impl Eq for HandWritten {}

fn parse(path: &str, text: &str) -> Result<Module, String> {
    let wrong = |error: &dyn Display| format!("`{path}` is not valid Rust: {error}");
    let tokens = text.parse().map_err(|error: LexError| wrong(&error))?;
    let file = syn::parse2(without_bodies(tokens)).map_err(|error| wrong(&error))?;
    Ok(Module::of(&file))
}

/// Empties the bodies of functions. They take most of the time to parse, and are not part of the surface.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    // A type such as `fn(u8)` has no name after `fn`, and no body.
    let (mut is_behind_word, mut is_function) = (false, false);
    let without_body = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inside = if is_function { TokenStream::new() } else { without_bodies(group.stream()) };
            is_function = false;
            TokenTree::Group(Group::new(Delimiter::Brace, inside))
        }
        TokenTree::Ident(word) => {
            is_function |= is_behind_word;
            is_behind_word = word == "fn";
            TokenTree::Ident(word)
        }
        token => {
            is_behind_word = false;
            is_function &= !matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ';');
            token
        }
    };
    tokens.into_iter().map(without_body).collect()
}
