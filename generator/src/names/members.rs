//! The fields and variants of types. Most names are made from the name on the wire and need no lock.

use std::collections::BTreeMap;

use super::case::{self, Style};
use super::lock::Lock;
use super::scope::{choose, plain};
use super::wish::{Candidate, Claim, Line, Scope, Wires, Wish};
use super::{Names, OF_HEADERS, REST_FIELD, UNKNOWN_VARIANT, module_path};
use crate::api::{Alternative, Api, Author, GivenName, HintBase, Property, Type, TypeDef, TypeShape};
use crate::findings::{Code, Diagnostic, Findings};

/// The extension that names the values of an enum.
const ENUM_KEY: &str = "x-enum-varnames";

/// What the members of a type are named after.
struct Holder<'a> {
    def: &'a TypeDef,
    /// The type as the lock writes it: `users::TfaStatus`.
    path: String,
    lock: &'a Lock,
}

/// Names the members of all types, and adds the necessary names to the new lock.
pub(super) fn members(
    api: &Api,
    names: &Names,
    (lock, new): (&Lock, &mut Lock),
    findings: &mut Findings,
) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (def, named) in api.types.iter().zip(&names.types) {
        let path = format!("{}::{}", module_path(named.module, &names.tags), named.name);
        let holder = Holder { def, path, lock };
        all.push(holder.members(new, findings));
    }
    all
}

impl Holder<'_> {
    fn members(&self, new: &mut Lock, findings: &mut Findings) -> Vec<String> {
        let wishes = self.wishes(findings);
        let shape = &self.def.shape;
        let has_rest = matches!(shape, TypeShape::Struct { rest: Some(_), .. });
        let is_headers = self.def.hint.base == HintBase::Headers;
        let reserved = |name: &str| {
            name == UNKNOWN_VARIANT || (has_rest && name == REST_FIELD) || (is_headers && name == OF_HEADERS)
        };
        let (key, style, wires, section) = match shape {
            TypeShape::Struct { .. } => ("x-rust-field", Style::Snake, Wires::Free, &mut new.fields),
            TypeShape::Union(_) => ("x-rust-name", Style::Camel, Wires::Free, &mut new.alternatives),
            TypeShape::Strings(_) | TypeShape::Integers(_) | TypeShape::Alias(_) => {
                (ENUM_KEY, Style::Camel, Wires::Kept, &mut new.values)
            }
        };
        let scope = Scope { key, style, fold: str::to_owned, wires, reserved: &reserved };
        let chosen = choose(&wishes, &scope, findings);
        for (wish, chosen) in wishes.iter().zip(&chosen).filter(|(wish, _)| wish.locked.is_none()) {
            let said = wish.candidates.first().filter(|candidate| candidate.claim == Claim::Said);
            if let Some(said) = said.filter(|said| said.name != chosen.name) {
                let (what, name) = (&wish.what, &chosen.name);
                let message = format!("`{}` is the name of another value as well; {what} is named `{name}`", said.name);
                self.not_used(message, wish, findings);
            }
        }
        let said: Vec<bool> = self.is_said();
        for ((wish, chosen), is_said) in wishes.iter().zip(&chosen).zip(said) {
            if chosen.is_settled || wish.locked.is_some() || is_said {
                section.insert(wish.line.key.clone(), chosen.name.clone());
            }
        }
        plain(chosen)
    }

    /// Returns which members the lock records even without a clash: alternatives whose name another one could claim, and
    /// values that a list names by position.
    fn is_said(&self) -> Vec<bool> {
        match &self.def.shape {
            TypeShape::Struct { properties, rest: _ } => vec![false; properties.len()],
            TypeShape::Strings(values) => values.iter().map(|value| value.rust_name.is_some()).collect(),
            TypeShape::Integers(values) => values.iter().map(|value| value.rust_name.is_some()).collect(),
            TypeShape::Union(union) => {
                union.alternatives.iter().map(|alternative| !alternative.naming.is_own()).collect()
            }
            TypeShape::Alias(_) => Vec::new(),
        }
    }

    fn wishes(&self, findings: &mut Findings) -> Vec<Wish> {
        match &self.def.shape {
            TypeShape::Struct { properties, rest: _ } => {
                properties.iter().map(|property| self.field(property)).collect()
            }
            TypeShape::Strings(values) => {
                let value = |value: &crate::api::Variant<String>| (value.value.clone(), value.rust_name.clone());
                values.iter().map(value).map(|(value, name)| self.value(&value, name, findings)).collect()
            }
            TypeShape::Integers(values) => {
                let value = |value: &crate::api::Variant<i64>| (value.value.to_string(), value.rust_name.clone());
                values.iter().map(value).map(|(value, name)| self.value(&value, name, findings)).collect()
            }
            TypeShape::Union(union) => {
                union.alternatives.iter().map(|alternative| self.alternative(alternative)).collect()
            }
            TypeShape::Alias(_) => Vec::new(),
        }
    }

    fn field(&self, property: &Property) -> Wish {
        let key = format!("{} {}", self.path, property.name);
        Wish {
            what: format!("the property `{}` of `{}`", property.name, self.def.place),
            wire: property.name.clone(),
            span: property.span,
            given: property.rust_name.clone(),
            locked: self.lock.fields.get(&key).cloned(),
            line: Line::new("fields", key),
            candidates: whole(case::snake(&property.name)),
        }
    }

    /// Returns the name that the document gives to a value. A name in the overlay is used as it is. A vendor's name is
    /// only words to make a name of.
    fn value(&self, value: &str, said: Option<String>, findings: &mut Findings) -> Wish {
        let key = format!("{} {value}", self.path);
        let mut wish = Wish {
            what: format!("the value `{value}` of `{}`", self.def.place),
            wire: value.to_owned(),
            span: self.def.span,
            given: None,
            locked: self.lock.values.get(&key).cloned(),
            line: Line::new("values", key),
            candidates: whole(case::variant(value)),
        };
        let Some(said) = said else { return wish };
        if let Some(source) = self.def.value_names.filter(|source| source.author == Author::Overlay) {
            // It is compared with the earlier name when all values have one.
            wish.locked = None;
            wish.given = Some(GivenName { name: said, source });
            return wish;
        }
        let name = Some(said.as_str()).filter(|said| said.chars().any(char::is_alphabetic)).and_then(of_words);
        match &name {
            None => {
                let message =
                    format!("`{said}` has no letter for a name of {}; the name is made from the value", wish.what);
                self.not_used(message, &wish, findings);
            }
            Some(name) if wish.locked.as_ref().is_some_and(|locked| *locked != *name && *locked != said) => {
                let locked = wish.locked.as_deref().unwrap_or_default();
                let message =
                    format!("{} is named `{said}` here, but keeps the name `{locked}` of names.lock", wish.what);
                self.not_used(message, &wish, findings);
            }
            Some(_) => {}
        }
        let said = name.map(|name| Candidate { name, claim: Claim::Said });
        wish.candidates = said.into_iter().chain(wish.candidates).collect();
        wish
    }

    fn not_used(&self, message: String, wish: &Wish, findings: &mut Findings) {
        let span = self.def.value_names.map_or(self.def.span, |source| source.span);
        let Line { section, key, .. } = &wish.line;
        let help = format!("to rename it, change the name of `{key}` under `{section}` in names.lock");
        findings.push(Diagnostic::new(Code::NameNotUsed, span, message).help(help));
    }

    /// Returns the wishes of an alternative of a union: its label, or the label followed by the kind of its value.
    fn alternative(&self, alternative: &Alternative) -> Wish {
        let Alternative { label, naming, rust_name, ty, span, .. } = alternative;
        let claim = if naming.is_own() { Claim::Whole } else { Claim::Short };
        let name = case::variant(label);
        let kind = match ty {
            Type::List(_) | Type::Tuple(_) => "List",
            Type::Map(_) => "Map",
            _ => "Value",
        };
        let longer = name.iter().map(|name| Candidate { name: format!("{name}{kind}"), claim }).collect::<Vec<_>>();
        let key = format!("{} {label}", self.def.place);
        Wish {
            what: format!("the alternative `{label}` of `{}`", self.def.place),
            wire: label.clone(),
            span: *span,
            given: rust_name.as_ref().map(|given| given.with(label.clone())),
            locked: self.lock.alternatives.get(&key).cloned(),
            line: Line::new("alternatives", key),
            candidates: name.into_iter().map(|name| Candidate { name, claim }).chain(longer).collect(),
        }
    }
}

fn whole(name: Option<String>) -> Vec<Candidate> {
    name.into_iter().map(|name| Candidate { name, claim: Claim::Whole }).collect()
}

/// Returns a name for a variant from a vendor's name, which may be in any casing.
fn of_words(said: &str) -> Option<String> {
    let name = case::variant(said)?;
    let has_small = said.chars().any(char::is_lowercase);
    let is_name = Style::Camel.fits(said) && said != UNKNOWN_VARIANT && has_small;
    Some(if is_name { said.to_owned() } else { name })
}

/// Refuses a value whose name in the overlay has moved. The overlay lists names by position, so values in another order
/// would swap their meanings unnoticed.
pub(super) fn check_values(api: &Api, names: &Names, lock: &Lock, findings: &mut Findings) {
    for (index, def) in api.types.iter().enumerate() {
        let Some(source) = def.value_names.filter(|source| source.author == Author::Overlay) else { continue };
        for (key, name) in named_values(index, def, names) {
            let Some(locked) = lock.values.get(&key).filter(|locked| **locked != name) else { continue };
            let message = format!("the value `{key}` was named `{locked}` and would now be `{name}`");
            let moved = Diagnostic::new(Code::TypeDrift, source.span, message);
            findings.push(moved.help(
                "put `x-enum-varnames` into the order that `enum` has now; to rename the value, delete its line from `values` in names.lock",
            ));
        }
    }
}

/// Returns the names that `x-enum-varnames` gives, by type and value.
fn named_values(index: usize, def: &TypeDef, names: &Names) -> BTreeMap<String, String> {
    let named = &names.types[index];
    let path = format!("{}::{}", module_path(named.module, &names.tags), named.name);
    let given: Vec<(String, bool)> = match &def.shape {
        TypeShape::Strings(values) => {
            values.iter().map(|value| (value.value.clone(), value.rust_name.is_some())).collect()
        }
        TypeShape::Integers(values) => {
            values.iter().map(|value| (value.value.to_string(), value.rust_name.is_some())).collect()
        }
        TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => Vec::new(),
    };
    let members = given.into_iter().zip(&names.members[index]).filter(|((_, given), _)| *given);
    members.map(|((value, _), name)| (format!("{path} {value}"), name.clone())).collect()
}
