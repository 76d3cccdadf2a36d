//! Names each place that defines a type, and decides which places share a name and a type.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Style, camel, is_taken_type, singular};
use super::kept::{Kept, Reserved};
use super::module::{Known, Module, required_of};
use super::wish::Line;
use super::{lock, settle, spelling};
use crate::api::{Api, GivenName, HintBase, Home, Presence, TypeDef, TypeShape};
use crate::document::slug::hash;
use crate::findings::{Code, Diagnostic, Findings};

/// The end of the name of a type for requests, where responses have another one of the name.
const INPUT: &str = "Input";

/// A place that defines a type, with everything that its name depends on.
pub(super) struct TypePlace<'a> {
    index: usize,
    def: &'a TypeDef,
    module: Module,
    signature: String,
    /// The name that a fragment gives, which is only a wish of the vendor.
    said: Option<GivenName>,
    /// The name that the overlay or the lock gives.
    fixed: Option<String>,
    /// Whether the overlay gives it.
    is_ours: bool,
    /// The name of the place itself, even if Rust uses that name.
    natural: String,
    /// The natural name, then with the name of its owner in front, then with all names around it.
    wishes: Vec<String>,
    /// The position of the operation. The order of properties in the document does not count.
    pub(super) order: (Home, String),
}

pub(super) fn place<'a>(
    (index, def): (usize, &'a TypeDef),
    signature: String,
    api: &Api,
    known: &Known<'_>,
) -> TypePlace<'a> {
    let (module, owner) = match def.home {
        Home::Operation(id) => (Module::Tag(api.operations[id.0].tag), known.operations[id.0].clone()),
        Home::Component(id) => (Module::Schemas, component_name(&api.types[id.0])),
    };
    let of_input = |name: String| if def.input && !name.is_empty() { format!("{name}{INPUT}") } else { name };
    let natural = of_input(base_name(&def.hint.base, def.hint.item, &owner));
    let locked = known.lock.name(&known.lock.types, &def.place).map(str::to_owned);
    let given = def.rust_name.as_ref().map(|given| given.with(of_input(given.name.clone())));
    let ours = given.clone().filter(GivenName::is_ours);
    let is_ours = ours.is_some();
    let (fixed, said) = if let Some(ours) = ours { (Some(ours.name), None) } else { (locked, given) };
    let wishes = wishes(def, &natural, &owner);
    TypePlace {
        index,
        def,
        module,
        signature,
        said,
        fixed,
        is_ours,
        natural,
        wishes,
        order: (def.home, def.place.clone()),
    }
}

impl TypePlace<'_> {
    /// The position of the type in the API.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Takes the name of the lock from a place that no longer fits the type of that name, and returns it.
    pub(super) fn release(&mut self) -> Option<String> {
        if self.is_ours { None } else { self.fixed.take() }
    }
}

/// Returns the possible names, the best one first.
fn wishes(def: &TypeDef, natural: &str, owner: &str) -> Vec<String> {
    let mut wishes = vec![natural.to_owned()];
    if def.hint.base.member().is_some() {
        let around: String = def.hint.around.iter().filter_map(|name| camel(&singular(name))).collect();
        let full = format!("{owner}{around}{natural}");
        // The fourth one is needed if something else has the third.
        wishes.extend([format!("{owner}{natural}"), full.clone(), format!("{full}Type")]);
        if def.hint.item {
            wishes.push(format!("{full}Item"));
        }
        let exact: String = def.hint.around.iter().filter_map(|name| camel(name)).collect();
        wishes.push(format!("{owner}{exact}{natural}"));
    } else if is_taken_type(natural) {
        wishes.push(format!("{natural}Schema"));
    }
    wishes.retain(|wish| !wish.is_empty() && !is_taken_type(wish));
    wishes
}

/// Returns whether a type can have the name.
fn is_type_name(name: &str) -> bool {
    Style::Camel.fits(name) && !is_taken_type(name)
}

/// Returns the natural name: that of the property, component or operation, or of the union and its alternative.
fn base_name(base: &HintBase, item: bool, owner: &str) -> String {
    let name = match base {
        HintBase::Member(name) => {
            let last = super::case::last_bracketed(name);
            return camel(&if item { singular(last) } else { last.to_owned() }).unwrap_or_default();
        }
        HintBase::Alternative { of, item, label } => {
            format!("{}{}", base_name(of, *item, owner), alternative_name(label))
        }
        HintBase::Component(_) => owner.to_owned(),
        HintBase::Response => format!("{owner}Response"),
        HintBase::Event => format!("{owner}Event"),
        HintBase::Error(status) => {
            format!("{owner}Error{}", camel(status).unwrap_or_default().trim_start_matches("Value"))
        }
        HintBase::Errors => format!("{owner}Error"),
        HintBase::Headers => format!("{owner}Headers"),
        HintBase::Body => format!("{owner}Body"),
    };
    if item { format!("{name}Item") } else { name }
}

fn alternative_name(label: &str) -> String {
    super::case::variant(label).unwrap_or_default()
}

/// Returns whether a type is named after what it belongs to, so that it needs no line in the lock.
pub(super) fn is_locked(def: &TypeDef) -> bool {
    !def.hint.base.is_whole() || def.hint.item || def.input
}

fn component_name(def: &TypeDef) -> String {
    match &def.hint.base {
        HintBase::Component(name) => {
            let given = def.rust_name.as_ref().map(|given| given.name.clone());
            given.filter(|name| is_type_name(name)).or_else(|| camel(name)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The places of one type.
pub(super) struct Group {
    pub(super) module: Module,
    pub(super) name: String,
    pub(super) members: Vec<usize>,
    /// Whether it is recorded in the lock, even if it is named after what it belongs to.
    pub(super) is_settled: bool,
}

/// Joins places into types.
pub(super) fn group<'a>(
    places: &'a [TypePlace<'a>],
    kept: &[Kept],
    known: &'a Known<'a>,
    findings: &mut Findings,
) -> Vec<Group> {
    // First names of a person or the lock, then those of a vendor, then names after what a type belongs to, then all
    // others.
    let rank = |place: &TypePlace<'_>| match (&place.fixed, &place.said) {
        (Some(_), _) => 0,
        (None, Some(_)) => 1,
        (None, None) => 2 + usize::from(is_locked(place.def)),
    };
    let mut ranked: Vec<&TypePlace<'_>> = places.iter().collect();
    ranked.sort_by_cached_key(|place| {
        (rank(place), component(place).map(|name| settle::plainness(name, &place.natural)))
    });
    let mut wanted: BTreeMap<(Module, &str), usize> = BTreeMap::new();
    for place in places.iter().filter(|place| component(place).is_some()) {
        *wanted.entry((place.module, &place.natural)).or_default() += 1;
    }
    let (by_name, by_kind) = (BTreeMap::new(), BTreeMap::new());
    let reserved = Reserved::of(kept);
    let mut groups = Groups { known, reserved, all: Vec::new(), by_name, by_kind, signatures: Vec::new() };
    for place in ranked {
        let is_contested = component(place).is_some() && wanted.get(&(place.module, &place.natural)) > Some(&1);
        let is_in_lock = known.lock.types.contains_key(&place.def.place);
        groups.add(place, is_contested || is_in_lock, findings);
    }
    // The order of the places does not depend on the lock.
    let position: BTreeMap<usize, (bool, usize)> =
        places.iter().enumerate().map(|(at, place)| (place.index, (component(place).is_none(), at))).collect();
    for group in &mut groups.all {
        group.members.sort_by_key(|member| position.get(member));
    }
    groups.all
}

/// Returns the component that a place is, if it is one.
fn component<'a>(place: &TypePlace<'a>) -> Option<&'a str> {
    match &place.def.hint.base {
        HintBase::Component(name) if !place.def.hint.item && !place.def.input => Some(name),
        _ => None,
    }
}

/// Places that have a name.
struct Groups<'a> {
    known: &'a Known<'a>,
    reserved: Reserved,
    all: Vec<Group>,
    by_name: BTreeMap<(Module, String), usize>,
    by_kind: BTreeMap<(Module, &'a str, &'a str), usize>,
    signatures: Vec<&'a str>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, place: &'a TypePlace<'a>, is_settled: bool, findings: &mut Findings) {
        if let Some(said) = &place.said
            && self.add_said(place, said, is_settled, findings)
        {
            return;
        }
        if let Some(fixed) = &place.fixed {
            return self.add_fixed(place, fixed, is_settled, findings);
        }
        // The same type in the same place of another operation has a name already.
        let kind = (place.module, place.natural.as_str(), place.signature.as_str());
        if let Some(twin) = self.by_kind.get(&kind).filter(|_| is_locked(place.def)) {
            self.all[*twin].members.push(place.index);
            return;
        }
        if let Some(name) = place.wishes.iter().find(|name| self.is_free(place, name)) {
            return self.found(place, name.clone(), is_settled);
        }
        let name = self.settled(place);
        findings.push(self.note(place, &name));
        self.found(place, name, true);
    }

    /// Names places by a person or the lock. Places with the same name share a type.
    fn add_fixed(&mut self, place: &'a TypePlace<'a>, fixed: &str, is_settled: bool, findings: &mut Findings) {
        let span = place.def.span;
        if !is_type_name(fixed) {
            let message = format!("`{fixed}` is not a valid name for the type at `{}`", place.def.place);
            let invalid = Diagnostic::new(Code::InvalidName, span, message);
            findings.push(invalid.help(format!("{}, and no name of Rust's prelude", Style::Camel.words())));
        }
        if let Some(group) = self.by_name.get(&(place.module, fixed.to_owned())) {
            self.all[*group].members.push(place.index);
            self.all[*group].is_settled |= is_settled;
            return;
        }
        if self.is_of_module(place.module, fixed) {
            let message =
                format!("the type at `{}` is named `{fixed}`, like something else in its module", place.def.place);
            let clash = Diagnostic::new(Code::NameClash, span, message);
            findings
                .push(clash.help("change its `x-rust-name` in the overlay, or its line under `types` in names.lock"));
        }
        self.found(place, fixed.to_owned(), is_settled);
    }

    /// Uses a name that a fragment gives, if it is valid and no other type has it.
    fn add_said(
        &mut self,
        place: &'a TypePlace<'a>,
        given: &GivenName,
        is_settled: bool,
        findings: &mut Findings,
    ) -> bool {
        let said = given.name.as_str();
        let holder = self.by_name.get(&(place.module, said.to_owned())).copied();
        let why = match holder {
            _ if !is_type_name(said) => "is not a valid name of a type",
            Some(holder) if self.signatures[holder] == place.signature || place.fixed.as_deref() == Some(said) => {
                self.all[holder].members.push(place.index);
                return true;
            }
            None if !self.is_of_module(place.module, said) => {
                self.found(place, said.to_owned(), is_settled);
                return true;
            }
            Some(_) | None => "is the name of something else in its module",
        };
        let message = format!("`{said}` {why}; the type at `{}` gets another one", place.def.place);
        let help = format!("to rename it, change the name of `{}` under `types` in names.lock", place.def.place);
        findings.push(Diagnostic::new(Code::NameNotUsed, given.source.span, message).help(help));
        false
    }

    fn found(&mut self, place: &'a TypePlace<'a>, name: String, is_settled: bool) {
        self.by_name.insert((place.module, name.clone()), self.all.len());
        let kind = (place.module, place.natural.as_str(), place.signature.as_str());
        self.by_kind.entry(kind).or_insert(self.all.len());
        self.signatures.push(&place.signature);
        self.all.push(Group { module: place.module, name, members: vec![place.index], is_settled });
    }

    /// Returns whether the handle, a request or a body in the module has the name.
    fn is_of_module(&self, module: Module, name: &str) -> bool {
        match module {
            Module::Tag(tag) => self.known.reserved.get(&tag).is_some_and(|names| names.contains(name)),
            Module::Schemas => false,
        }
    }

    fn is_free(&self, place: &TypePlace<'_>, name: &str) -> bool {
        !self.by_name.contains_key(&(place.module, name.to_owned()))
            && !self.is_of_module(place.module, name)
            && !is_taken_type(name)
            && self.reserved.is_free(place.module, name, place.index)
            && !self.known.lock.is_removed(&format!("{}::{name}", self.known.path(place.module)), &place.def.place)
    }

    /// Returns a name if no wish is free: with a word for the spelling of a component, and otherwise with a hash of the
    /// place.
    fn settled(&self, place: &TypePlace<'_>) -> String {
        let is_free = |name: &str| self.is_free(place, name);
        let key = component(place).unwrap_or(&place.def.place);
        let first = if component(place).is_some() { place.wishes.first() } else { place.wishes.last() };
        let base = match (first, is_taken_type(&place.natural)) {
            (Some(base), _) => base.clone(),
            (None, true) => format!("{}Type", place.natural),
            (None, false) => "Nameless".to_owned(),
        };
        if component(place).is_some() {
            return settle::free_name(&base, key, Style::Camel, is_free);
        }
        let names = [format!("{base}Type"), spelling::with(&base, &format!("x{}", hash(key)), Style::Camel)];
        let found = first.and_then(|_| names.into_iter().find(|name| is_free(name)));
        found.unwrap_or_else(|| settle::free_name(&base, key, Style::Camel, is_free))
    }

    fn note(&self, place: &TypePlace<'_>, name: &str) -> Diagnostic {
        let span = place.def.span;
        let what = match component(place) {
            Some(component) => format!("the component `{component}`"),
            None => format!("the type at `{}`", place.def.place),
        };
        let why = match place.wishes.first() {
            Some(wish) => format!("`{wish}` is the name of something else in its module"),
            None => "it has no letter or digit for a name".to_owned(),
        };
        let note = Diagnostic::new(Code::NameSettled, span, format!("{what} is named `{name}`: {why}"));
        let front = format!("{}::", self.known.path(place.module));
        note.help(settle::help(&Line { front, ..Line::new("types", &place.def.place) }, name))
    }
}

/// Names the struct of required fields of each type that needs one. Other types take precedence.
pub(super) fn required_names(groups: &[Group], old: &[TypeDef], known: &Known<'_>) -> Vec<String> {
    let mut taken: BTreeSet<(Module, String)> = groups.iter().map(|group| (group.module, group.name.clone())).collect();
    for (tag, names) in known.reserved {
        taken.extend(names.iter().map(|name| (Module::Tag(*tag), name.clone())));
    }
    let mut names = Vec::new();
    for group in groups {
        let plain = required_of(&group.name);
        if !group.members.iter().any(|member| needs_required(&old[*member])) {
            names.push(plain);
            continue;
        }
        let path = format!("{}::{}", known.path(group.module), group.name);
        let locked = known.lock.required.get(&path).map(|name| lock::last(name).to_owned());
        let is_free = |name: &str| !taken.contains(&(group.module, name.to_owned()));
        let name = locked.filter(|name| is_free(name)).unwrap_or_else(|| {
            let found = [plain.clone(), format!("{plain}Fields")].into_iter().find(|name| is_free(name));
            found.unwrap_or_else(|| settle::free_name(&plain, &path, Style::Camel, is_free))
        });
        taken.insert((group.module, name.clone()));
        names.push(name);
    }
    names
}

/// Returns whether a type is sent and has required properties.
pub(super) fn needs_required(def: &TypeDef) -> bool {
    let is_required = |property: &crate::api::Property| property.presence == Presence::Required;
    def.uses.request && matches!(&def.shape, TypeShape::Struct { properties, .. } if properties.iter().any(is_required))
}
