//! Writes a witness: a program that uses every item of a surface as a careful user would. If it compiles with a later state
//! of the crate, no user has to change anything.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::line::{Kind, Line, Openness, parse_signature};

/// One use of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The path of the item in the surface: `users::ListRequest::limit`.
    pub item: String,
    /// The line of the surface behind the path: `fn(self, value: i64) -> Self`.
    pub text: String,
    /// The module that the item is in: `users`; empty for the root.
    module: String,
    /// An item of Rust on one line.
    code: String,
}

/// A program as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The text of `lib.rs`.
    pub source: String,
    /// The uses that fail if a line fails, by the number of the line (from one), as indices into the uses.
    pub lines: BTreeMap<usize, Vec<usize>>,
}

/// Returns a use of each item of a surface that a program can use. The text of a surface is not complete, so a use counts
/// only if it compiles with the crate that the surface was made from.
#[must_use]
pub fn uses(surface: &str) -> Vec<Use> {
    let lines: Vec<Line<'_>> = surface.lines().filter_map(Line::read).collect();
    let items = Items::of(&lines);
    let of_line = |line: &Line<'_>| {
        let module = items.module_of(line.path).to_owned();
        let (item, text) = (line.path.to_owned(), line.text.to_owned());
        let code = items.code(line).into_iter().map(|code| code.to_string());
        code.map(|code| Use { item: item.clone(), text: text.clone(), module: module.clone(), code })
            .collect::<Vec<_>>()
    };
    lines.iter().flat_map(of_line).collect()
}

/// Returns the features in a surface: those of the crate itself and those of tags.
#[must_use]
pub fn features(surface: &str) -> BTreeSet<String> {
    let lines = surface.lines().filter_map(Line::read).filter(|line| line.kind == Kind::Feature);
    let names = lines.filter_map(|line| line.path.strip_prefix("feature "));
    names.filter(|name| !name.contains("::")).map(str::to_owned).collect()
}

/// Writes the program with the chosen uses. In the program, the crate has the name `client`.
#[must_use]
pub fn program(uses: &[Use], chosen: &BTreeSet<usize>) -> Program {
    let mut modules: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in chosen {
        modules.entry(uses[*index].module.as_str()).or_default().push(*index);
    }
    let mut all: BTreeSet<&str> = modules.keys().copied().collect();
    all.extend(modules.keys().flat_map(|module| module.match_indices("::").map(|(at, _)| &module[..at])));
    let head = Program { source: HEAD.to_owned(), lines: BTreeMap::new() };
    let mut writer = Writer { program: head, line: HEAD.lines().count(), uses, modules: &modules, all: &all };
    writer.module("");
    writer.program
}

/// The names that signatures of the runtime use, and the module under which generated modules find the runtime.
const HEAD: &str = "\
#![allow(warnings)]
pub use client::*;
pub mod runtime {
    pub use client::*;
    pub use client::HeaderMap;
}
pub use std::fmt;
pub use bytes::Bytes;
pub use serde_json::Value;
pub use std::time::Duration;
";

struct Writer<'a> {
    program: Program,
    /// The number of lines that were written.
    line: usize,
    uses: &'a [Use],
    modules: &'a BTreeMap<&'a str, Vec<usize>>,
    all: &'a BTreeSet<&'a str>,
}

impl Writer<'_> {
    fn module(&mut self, path: &str) {
        for index in self.modules.get(path).into_iter().flatten() {
            self.write(&self.uses[*index].code, vec![*index]);
        }
        let inner: Vec<&str> = self.all.iter().copied().filter(|module| is_child(module, path)).collect();
        for module in inner {
            let name = module.rsplit("::").next().unwrap_or(module);
            self.write(&format!("pub mod {name} {{"), Vec::new());
            self.write(&format!("pub use client::{module}::*;"), self.below(module));
            self.write("use crate::runtime;", Vec::new());
            self.module(module);
            self.write("}", Vec::new());
        }
    }

    /// Writes the uses in a module and in the modules within it.
    fn below(&self, module: &str) -> Vec<usize> {
        let is_within = |path: &str| path == module || path.strip_prefix(module).is_some_and(|it| it.starts_with("::"));
        self.modules.iter().filter(|(path, _)| is_within(path)).flat_map(|(_, uses)| uses).copied().collect()
    }

    fn write(&mut self, line: &str, uses: Vec<usize>) {
        self.program.source.push_str(line);
        self.program.source.push('\n');
        self.line += 1;
        if !uses.is_empty() {
            self.program.lines.insert(self.line, uses);
        }
    }
}

fn is_child(module: &str, of: &str) -> bool {
    let rest = if of.is_empty() { Some(module) } else { module.strip_prefix(of).and_then(|it| it.strip_prefix("::")) };
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains("::"))
}

/// The items of a surface, by path.
struct Items<'a> {
    modules: BTreeSet<&'a str>,
    types: BTreeMap<&'a str, &'a Line<'a>>,
    parts: BTreeMap<&'a str, Vec<&'a Line<'a>>>,
}

impl<'a> Items<'a> {
    fn of(lines: &'a [Line<'a>]) -> Self {
        let modules = lines.iter().filter(|line| line.text == "mod").map(|line| line.path).collect();
        let types = lines.iter().filter(|line| line.kind.openness().is_some());
        let mut parts: BTreeMap<&str, Vec<&Line<'_>>> = BTreeMap::new();
        for line in lines.iter().filter(|line| matches!(line.kind, Kind::Field | Kind::Variant)) {
            if let Some((of, _)) = line.path.rsplit_once("::") {
                parts.entry(of).or_default().push(line);
            }
        }
        Self { modules, types: types.map(|line| (line.path, line)).collect(), parts }
    }

    /// Returns the innermost module around a path.
    fn module_of(&self, path: &'a str) -> &'a str {
        let around = path.rmatch_indices("::").map(|(at, _)| &path[..at]);
        around.into_iter().find(|around| self.modules.contains(around)).unwrap_or_default()
    }

    /// Returns the type that a path is a part of.
    fn type_of(&self, path: &str) -> Option<Ident> {
        let (around, _) = path.rsplit_once("::")?;
        self.types.contains_key(around).then(|| name_of(around)).flatten()
    }

    /// Returns the uses of a line. There are none if no code depends on it.
    fn code(&self, line: &Line<'_>) -> Vec<TokenStream> {
        let found = match &line.kind {
            Kind::Struct(openness) => return self.whole(line, *openness, Self::literal),
            Kind::Enum(openness) => return self.whole(line, *openness, Self::full_match),
            Kind::Trait => self.import(line),
            Kind::Field => self.field(line),
            Kind::Variant => self.variant(line),
            Kind::Function(_) => self.call(line),
            Kind::Constant(_) => self.constant(line),
            Kind::Implementation => implementation(line),
            Kind::Other => return self.import(line).into_iter().chain(alias(line)).collect(),
            Kind::Feature | Kind::Deprecated => None,
        };
        found.into_iter().collect()
    }

    /// Names a type and, if possible, lists all of its parts.
    fn whole(
        &self,
        line: &Line<'_>,
        openness: Openness,
        list: fn(&Self, &Line<'_>) -> Option<TokenStream>,
    ) -> Vec<TokenStream> {
        let listed = if openness == Openness::Exhaustive { list(self, line) } else { None };
        self.import(line).into_iter().chain(listed).collect()
    }

    fn import(&self, line: &Line<'_>) -> Option<TokenStream> {
        let path: syn::Path = syn::parse_str(&format!("client::{}", line.path)).ok()?;
        Some(quote!(const _: () = { use #path as _Named; };))
    }

    /// Constructs and destructures a struct with every field: `User { id, name }`.
    fn literal(&self, line: &Line<'_>) -> Option<TokenStream> {
        let of = name_of(line.path)?;
        let fields = self.parts.get(line.path)?;
        let names: Vec<Ident> = fields.iter().filter_map(|field| name_of(field.path)).collect();
        let types: Vec<syn::Type> = fields.iter().filter_map(|field| field_type(field)).collect();
        (names.len() == types.len() && names.len() == fields.len()).then(|| {
            quote!(const _: () = {
                fn make(#(#names: #types),*) -> #of { #of { #(#names),* } }
                fn take(value: #of) { let #of { #(#names),* } = value; }
            };)
        })
    }

    /// Matches an enum with an arm for every variant, and no other.
    fn full_match(&self, line: &Line<'_>) -> Option<TokenStream> {
        let of = name_of(line.path)?;
        let variants = self.parts.get(line.path)?;
        let names: Vec<Ident> = variants.iter().filter_map(|variant| name_of(variant.path)).collect();
        Some(quote!(const _: () = { fn every(value: &#of) { match value { #(#of::#names { .. } => {})* } } };))
    }

    /// Reads a field as its type.
    fn field(&self, line: &Line<'_>) -> Option<TokenStream> {
        let (of, name, ty) = (self.type_of(line.path)?, name_of(line.path)?, field_type(line)?);
        Some(quote!(const _: () = { fn read(value: #of) -> #ty { value.#name } };))
    }

    /// Matches a variant and reads its value, with an arm for the others.
    fn variant(&self, line: &Line<'_>) -> Option<TokenStream> {
        let of = self.type_of(line.path)?;
        let name = name_of(line.path)?;
        let text = line.text.strip_prefix("variant")?;
        let variant: syn::Variant = syn::parse_str(&format!("{name}{text}")).ok()?;
        let types: Vec<&syn::Type> = variant.fields.iter().map(|field| &field.ty).collect();
        let names: Vec<Ident> =
            (0..types.len()).filter_map(|index| syn::parse_str(&format!("part{index}")).ok()).collect();
        let pattern = match &variant.fields {
            syn::Fields::Unit => quote!(#of::#name),
            syn::Fields::Unnamed(_) => quote!(#of::#name(#(#names),*)),
            syn::Fields::Named(fields) => {
                let fields = fields.named.iter().filter_map(|field| field.ident.as_ref());
                quote!(#of::#name { #(#fields: #names),* })
            }
        };
        Some(quote!(const _: () = {
            fn make(#(#names: #types),*) -> #of { #pattern }
            fn read(value: #of) -> Option<(#(#types,)*)> { match value { #pattern => Some((#(#names,)*)), _ => None } }
        };))
    }

    /// Reads a constant as its type.
    fn constant(&self, line: &Line<'_>) -> Option<TokenStream> {
        let (of, name) = (self.type_of(line.path), name_of(line.path)?);
        let ty = line.text.strip_prefix("const ")?;
        let ty: syn::Type = syn::parse_str(ty.split_once(" = ").map_or(ty, |(ty, _)| ty)).ok()?;
        let path = match of {
            Some(of) => quote!(<#of>::#name),
            None => quote!(#name),
        };
        Some(quote!(const _: () = { fn read() -> #ty { #path } };))
    }

    /// Calls a function with every argument at its type, and uses the result at its type.
    fn call(&self, line: &Line<'_>) -> Option<TokenStream> {
        let path = line.path.strip_suffix(" [blocking]").unwrap_or(line.path);
        let name = name_of(path)?;
        let of = self.type_of(path).map(ToTokens::into_token_stream);
        let mut signature = parse_signature(line.text, "call").ok()?;
        let mut arguments = Vec::new();
        for (index, input) in signature.inputs.iter_mut().enumerate() {
            let argument: Ident = syn::parse_str(&format!("argument{index}")).ok()?;
            let ty = match input {
                syn::FnArg::Receiver(receiver) => receiver_type(receiver)?,
                syn::FnArg::Typed(typed) => typed.ty.to_token_stream(),
            };
            *input = syn::parse2(quote!(#argument: #ty)).ok()?;
            arguments.push(argument);
        }
        let wait = signature.asyncness.map(|_| quote!(.await));
        signature.constness = None;
        let function = match &of {
            Some(of) => quote!(<#of>::#name),
            None => quote!(#name),
        };
        let code = quote!(const _: () = { #signature { #function(#(#arguments),*)#wait } };);
        let mut types = path.rsplit_once("::").map(|(of, _)| self.parameters(of)).unwrap_or_default();
        types.extend(of.map(|of| ("Self".to_owned(), of)));
        Some(with_types(code, &types))
    }

    /// Returns the generic parameters of a type, each with its default.
    fn parameters(&self, of: &str) -> BTreeMap<String, TokenStream> {
        let text = self.types.get(of).map(|line| line.text).unwrap_or_default();
        let text = text.trim_start_matches(|char: char| char.is_ascii_alphabetic());
        let text = text.split(" (").next().unwrap_or_default();
        let Ok(generics) = syn::parse_str::<syn::Generics>(text) else { return BTreeMap::new() };
        let with_default = generics.type_params().filter_map(|parameter| {
            let (_, default) = parameter.default.as_ref()?;
            Some((parameter.ident.to_string(), default.to_token_stream()))
        });
        with_default.collect()
    }
}

/// Returns `self` as the type of an argument.
fn receiver_type(receiver: &syn::Receiver) -> Option<TokenStream> {
    Some(match &receiver.kind {
        syn::ReceiverKind::Value => quote!(Self),
        syn::ReceiverKind::Reference(and, lifetime, mutability) => quote!(#and #lifetime #mutability Self),
        syn::ReceiverKind::Typed(_, ty) => ty.to_token_stream(),
        _ => return None,
    })
}

/// Uses a value of an alias as the type behind the alias.
fn alias(line: &Line<'_>) -> Option<TokenStream> {
    let name = name_of(line.path)?;
    let ty: syn::Type = syn::parse_str(line.text.strip_prefix("type = ")?).ok()?;
    Some(quote!(const _: () = { fn same(value: #name) -> #ty { value } };))
}

/// Requires a trait of the type.
fn implementation(line: &Line<'_>) -> Option<TokenStream> {
    let of = name_of(line.path)?;
    let bound = line.text.strip_prefix("impl ")?;
    let bound = bound.split([' ', '{']).next().filter(|name| *name == bound)?;
    let name = bound.split('<').next()?;
    let path = match name {
        "Debug" | "Display" => format!("::std::fmt::{bound}"),
        "Error" => "::std::error::Error".to_owned(),
        "FromErrorBody" => "::client::FromErrorBody".to_owned(),
        "Hash" => "::std::hash::Hash".to_owned(),
        "Serialize" => "::serde::Serialize".to_owned(),
        "Deserialize" => "::serde::de::DeserializeOwned".to_owned(),
        _ => bound.to_owned(),
    };
    let bound: syn::Path = syn::parse_str(&path).ok()?;
    Some(quote!(const _: () = { fn has<T: #bound>() {} fn demand() { has::<#of>() } };))
}

/// Returns the last name of a path.
fn name_of(path: &str) -> Option<Ident> {
    syn::parse_str(path.rsplit("::").next()?).ok()
}

fn field_type(line: &Line<'_>) -> Option<syn::Type> {
    syn::parse_str(line.text.strip_prefix("field ")?).ok()
}

/// Replaces names by types.
fn with_types(code: TokenStream, types: &BTreeMap<String, TokenStream>) -> TokenStream {
    let replaced = code.into_iter().flat_map(|token| match token {
        TokenTree::Ident(word) => types.get(&word.to_string()).cloned().unwrap_or_else(|| word.to_token_stream()),
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), with_types(group.stream(), types))).into()
        }
        token => token.into(),
    });
    replaced.collect()
}
