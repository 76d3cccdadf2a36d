//! Findings: each has a code, a message, places and help. [`crate::findings::render`] prints them.

use std::collections::BTreeMap;

use crate::document::places::Sources;
use crate::document::source::Span;

/// The level of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No client can be generated, or generating one would mean deciding for the user.
    Error,
    /// The document is odd, and the generator has decided how to read it.
    Warning,
    /// Nothing is wrong, but it is worth knowing.
    Note,
}

impl Level {
    /// Returns the word for the level in messages and in SARIF.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $level:ident;)+) => {
        /// The kind of a finding. Its id is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes, in the order of the stages that report them.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// Returns the stable id, which messages show.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id),+ }
            }

            /// Returns a short description of what was found.
            pub fn sentence(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Returns the level of findings of this kind.
            pub fn level(self) -> Level {
                match self { $(Code::$name => Level::$level),+ }
            }
        }
    };
}

codes! {
    /// The text is not JSON or YAML.
    Syntax = "syntax", Error;
    /// An object has the same key twice. The last one is used.
    DuplicateKey = "duplicate-key", Warning;
    /// The document is nested too deeply or grows too large.
    TooDeep = "too-deep", Error;
    /// The text is not quite valid YAML 1.2 or JSON. It is read as it was meant.
    OddYaml = "odd-yaml", Warning;
    /// The document has a merge key (`<<`), which only YAML 1.1 defines. It is read as in YAML 1.1.
    MergeKey = "merge-key", Note;
    /// Versions of YAML read a plain scalar differently. It is read as text.
    AmbiguousScalar = "ambiguous-scalar", Warning;
    /// The document is not OpenAPI 3.0 or 3.1.
    NotOpenApi = "not-openapi", Error;
    /// A key is nearly spelled like one of the specification. It is read as that key if only the casing differs.
    MisspeltKey = "misspelt-key", Warning;
    /// The specification has no such key.
    UnknownKey = "unknown-key", Warning;
    /// A value has the wrong JSON type.
    WrongType = "wrong-type", Error;
    /// An optional member is `null`. It is read as absent.
    NullValue = "null-value", Warning;
    /// A value is not one of those that the specification allows.
    UnknownValue = "unknown-value", Error;
    /// The specification does not allow a value, and it has no other reading. It is ignored.
    InvalidValue = "invalid-value", Warning;
    /// A required key is missing. The document is read as if it had the key.
    MissingKey = "missing-key", Warning;
    /// A number is out of range. It is read as text.
    Number = "number", Warning;
    /// A reference leads out of the document, or to an object of another kind.
    ForeignRef = "foreign-ref", Warning;
    /// A reference leads to nothing. It is read as any value.
    DanglingRef = "dangling-ref", Warning;
    /// A reference leads back to itself. It is read as any value.
    CyclicRef = "cyclic-ref", Warning;
    /// A value looks like a real credential.
    Secret = "secret", Warning;
    /// A `$ref` has members next to it, which OpenAPI 3.0 ignores.
    RefSiblings = "ref-siblings", Warning;
    /// Something is written as in an older draft of JSON Schema, or in the wrong place. It is read as it was meant.
    VendorForm = "vendor-form", Warning;
    /// A keyword belongs to another version of OpenAPI. It is read as it was meant.
    OtherVersion = "other-version", Note;
    /// Schemas are in another dialect of JSON Schema. They are read as JSON Schema 2020-12.
    OtherDialect = "other-dialect", Warning;
    /// A value in `enum` or `default` does not have the type next to it.
    ValueOfOtherType = "value-of-other-type", Warning;
    /// A constraint cannot be expressed as a type. Only the server checks it.
    Unchecked = "unchecked", Note;
    /// Several alternatives of a union are read as one type.
    UnionJoined = "union-joined", Note;
    /// The overlay is not a valid document of OpenAPI Overlay 1.0 or 1.1.
    InvalidOverlay = "invalid-overlay", Error;
    /// An overlay action matches nothing in any fragment.
    UnmatchedAction = "unmatched-action", Error;
    /// An overlay action changes nothing where it matches.
    IdleAction = "idle-action", Error;
    /// After an import, an overlay action no longer matches where it matched before.
    ActionLost = "action-lost", Warning;
    /// Two fragments contradict each other.
    Conflict = "conflict", Error;
    /// Fragments have a component that is written differently and means the same to a client.
    DescriptionsDiffer = "descriptions-differ", Note;
    /// Fragments have different versions of the API. The greatest is kept.
    VersionsDiffer = "versions-differ", Note;
    /// A path is not written correctly. It is read as the path that is meant.
    PathMended = "path-mended", Warning;
    /// A path has a fragment (`#…`), which is never sent. It only distinguishes operations.
    PathFragment = "path-fragment", Note;
    /// A path has a query (`?…`). Every request to it has the query.
    PathQuery = "path-query", Note;
    /// Two paths differ only in the names of their parameters.
    AmbiguousPath = "ambiguous-path", Warning;
    /// Two operations have the same `operationId`.
    DuplicateOperationId = "duplicate-operation-id", Warning;
    /// A security requirement names a scheme that is not defined.
    UndefinedSecurity = "undefined-security", Warning;
    /// An operation requires a credential that the client cannot send. The caller has to send it.
    UnsentCredential = "unsent-credential", Warning;
    /// A path parameter is not declared, or is not in the path.
    PathParameter = "path-parameter", Warning;
    /// Two parameters of an operation have the same name and location. The later one is used.
    DuplicateParameter = "duplicate-parameter", Warning;
    /// OpenAPI does not define how a parameter or a form property is encoded.
    UndefinedStyle = "undefined-style", Warning;
    /// `encoding` names a property that does not exist.
    EncodingUnknown = "encoding-unknown", Warning;
    /// A JSON media type has another schema than the one that is used.
    OtherMedia = "other-media", Warning;
    /// `required` names a property that does not exist.
    RequiredUnknown = "required-unknown", Warning;
    /// The schema of a stream describes whole events and not their data, or a list of all items.
    WholeEvent = "whole-event", Note;
    /// `x-pagination` does not fit the operation.
    InvalidPagination = "invalid-pagination", Error;
    /// A schema is read as any JSON value.
    Untyped = "untyped", Warning;
    /// No value satisfies all members of an `allOf`. It is read as the last member or as any JSON value.
    AllOfConflict = "all-of-conflict", Warning;
    /// A component with a discriminator is read as any of its subtypes.
    // The id is from before the word "subtypes" was chosen. Lists of accepted findings contain it, so it stays.
    Subtypes = "heirs", Note;
    /// A discriminator does not lead to all alternatives, or has none.
    Discriminator = "discriminator", Warning;
    /// A list of names does not fit its values. It is ignored.
    EnumNames = "enum-names", Warning;
    /// A format has no meaning for its type. The plain type is used.
    UnknownFormat = "unknown-format", Note;
    /// A body has required properties but is not required itself. It is read as required.
    BodyRequired = "body-required", Note;
    /// An object in a request has only properties that are `readOnly`. They are sent.
    ReadOnlySent = "read-only-sent", Note;
    /// The document has no usable server URL.
    NoServer = "no-server", Warning;
    /// The servers of an operation differ from those of the API.
    ServersDiffer = "servers-differ", Warning;
    /// An operation has a server of its own. Its requests go there.
    OwnServer = "own-server", Note;
    /// The overlay or the lock gives two items in one scope the same name.
    NameClash = "name-clash", Error;
    /// A name was taken or not usable. Another one was chosen, and the lock records it.
    NameSettled = "name-settled", Note;
    /// A name in the document is not used: it is not a Rust name, or the lock has another one.
    NameNotUsed = "name-not-used", Warning;
    /// A name in the document replaces one in the lock.
    NameGiven = "name-given", Note;
    /// A name in the overlay or the lock is not an identifier of the right kind.
    InvalidName = "invalid-name", Error;
    /// The lock of names cannot be read.
    InvalidLock = "invalid-lock", Error;
    /// Places to which the overlay gives one name do not fit one type.
    TypeDrift = "type-drift", Error;
    /// A client does not need a part of the document, or cannot offer it next to another part.
    NotGenerated = "not-generated", Note;
    /// A page has nothing to import.
    NothingToImport = "nothing-to-import", Error;
    /// A document cannot be split into fragments of a reasonable size. It is kept whole.
    TooLarge = "too-large", Note;
    /// The list of accepted findings cannot be read.
    InvalidAcceptance = "invalid-acceptance", Error;
    /// An accepted finding is no longer found.
    UnmatchedAcceptance = "unmatched-acceptance", Warning;
    /// An imported page defines a component that none of its operations uses. It is not imported.
    Unused = "unused", Note;
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: Code,
    /// What is wrong, as one sentence.
    pub message: String,
    /// The places in the documents. The first one is the main one.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// How many other files have the same finding at the same place, such as in a component that fragments share.
    pub copies: usize,
}

/// A place that a finding is about.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A remark about the place. It may be empty.
    pub text: String,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: String::new() };
        Self { code, message: message.into(), labels: vec![label], help: None, copies: 0 }
    }

    /// Sets the remark about the main place.
    pub(crate) fn here(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// Adds another place.
    pub(crate) fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// Collects the findings of a run.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
}

impl Findings {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(diagnostics);
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.code.level() == Level::Error)
    }

    /// Returns the findings sorted by file name, place, code and message, without duplicates. If several files have the
    /// same finding, only the first is kept and the others are counted.
    pub(crate) fn sorted(self, sources: &Sources) -> Vec<Diagnostic> {
        let key = |diagnostic: &Diagnostic| {
            let span = diagnostic.labels.first().map(|label| label.span);
            let name = span.map(|span| sources.name(span.file).to_owned());
            (name, span.map(|span| (span.start, span.end)), diagnostic.code, diagnostic.message.clone())
        };
        let mut found = self.found;
        found.sort_by_cached_key(key);
        found.dedup_by(|a, b| key(a) == key(b));
        grouped(found, sources)
    }
}

/// Joins findings that several files have at the same place.
fn grouped(found: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(Code, String, String), usize> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        let place = match diagnostic.labels.as_slice() {
            [label] => sources.place(label.span).map(|place| (place, label.span.file)),
            _ => None,
        };
        if let Some((place, file)) = place {
            let index = *first.entry((diagnostic.code, place, diagnostic.message.clone())).or_insert(kept.len());
            let same =
                kept.get_mut(index).filter(|same| same.labels.first().is_some_and(|label| label.span.file != file));
            if let Some(same) = same {
                same.copies += diagnostic.copies + 1;
                continue;
            }
        }
        kept.push(diagnostic);
    }
    kept
}

/// The result of a run of the generator: a value, unless there were errors, and all findings.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The result, or `None` if there was an error.
    pub value: Option<T>,
    /// All findings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of findings that were omitted because they are accepted.
    pub accepted: usize,
    /// The texts that the findings refer to.
    pub sources: Sources,
}

impl<T> Outcome<T> {
    pub(crate) fn new(value: Option<T>, findings: Findings, sources: Sources) -> Self {
        let value = value.filter(|_| !findings.has_errors());
        Self { value, diagnostics: findings.sorted(&sources), accepted: 0, sources }
    }
}
