//! Which places of the document share one Rust type, and what that type is called.
//!
//! Within a module, places with the same natural name and the same structure are one type. A different
//! structure under the same name takes its operation's name in front. What the lock holds stays: a place keeps
//! its type, and the type is the union of what its places say.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Style, camel, is_taken_type, singular};
use super::lock::Lock;
use super::structural_key::signature_of;
use super::{proposal, scope};
use crate::api::visit::renumber;
use crate::api::{
    Api, HintBase, Home, Nullability, Presence, Property, Type, TypeDef, TypeId, TypeShape, Union, Uses, Variant,
};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// The module that a type lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Module {
    /// That of a tag, by its index.
    Tag(usize),
    /// That of the components.
    Schemas,
}

/// A Rust type: its module, its name and the places that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct TypeName {
    pub(crate) module: Module,
    pub(crate) name: String,
    /// The struct of the required properties, for a type that is sent.
    pub(crate) required: String,
    /// The feature that it is there with only, where the module's own does not say it.
    pub(crate) feature: Option<String>,
    /// Keys of the lock; none for a type that is named by what it belongs to.
    pub(super) places: Vec<String>,
}

/// What sharing needs to know of the operations' names.
pub(super) struct Known<'a> {
    pub(super) lock: &'a Lock,
    /// The camel-cased name of each operation: `List`.
    pub(super) operations: &'a [String],
    /// The modules of the tags.
    pub(super) modules: &'a [&'a str],
    /// Names that each tag's module has for its handle, requests and bodies.
    pub(super) reserved: &'a BTreeMap<usize, BTreeSet<String>>,
}

/// Joins places into types: the types of `api` become those of the result, in the order of module and name.
pub(super) fn share(api: &mut Api, known: &Known<'_>, root: &Node, findings: &mut Findings) -> Vec<TypeName> {
    let signatures: Vec<String> =
        (0..api.types.len()).map(|index| signature_of(&Type::Named(TypeId(index)), api)).collect();
    let mut places: Vec<Place<'_>> = api
        .types
        .iter()
        .zip(&signatures)
        .enumerate()
        .map(|(index, (def, signature))| place(index, def, signature.clone(), api, known))
        .collect();
    places.sort_by(|a, b| a.order.cmp(&b.order));
    let groups = group(&places, known, root, findings);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (groups[*index].module, groups[*index].name.clone()));
    let mut moved = vec![0; api.types.len()];
    for (position, index) in order.iter().enumerate() {
        groups[*index].members.iter().for_each(|member| moved[*member] = position);
    }
    let old = api.types.clone();
    renumber(api, &moved);
    let renumbered = std::mem::take(&mut api.types);
    let mut names = Vec::new();
    for index in order {
        let group = &groups[index];
        let members: Vec<&TypeDef> = group.members.iter().map(|member| &renumbered[*member]).collect();
        // Only what has been one type before may drift.
        let was_one = group
            .members
            .iter()
            .all(|member| known.lock.name(&known.lock.types, &old[*member].place) == Some(group.name.as_str()));
        if !was_one {
            findings.extend(unlike(group, &signatures, &old, root));
        }
        api.types.push(unify(&group.name, &members, root, findings));
        let locked =
            group.members.iter().filter(|member| is_locked(&old[**member])).map(|member| old[*member].place.clone());
        let required = format!("{}Required", group.name);
        names.push(TypeName {
            module: group.module,
            name: group.name.clone(),
            required,
            feature: None,
            places: locked.collect(),
        });
    }
    if let Some(id) = &mut api.error_body {
        id.0 = moved[id.0];
    }
    names
}

/// A place where a type is defined, with all that decides its name.
struct Place<'a> {
    index: usize,
    def: &'a TypeDef,
    module: Module,
    signature: String,
    fixed: Option<String>,
    /// What the place itself is called, even where Rust has that name.
    natural: String,
    /// The natural name, then with its owner's name in front, then with all that is around it.
    wishes: Vec<String>,
    /// By the operation's place in the document, never by the author's order of properties.
    order: (Home, String),
}

fn place<'a>(index: usize, def: &'a TypeDef, signature: String, api: &Api, known: &Known<'_>) -> Place<'a> {
    let (module, owner) = match def.home {
        Home::Operation(id) => (Module::Tag(api.operations[id.0].tag), known.operations[id.0].clone()),
        Home::Component(id) => (Module::Schemas, component_name(&api.types[id.0])),
    };
    let natural = base_name(&def.hint.base, def.hint.item, &owner);
    let base = natural.clone();
    let by_member = is_member(&def.hint.base);
    let mut wishes = vec![base.clone()];
    if by_member {
        let around: String = def.hint.around.iter().filter_map(|name| camel(&singular(name))).collect();
        let full = format!("{owner}{around}{base}");
        // The last one is for what a component of that name stands in the way of.
        wishes.extend([format!("{owner}{base}"), full.clone(), format!("{full}Type")]);
    } else if is_taken_type(&base) {
        wishes.push(format!("{base}Schema"));
    }
    wishes.retain(|wish| !wish.is_empty() && !is_taken_type(wish));
    let locked = known.lock.name(&known.lock.types, &def.place).filter(|_| is_locked(def)).map(str::to_owned);
    let fixed = def.rust_name.clone().or(locked);
    Place { index, def, module, signature, fixed, natural, wishes, order: (def.home, def.place.clone()) }
}

/// The natural name: that of the property, of the component or operation, or of the union and the alternative in it.
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
        HintBase::Body => format!("{owner}Body"),
    };
    if item { format!("{name}Item") } else { name }
}

fn alternative_name(label: &str) -> String {
    super::case::variant(label).unwrap_or_default()
}

/// Whether the name comes from a property, which other operations may have as well.
fn is_member(base: &HintBase) -> bool {
    match base {
        HintBase::Member(_) => true,
        HintBase::Alternative { of, item: _, label: _ } => is_member(of),
        HintBase::Component(_) | HintBase::Response | HintBase::Event | HintBase::Error(_) | HintBase::Body => false,
    }
}

/// A type that is named by what it belongs to needs no line in the lock.
fn is_locked(def: &TypeDef) -> bool {
    let by_owner = matches!(
        def.hint.base,
        HintBase::Component(_) | HintBase::Response | HintBase::Event | HintBase::Error(_) | HintBase::Body
    );
    !by_owner || def.hint.item
}

fn component_name(def: &TypeDef) -> String {
    match &def.hint.base {
        HintBase::Component(name) => def.rust_name.clone().or_else(|| camel(name)).unwrap_or_default(),
        _ => String::new(),
    }
}

struct Group {
    module: Module,
    name: String,
    members: Vec<usize>,
}

fn group(places: &[Place<'_>], known: &Known<'_>, root: &Node, findings: &mut Findings) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_name: BTreeMap<(Module, String), usize> = BTreeMap::new();
    let mut by_kind: BTreeMap<(Module, &str, &str), usize> = BTreeMap::new();
    // What a person or the lock has named, then what is named by what it belongs to, then all else.
    let rank = |place: &&Place<'_>| if place.fixed.is_some() { 0 } else { 1 + usize::from(is_locked(place.def)) };
    let mut ranked: Vec<&Place<'_>> = places.iter().collect();
    ranked.sort_by_key(rank);
    for place in ranked {
        if let Some(fixed) = place.fixed.as_ref().filter(|fixed| is_taken_type(fixed) || !Style::Camel.fits(fixed)) {
            let message = format!("`{fixed}` is no name for the type at `{}`", place.def.place);
            let invalid = Diagnostic::new(Code::InvalidName, root.nearest(&place.def.at).span, message);
            findings.push(invalid.help(format!("{}, and none that Rust's prelude has", Style::Camel.words())));
        }
        let taken = |name: &String| {
            let (module, of_module) = match place.module {
                Module::Tag(tag) => (known.modules[tag], known.reserved.get(&tag)),
                Module::Schemas => (super::SCHEMAS, None),
            };
            of_module.is_some_and(|names| names.contains(name))
                || (place.fixed.is_none() && known.lock.is_removed(&format!("{module}::{name}"), &place.def.place))
        };
        let joins =
            |name: &String| by_name.get(&(place.module, name.clone())).copied().filter(|_| place.fixed.is_some());
        let wishes: Vec<&String> =
            place.fixed.iter().chain(place.wishes.iter().filter(|_| place.fixed.is_none())).collect();
        // The same thing in the same place of another operation has its name already, whatever that is.
        let kind = (place.module, place.natural.as_str(), place.signature.as_str());
        if let Some(twin) = by_kind.get(&kind).filter(|_| place.fixed.is_none() && is_locked(place.def)) {
            groups[*twin].members.push(place.index);
            continue;
        }
        let found = wishes.iter().find_map(|name| {
            let free = !by_name.contains_key(&(place.module, (*name).clone())) && !taken(name);
            joins(name).map(Some).or_else(|| free.then_some(None)).map(|group| (group, (*name).clone()))
        });
        match found {
            Some((Some(index), _)) => groups[index].members.push(place.index),
            Some((None, name)) => {
                by_name.insert((place.module, name.clone()), groups.len());
                by_kind.entry(kind).or_insert(groups.len());
                groups.push(Group { module: place.module, name, members: vec![place.index] });
            }
            None => findings.push(clash(place, &by_name, &groups, places, root)),
        }
    }
    groups
}

fn clash(
    place: &Place<'_>,
    by_name: &BTreeMap<(Module, String), usize>,
    groups: &[Group],
    places: &[Place<'_>],
    root: &Node,
) -> Diagnostic {
    let span = root.nearest(&place.def.at).span;
    let Some(name) = place.fixed.as_ref().or(place.wishes.last()) else {
        let message = format!("the type at `{}` has no letter or digit to make a name of", place.def.place);
        let nameless = Diagnostic::new(Code::InvalidName, span, message);
        return nameless.help("give its schema a name with an overlay action: `x-rust-name: …`");
    };
    let message =
        format!("the type at `{}` would be named `{name}`, as something else in its module is", place.def.place);
    let mut clash = Diagnostic::new(Code::NameClash, span, message);
    let (mut target, mut word) = (span, "type");
    let rival = by_name.get(&(place.module, name.clone())).and_then(|index| groups[*index].members.first());
    if let Some(rival) = rival.and_then(|rival| places.iter().find(|place| place.index == *rival)) {
        clash = clash.and(root.nearest(&rival.def.at).span, "the other one");
        // The one that is written like a type keeps the name.
        let odd = [place, rival].into_iter().find_map(|place| {
            let HintBase::Component(name) = &place.def.hint.base else { return None };
            let word = proposal::written(name).filter(|word| *word != "pascal")?;
            Some((root.nearest(&place.def.at).span, word))
        });
        (target, word) = odd.unwrap_or((target, word));
    }
    let other = proposal::with(name, word, Style::Camel);
    clash.help(scope::HELP).action(target, format!("{{x-rust-name: {other}}}"))
}

/// Finds a place of a group that is not like the first one.
fn unlike(group: &Group, signatures: &[String], old: &[TypeDef], root: &Node) -> Option<Diagnostic> {
    let (first, others) = group.members.split_first()?;
    let other = others.iter().find(|other| signatures[**other] != signatures[*first])?;
    let message = format!("`{}` is the name of two schemas that are not alike", group.name);
    let drifted = Diagnostic::new(Code::TypeDrift, root.nearest(&old[*other].at).span, message);
    let drifted = drifted.and(root.nearest(&old[*first].at).span, "the other one");
    Some(drifted.help("give one of them a name of its own: by `x-rust-name`, or in the `types` of names.lock"))
}

/// Makes one type of what several places say: the union of properties and values.
fn unify(name: &str, members: &[&TypeDef], root: &Node, findings: &mut Findings) -> TypeDef {
    let mut joined = members[0].clone();
    for member in &members[1..] {
        joined.uses = Uses {
            request: joined.uses.request || member.uses.request,
            response: joined.uses.response || member.uses.response,
        };
    }
    for member in &members[1..] {
        joined.description = joined.description.or_else(|| member.description.clone());
        let drift = match (&mut joined.shape, &member.shape) {
            (TypeShape::Struct { properties, rest }, TypeShape::Struct { properties: more, rest: other })
                if *rest == *other =>
            {
                join_properties(properties, more, joined.uses)
            }
            (TypeShape::Strings(values), TypeShape::Strings(more)) => join_values(values, more),
            (TypeShape::Integers(values), TypeShape::Integers(more)) => join_values(values, more),
            (TypeShape::Union(one), TypeShape::Union(other)) if alike(one, other) => None,
            (one, other) if *one == *other => None,
            _ => Some("they are different kinds of things".to_owned()),
        };
        if let Some(difference) = drift {
            let message = format!("the places that share the type `{name}` have come apart: {difference}");
            let drifted = Diagnostic::new(Code::TypeDrift, root.nearest(&member.at).span, message)
                .and(root.nearest(&joined.at).span, "the other place");
            findings.push(drifted.help(format!(
                "if they are two types now, give `{}` a name of its own in the `types` of names.lock",
                member.place
            )));
        }
    }
    joined
}

/// The same alternatives, wherever they stand.
fn alike(one: &Union, other: &Union) -> bool {
    let parts = |union: &Union| {
        union
            .alternatives
            .iter()
            .map(|alternative| (alternative.label.clone(), alternative.ty.clone()))
            .collect::<Vec<_>>()
    };
    parts(one) == parts(other)
}

/// Adds what another place has. A response may gain an optional property in one place only; in a request that
/// would send something that the other place does not take.
fn join_properties(properties: &mut Vec<Property>, more: &[Property], uses: Uses) -> Option<String> {
    let lacks = |all: &[Property], name: &str| all.iter().all(|property| property.name != name);
    let alone: Vec<String> = properties
        .iter()
        .filter(|property| lacks(more, &property.name))
        .chain(more.iter().filter(|property| lacks(properties, &property.name)))
        .map(|property| property.name.clone())
        .collect();
    if let Some(name) = alone.first().filter(|_| uses.request) {
        return Some(format!("only one of them has `{name}`, and it is sent"));
    }
    for property in more {
        match properties.iter_mut().find(|other| other.name == property.name) {
            None => properties.push(property.clone()),
            Some(other) if other.ty != property.ty => return Some(format!("`{}` has two types", property.name)),
            Some(other) => join_property(other, property),
        }
    }
    for property in properties.iter_mut().filter(|property| alone.contains(&property.name)) {
        property.presence = Presence::Optional;
    }
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    None
}

fn join_property(property: &mut Property, other: &Property) {
    let Property { name: _, ty: _, presence, nullability, access: _, docs, rust_name, at: _ } = other;
    if *presence == Presence::Optional {
        property.presence = Presence::Optional;
    }
    if *nullability == Nullability::Nullable {
        property.nullability = Nullability::Nullable;
    }
    property.docs.deprecated |= docs.deprecated;
    property.docs.description = property.docs.description.take().or_else(|| docs.description.clone());
    property.rust_name = property.rust_name.take().or_else(|| rust_name.clone());
}

fn join_values<T: Ord + Clone>(values: &mut Vec<Variant<T>>, more: &[Variant<T>]) -> Option<String> {
    for variant in more {
        match values.iter_mut().find(|other| other.value == variant.value) {
            None => values.push(variant.clone()),
            Some(other) => {
                other.rust_name = other.rust_name.take().or_else(|| variant.rust_name.clone());
                other.description = other.description.take().or_else(|| variant.description.clone());
            }
        }
    }
    values.sort_by(|a, b| a.value.cmp(&b.value));
    None
}
