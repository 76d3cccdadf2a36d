//! One side of a comparison: the results of all stages, and where its parts are in the specs and in the code.

use std::collections::{BTreeMap, BTreeSet};

use super::{Position, Refused, Side, Which};
use crate::api::{Api, HintBase, Home, Property, Type, TypeId, TypeShape};
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::{Node, Object, Value};
use crate::findings::Findings;
use crate::names::{Module, Names};
use crate::pipeline::{Stages, stages};
use crate::surface::{HandWritten, Outline, surface_with};
use crate::{Generated, Outcome};

pub(super) struct State {
    pub(super) root: Node,
    /// The result of lowering, in which each place has its own type. In `api`, several places may share a type.
    pub(super) lowered: Api,
    pub(super) api: Api,
    pub(super) names: Names,
    pub(super) generated: Generated,
    pub(super) surface: String,
    sources: Sources,
    /// The type of the client for each lowered type.
    types: Vec<Option<TypeId>>,
    /// The paths of all types.
    paths: BTreeSet<String>,
    /// The lowered types of components by their names.
    components: BTreeMap<String, TypeId>,
}

impl State {
    pub(super) fn of(side: Side, which: Which) -> Result<Self, Refused> {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let is_empty = side.input.fragments.is_empty();
        let made = stages(side.input, &mut sources, &mut findings).filter(|_| !findings.has_errors());
        let Stages { root, lowered, api, names, generated } = match made {
            Some(made) => made,
            None if is_empty && !findings.has_errors() => nothing(&mut sources),
            None => return Err(Refused::Specs(which, Outcome::new(None, findings, sources))),
        };
        let surface = match surface_of(&side.sources, &generated) {
            Ok(surface) => surface,
            Err(message) => return Err(Refused::Sources(which, message)),
        };
        let types = types(&lowered, &api, &names);
        let components = components(&lowered);
        let mut state =
            Self { root, lowered, api, names, generated, surface, sources, types, paths: BTreeSet::new(), components };
        state.paths = (0..state.names.types.len()).filter_map(|index| state.type_path(TypeId(index))).collect();
        Ok(state)
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let (line, column) = self.sources.line_column(span);
        let pointer = self.sources.pointer(span).unwrap_or_default();
        Position { file: self.sources.name(span.file).to_owned(), line, column, pointer }
    }

    /// Returns the type of the client for a lowered type.
    pub(super) fn made(&self, lowered: TypeId) -> Option<TypeId> {
        self.types.get(lowered.0).copied().flatten()
    }

    /// Returns the type of the client for the named type in a lowered one.
    pub(super) fn made_of(&self, lowered: &Type) -> Option<TypeId> {
        lowered.named().and_then(|id| self.made(id))
    }

    /// Returns whether the client has a type with this path.
    pub(super) fn has_type(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Returns the lowered type of a component.
    pub(super) fn component(&self, name: &str) -> Option<TypeId> {
        self.components.get(name).copied()
    }

    /// Returns the name of the component that a lowered type is, if it is one.
    pub(super) fn component_name(&self, lowered: TypeId) -> Option<&str> {
        let def = self.lowered.types.get(lowered.0)?;
        match &def.hint.base {
            HintBase::Component(name) if def.home == Home::Component(lowered) => Some(name),
            // What requests have of the component.
            HintBase::Component(name) if def.input && !def.hint.item => Some(name),
            _ => None,
        }
    }

    /// Returns the position of a property.
    pub(super) fn span(&self, property: Option<&Property>) -> Option<Span> {
        let (holder, name) = property?.at.rsplit_once('/')?;
        let name = crate::document::pointer::tokens(&format!("/{name}")).next()?;
        let holder = self.root.at(holder)?;
        let member = holder.as_object().and_then(|members| members.get(&name)).map(|member| member.name);
        Some(member.unwrap_or(holder.span))
    }

    /// Returns the path of a type in the client: `users::User`.
    pub(super) fn type_path(&self, id: TypeId) -> Option<String> {
        let name = self.names.types.get(id.0)?;
        Some(format!("{}::{}", self.module_path(name.module)?, name.name))
    }

    /// Returns the path of a module in the client.
    pub(super) fn module_path(&self, module: Module) -> Option<&str> {
        match module {
            Module::Schemas => Some("schemas"),
            Module::Tag(tag) => Some(self.names.tags.get(tag)?.module.as_str()),
        }
    }

    /// Returns the name of the field or variant for a property or value.
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

/// Returns the results for a side without fragments.
fn nothing(sources: &mut Sources) -> Stages {
    let file = sources.add(File::new("specs", ""));
    let api = Api {
        title: String::new(),
        servers: Vec::new(),
        server_templates: Vec::new(),
        schemes: Vec::new(),
        tags: Vec::new(),
        operations: Vec::new(),
        webhooks: Vec::new(),
        signature: None,
        event_key: None,
        types: Vec::new(),
        error_body: None,
    };
    Stages {
        root: Node::new(Span::new(file, 0, 0), Value::Object(Object::default())),
        lowered: api.clone(),
        api,
        names: Names {
            tags: Vec::new(),
            operations: Vec::new(),
            types: Vec::new(),
            members: Vec::new(),
            servers: Vec::new(),
            server_templates: Vec::new(),
            schemes: Vec::new(),
            webhooks: Vec::new(),
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

/// An empty client has no surface, because it does not compile.
fn surface_of(sources: &HandWritten, generated: &Generated) -> Result<String, String> {
    if generated.files.is_empty() {
        return Ok(String::new());
    }
    surface_with(sources, &generated.outline, &generated.tags)
}

fn components(lowered: &Api) -> BTreeMap<String, TypeId> {
    let types = lowered.types.iter().enumerate();
    types
        .filter_map(|(index, def)| match &def.hint.base {
            HintBase::Component(name) if def.home == Home::Component(TypeId(index)) => {
                Some((name.clone(), TypeId(index)))
            }
            _ => None,
        })
        .collect()
}

fn types(lowered: &Api, api: &Api, names: &Names) -> Vec<Option<TypeId>> {
    let mut by_place: BTreeMap<&str, TypeId> = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        by_place.insert(&def.place, TypeId(index));
    }
    // A type that several places share has the key of only one of them. Its name has all of them.
    for (index, name) in names.types.iter().enumerate() {
        for place in name.places() {
            by_place.entry(place).or_insert(TypeId(index));
        }
    }
    lowered.types.iter().map(|def| by_place.get(def.place.as_str()).copied()).collect()
}
