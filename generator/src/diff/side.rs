//! One side of a comparison: all that the stages made of it, and where its things stand in spec and code.

use std::collections::BTreeMap;

use super::{Position, Refused, Side, Which};
use crate::api::{Api, Pointer, TypeId, TypeShape};
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::{Node, Object, Value};
use crate::findings::Findings;
use crate::names::{Module, Names};
use crate::pipeline::{Stages, stages};
use crate::surface::{Outline, surface_with};
use crate::{Generated, Outcome};

pub(super) struct State {
    pub(super) root: Node,
    pub(super) api: Api,
    pub(super) names: Names,
    pub(super) generated: Generated,
    pub(super) surface: String,
    sources: Sources,
    /// The types by the place of their schema in the merged tree; several places may share one.
    types: BTreeMap<Pointer, TypeId>,
}

impl State {
    pub(super) fn of(side: Side, which: Which) -> Result<Self, Refused> {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let is_empty = side.input.fragments.is_empty();
        let made = stages(side.input, &mut sources, &mut findings).filter(|_| !findings.has_errors());
        let Stages { root, places, api, names, generated } = match made {
            Some(made) => made,
            None if is_empty && !findings.has_errors() => nothing(&mut sources),
            None => return Err(Refused::Specs(which, Outcome::new(None, findings, sources))),
        };
        let surface = match surface_of(&side.sources, &generated) {
            Ok(surface) => surface,
            Err(message) => return Err(Refused::Sources(which, message)),
        };
        let types = types(&places, &api, &names, &generated);
        Ok(Self { root, api, names, generated, surface, sources, types })
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let (line, column) = self.sources.line_column(span);
        let pointer = self.sources.pointer(span).unwrap_or_default();
        Position { file: self.sources.name(span.file).to_owned(), line, column, pointer }
    }

    /// The type of the schema at a place of the merged tree.
    pub(super) fn type_at(&self, at: &str) -> Option<TypeId> {
        self.types.get(at).copied()
    }

    /// The types of the schemas at a place of the merged tree and below it.
    pub(super) fn types_below(&self, at: &str) -> Vec<TypeId> {
        let below =
            |pointer: &str| pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let places = self.types.range(at.to_owned()..).take_while(|(pointer, _)| pointer.starts_with(at));
        places.filter(|(pointer, _)| below(pointer)).map(|(_, id)| *id).collect()
    }

    /// The path of a type in the client: `users::User`.
    pub(super) fn type_path(&self, id: TypeId) -> Option<String> {
        let name = self.names.types.get(id.0)?;
        let module = match name.module {
            Module::Schemas => "schemas",
            Module::Tag(tag) => self.names.tags.get(tag)?.module.as_str(),
        };
        Some(format!("{module}::{}", name.name))
    }

    /// The name of the field or variant that a property or value has become.
    pub(super) fn member(&self, id: TypeId, wire: &str) -> Option<&str> {
        let index = match &self.api.types.get(id.0)?.shape {
            TypeShape::Struct { properties, rest: _ } => properties.iter().position(|property| property.name == wire),
            TypeShape::Strings(values) => values.iter().position(|variant| variant.value == wire),
            TypeShape::Integers(values) => values.iter().position(|variant| variant.value.to_string() == wire),
            TypeShape::Union(union) => union.alternatives.iter().position(|alternative| alternative.label == wire),
            TypeShape::Alias(_) => None,
        }?;
        self.names.members.get(id.0)?.get(index).map(String::as_str)
    }
}

/// What a side without fragments comes to.
fn nothing(sources: &mut Sources) -> Stages {
    let file = sources.add(File::new("specs", ""));
    let (tags, operations, types) = (Vec::new(), Vec::new(), Vec::new());
    Stages {
        root: Node::new(Span::new(file, 0, 0), Value::Object(Object::new())),
        places: Vec::new(),
        api: Api {
            title: String::new(),
            servers: Vec::new(),
            schemes: Vec::new(),
            tags,
            operations,
            types,
            error_body: None,
        },
        names: Names {
            tags: Vec::new(),
            operations: Vec::new(),
            types: Vec::new(),
            members: Vec::new(),
            servers: Vec::new(),
            schemes: Vec::new(),
        },
        generated: Generated {
            files: BTreeMap::new(),
            outline: Outline::default(),
            tags: Vec::new(),
            regions: Vec::new(),
            lock: String::new(),
        },
    }
}

/// A client of nothing has no surface, as it does not compile.
fn surface_of(sources: &BTreeMap<String, String>, generated: &Generated) -> Result<String, String> {
    if generated.files.is_empty() {
        return Ok(String::new());
    }
    surface_with(sources, &generated.outline, &generated.tags)
}

fn types(places: &[(Pointer, String)], api: &Api, names: &Names, generated: &Generated) -> BTreeMap<Pointer, TypeId> {
    let mut by_place: BTreeMap<&str, TypeId> = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        by_place.insert(&def.place, TypeId(index));
    }
    // A type that several places share has kept the key of only one of them; the lock has them all.
    let lock: BTreeMap<String, BTreeMap<String, String>> = serde_yaml::from_str(&generated.lock).unwrap_or_default();
    let path = |index: usize| match names.types[index].module {
        Module::Schemas => format!("schemas::{}", names.types[index].name),
        Module::Tag(tag) => format!("{}::{}", names.tags[tag].module, names.types[index].name),
    };
    let by_path: BTreeMap<String, TypeId> = (0..names.types.len()).map(|index| (path(index), TypeId(index))).collect();
    for (place, name) in lock.get("types").into_iter().flatten() {
        if let Some(id) = by_path.get(name) {
            by_place.entry(place).or_insert(*id);
        }
    }
    places.iter().filter_map(|(at, place)| Some((at.clone(), *by_place.get(place.as_str())?))).collect()
}
