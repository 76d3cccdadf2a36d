//! Turns the document into [`Api`]. Every type is decided here, once. No other module uses `openapiv3`.

mod aliases;
mod body;
mod bounds;
mod by_status;
mod compose;
mod contents;
mod context;
mod directions;
mod enums;
mod error_enums;
mod event_key;
mod events;
mod form_encoding;
mod given_name;
mod headers;
mod inheritance;
mod intersect;
mod lost_required;
mod marks;
mod multipart;
mod narrower;
mod nullable;
mod object;
mod operation;
mod paging;
pub(crate) mod parameter;
pub(crate) mod reachable;
mod references;
mod response;
mod schema;
mod security;
mod server;
mod signature;
mod to_openapiv3;
mod union;
pub(crate) mod union_alternatives;
mod union_labels;
mod unsupported_notes;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use openapiv3::{Components, OpenAPI, Paths, ReferenceOr, Schema};

use crate::api::{
    Api, Operation, OperationId, Pointer, Scheme, Server, ServerTemplate, Tag, Type, TypeDef, TypeId, TypeShape,
    behind_aliases,
};
use crate::document::path::unnamed;
use crate::document::pointer::{component_name, join};
use crate::document::source::FileId;
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};
use to_openapiv3::OtherMethods;

/// Lowers the merged tree. Returns `None` after an error. Mistakes in the overlay are errors, because a person wrote
/// it.
pub(crate) fn lower(root: &Node, overlay: Option<FileId>, findings: &mut Findings) -> Option<Api> {
    let (document, others) = to_openapiv3::document(root, findings)?;
    unsupported_notes::report(root, findings);
    let OpenAPI { openapi: _, info, servers, paths, components, security: _, tags, external_docs: _, extensions: _ } =
        document;
    let components = components.unwrap_or_default();
    let mut schemas = Schemas {
        root,
        overlay,
        components: &components,
        findings,
        types: Vec::new(),
        component_types: BTreeMap::new(),
        progress: BTreeMap::new(),
        postponed: VecDeque::new(),
        stage: Stage::Components,
        bounds: bounds::Bounds::default(),
        own_parts: BTreeMap::new(),
        inheritance: inheritance::Inheritance::of(&components),
        read: BTreeMap::new(),
        sent_components: Vec::new(),
    };
    let mut known_tags = schemas.tags(&tags);
    schemas.component_schemas();
    let twins = twins(paths.paths.keys());
    let mut lowering = Operations { schemas, schemes: Vec::new(), twins, server_templates: Vec::new() };
    let servers = lowering.servers(&servers);
    lowering.schemes = lowering.schemes();
    let mut operations = lowering.operations((&paths, &others), &servers, &mut known_tags);
    let Operations { mut schemas, schemes, twins: _, server_templates } = lowering;
    let mut webhooks = schemas.webhooks();
    let signature = schemas.signature("").filter(|_| !webhooks.is_empty());
    let components = schemas.component_types.len();
    let Schemas { mut types, findings, sent_components, .. } = schemas;
    union_alternatives::prune(&mut types);
    open_circles(&mut types, root, findings);
    without_themselves(&mut types, root, findings);
    aliases::inline(&mut types, components, &mut operations);
    marks::settle(&mut types, &mut operations, &sent_components);
    let event_key = event_key::find(&mut webhooks, &types, root);
    let (title, tags) = (info.title, known_tags);
    let mut api = Api {
        title,
        servers,
        server_templates,
        schemes,
        tags,
        operations,
        webhooks,
        signature,
        event_key,
        types,
        error_body: None,
    };
    settle(&mut api, components, root, findings);
    Some(api)
}

/// Decides what depends on all types and operations. The first types are those of components.
fn settle(api: &mut Api, components: usize, root: &Node, findings: &mut Findings) {
    references::settle(api, root, findings);
    directions::settle(api);
    union_alternatives::settle(&mut api.types);
    error_enums::add(api, root);
    reachable::sweep(api, components);
    api.error_body = common_error(&api.operations);
}

/// Lowers schemas to types.
struct Schemas<'a> {
    root: &'a Node,
    /// The file of the overlay.
    overlay: Option<FileId>,
    components: &'a Components,
    findings: &'a mut Findings,
    types: Vec<TypeDef>,
    /// The types of `components/schemas`. Their numbers are known before they are lowered, because they can refer to
    /// each other.
    component_types: BTreeMap<String, TypeId>,
    /// The progress of each component that was begun.
    progress: BTreeMap<TypeId, Progress>,
    /// The compositions that are still to be made. Those within components are made when all components are known,
    /// because they may need any of them, and those within others when the others are made.
    postponed: VecDeque<Postponed>,
    stage: Stage,
    bounds: bounds::Bounds,
    /// The shapes of unions of their own subtypes, without these unions.
    own_parts: BTreeMap<String, TypeShape>,
    inheritance: inheritance::Inheritance,
    /// The schemas that were read from the tree, by place.
    read: BTreeMap<String, Option<Rc<ReferenceOr<Schema>>>>,
    /// The components whose properties are those of a body.
    sent_components: Vec<(OperationId, TypeId)>,
}

/// The progress of lowering schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Components are being lowered, and compositions are postponed.
    Components,
    /// Compositions are made at once.
    Ready,
    /// Postponed compositions are being made, and those within them are postponed.
    Making,
}

/// A composition that is still to be made.
struct Postponed {
    id: TypeId,
    composition: compose::Composition,
    data: openapiv3::SchemaData,
    at: Pointer,
    context: context::Context,
    trail: bounds::Trail,
}

/// The progress of a component.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Begun,
    Done,
}

/// Lowers operations, with their parameters, bodies, responses and security.
struct Operations<'a> {
    schemas: Schemas<'a>,
    schemes: Vec<Scheme>,
    /// The paths without the names of their parameters that several have.
    twins: BTreeSet<String>,
    /// The servers whose variables the caller can set.
    server_templates: Vec<ServerTemplate>,
}

/// Returns the paths that differ only in the names of their parameters, without these names.
fn twins<'a>(paths: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    paths.map(|path| unnamed(path)).filter(|path| !seen.insert(path.clone())).collect()
}

impl Operations<'_> {
    /// Lowers all operations, each with one for each further kind of body.
    fn operations(
        &mut self,
        (paths, others): (&Paths, &OtherMethods),
        servers: &[Server],
        known_tags: &mut Vec<Tag>,
    ) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in paths.paths.iter() {
            let ReferenceOr::Item(item) = item else { continue };
            let others = others.get(path).into_iter().flatten();
            let others = others.map(|(method, operation)| (method.as_str(), operation));
            for (method, operation) in item.iter().chain(others) {
                let id = OperationId(operations.len());
                let mut lowered = self.operation(id, (method, path), operation, known_tags);
                lowered.base_url = self.own_server(&operation.servers, servers, &lowered.at);
                let variants = self.other_bodies(&lowered, operation.request_body.as_ref(), operations.len() + 1);
                operations.push(lowered);
                operations.extend(variants);
            }
        }
        operations
    }

    /// Reports a finding at a place of the merged document.
    fn report(&mut self, code: Code, at: &str, message: impl Into<String>, help: impl Into<String>) {
        self.schemas.report(code, at, message, help);
    }
}

impl<'a> Schemas<'a> {
    fn root(&self) -> &'a Node {
        self.root
    }

    fn components(&self) -> &'a Components {
        self.components
    }

    /// Returns the schema at a place of the merged document.
    fn schema_at(&mut self, at: &str) -> Option<Rc<ReferenceOr<Schema>>> {
        if !self.read.contains_key(at) {
            let schema = self.root.at(at).and_then(to_openapiv3::schema).map(Rc::new);
            self.read.insert(at.to_owned(), schema);
        }
        self.read.get(at).cloned().flatten()
    }

    fn types(&self) -> &[TypeDef] {
        &self.types
    }

    fn tags(&self, tags: &[openapiv3::Tag]) -> Vec<Tag> {
        let tag = |(index, tag): (usize, &openapiv3::Tag)| {
            let openapiv3::Tag { name, description, external_docs: _, extensions } = tag;
            let at = join("/tags", &[&index.to_string()]);
            let (rust_name, span) = (self.rust_name(extensions, &at), self.span(&at));
            let text = |key: &str| self.root.at(&join(&at, &[key])).and_then(Node::as_str).map(str::to_owned);
            let (parent, description) = (text("parent"), description.clone().or_else(|| text("summary")));
            Tag { name: name.clone(), parent, description, rust_name, at, span }
        };
        tags.iter().enumerate().map(tag).collect()
    }

    /// Reports a finding at a place of the merged document.
    fn report(&mut self, code: Code, at: &str, message: impl Into<String>, help: impl Into<String>) {
        let span = self.span(at);
        self.findings.push(Diagnostic::new(code, span, message).help(help));
    }
}

type Extensions = indexmap::IndexMap<String, serde_json::Value>;

fn text(extensions: &Extensions, key: &str) -> Option<String> {
    extensions.get(key).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// Follows references into a section of the components. The check has refused endless chains.
fn resolve<'a, T>(item: &'a ReferenceOr<T>, section: &'a indexmap::IndexMap<String, ReferenceOr<T>>) -> Option<&'a T> {
    let mut item = item;
    for _ in 0..=section.len() {
        match item {
            ReferenceOr::Item(item) => return Some(item),
            ReferenceOr::Reference { reference } => item = section.get(&component_name(reference))?,
        }
    }
    None
}

/// Returns the place where an item is described: in a section of the components if it is a reference, and otherwise
/// here.
fn described_at<T>(
    item: &ReferenceOr<T>,
    (section, items): (&str, &indexmap::IndexMap<String, ReferenceOr<T>>),
    at: Pointer,
) -> Pointer {
    let (mut item, mut at) = (item, at);
    for _ in 0..=items.len() {
        let ReferenceOr::Reference { reference } = item else { break };
        let name = component_name(reference);
        at = join("/components", &[section, &name]);
        match items.get(&name) {
            Some(next) => item = next,
            None => break,
        }
    }
    at
}

/// Returns the named type of all documented errors, if they share one.
fn common_error(operations: &[crate::api::Operation]) -> Option<TypeId> {
    let mut all = operations.iter().flat_map(crate::api::Operation::errors).map(|error| match error {
        Type::Named(id) => Some(*id),
        _ => None,
    });
    let first = all.next()??;
    all.all(|ty| ty == Some(first)).then_some(first)
}

/// Breaks circles of aliases, because a list of itself has no Rust type. One of the types in the circle becomes any
/// JSON value.
fn open_circles(types: &mut [TypeDef], root: &Node, findings: &mut Findings) {
    for index in 0..types.len() {
        if !is_in_circle(types, index) {
            continue;
        }
        let def = &mut types[index];
        if let TypeShape::Alias(ty) = &mut def.shape {
            without_names(ty);
        }
        let message = format!("`{}` contains only itself; its content is read as any JSON value", def.place);
        let help = "add an object with a property in between, with an overlay action, so that it has a type";
        findings.push(Diagnostic::new(Code::Untyped, root.nearest(&def.at).span, message).help(help));
    }
}

/// Removes a union from its own alternatives, even under another name.
fn without_themselves(types: &mut [TypeDef], root: &Node, findings: &mut Findings) {
    let end = |index: usize| match behind_aliases(types, &Type::Named(TypeId(index))) {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    let ends: Vec<Option<TypeId>> = (0..types.len()).map(end).collect();
    for (index, def) in types.iter_mut().enumerate() {
        let TypeShape::Union(union) = &mut def.shape else { continue };
        union.alternatives.retain(|alternative| {
            let is_other = !matches!(alternative.ty, Type::Named(id) if ends[id.0] == Some(TypeId(index)));
            if !is_other {
                let message = format!("`{}` is an alternative of itself, which adds nothing; it is omitted", def.place);
                let at = root.nearest(&alternative.at).span;
                let help = "remove this alternative with an overlay action, or accept this";
                findings.push(Diagnostic::new(Code::UnionJoined, at, message).help(help));
            }
            is_other
        });
        if union.alternatives.is_empty() {
            def.shape = TypeShape::Alias(Type::Any);
        }
    }
}

/// Returns whether an alias leads back to itself.
fn is_in_circle(types: &[TypeDef], index: usize) -> bool {
    let (mut open, mut seen) = (vec![index], BTreeSet::new());
    while let Some(at) = open.pop() {
        let TypeShape::Alias(ty) = &types[at].shape else { continue };
        let next = ty.all_named();
        if next.contains(&TypeId(index)) {
            return true;
        }
        open.extend(next.into_iter().map(|id| id.0).filter(|id| seen.insert(*id)));
    }
    false
}

/// Replaces the named types inside by any JSON value.
fn without_names(ty: &mut Type) {
    match ty {
        Type::Named(_) => *ty = Type::Any,
        other => other.each_inner(&mut |inner| without_names(inner)),
    }
}
