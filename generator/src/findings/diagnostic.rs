//! What the generator has to say: findings with a code, places and a way out. Rendering is in [`crate::findings::render`].

use std::collections::BTreeMap;

use crate::document::places::Sources;
use crate::document::source::Span;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No sound code can be made, or making it would mean choosing for the user.
    Error,
    /// The document is odd; a sound reading exists and was taken.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// Returns the word for it in messages, which is that of SARIF as well.
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
        /// The kind of a finding; its id is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes, in the order of the stages that give them.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// The stable id, as it stands in messages.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id),+ }
            }

            /// One sentence: what was found.
            pub fn sentence(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii()),+ }
            }

            /// How grave a finding of this kind is.
            pub fn level(self) -> Level {
                match self { $(Code::$name => Level::$level),+ }
            }
        }
    };
}

codes! {
    /// The text is no JSON or YAML.
    Syntax = "syntax", Error;
    /// An object has the same key twice; the last one counts.
    DuplicateKey = "duplicate-key", Warning;
    /// The document is nested too deeply or grows too large.
    TooDeep = "too-deep", Error;
    /// A form that YAML 1.2 or JSON does not have; it is read as it is meant.
    OddYaml = "odd-yaml", Warning;
    /// A merge key (`<<`), which YAML 1.1 has; it is read so.
    MergeKey = "merge-key", Note;
    /// A plain YAML scalar that versions of YAML read differently; it is taken as text.
    AmbiguousScalar = "ambiguous-scalar", Warning;
    /// The document is not OpenAPI 3.0 or 3.1.
    NotOpenApi = "not-openapi", Error;
    /// A key that nearly spells one of the specification.
    MisspeltKey = "misspelt-key", Warning;
    /// A key that the specification does not know.
    UnknownKey = "unknown-key", Warning;
    /// A value of the wrong JSON type.
    WrongType = "wrong-type", Error;
    /// A `null` where something optional is meant; it is read as absent.
    NullValue = "null-value", Warning;
    /// A value that is not one of those the specification allows.
    UnknownValue = "unknown-value", Error;
    /// A value that the specification does not allow, and that has no other reading; it is not read.
    InvalidValue = "invalid-value", Warning;
    /// A required key is absent.
    MissingKey = "missing-key", Error;
    /// A number that is out of range; it is read as a text.
    Number = "number", Warning;
    /// A reference that leaves the document, or leads to a thing of another kind.
    ForeignRef = "foreign-ref", Warning;
    /// A reference to nothing; anything is read there.
    DanglingRef = "dangling-ref", Warning;
    /// A reference that leads back to itself; anything is read there.
    CyclicRef = "cyclic-ref", Warning;
    /// What looks like a real credential, in a document that is committed.
    Secret = "secret", Warning;
    /// Members beside a `$ref`, which OpenAPI 3.0 ignores.
    RefSiblings = "ref-siblings", Warning;
    /// A form of an older draft of JSON Schema, or a keyword in the wrong place; it is read as what was meant.
    VendorForm = "vendor-form", Warning;
    /// A keyword of another version of OpenAPI than the document's; it is read as it is meant.
    OtherVersion = "other-version", Note;
    /// A value in `enum` or `default` that is not of the type beside it.
    ValueOfOtherType = "value-of-other-type", Warning;
    /// A constraint that has no counterpart in a type; the server checks it.
    Unchecked = "unchecked", Note;
    /// Alternatives of a union that are read as one type.
    UnionJoined = "union-joined", Note;
    /// The overlay is not a valid OpenAPI Overlay 1.0 document.
    InvalidOverlay = "invalid-overlay", Error;
    /// An overlay action matches in no fragment.
    UnmatchedAction = "unmatched-action", Error;
    /// An overlay action changes nothing where it matches.
    IdleAction = "idle-action", Error;
    /// An import takes away what an overlay action was written for.
    ActionLost = "action-lost", Warning;
    /// Two fragments say different things about one place.
    Conflict = "conflict", Error;
    /// Components that are written differently and mean the same to a client.
    DescriptionsDiffer = "descriptions-differ", Note;
    /// Fragments with different versions of the API; the greatest is kept.
    VersionsDiffer = "versions-differ", Note;
    /// A path that no request can be sent to.
    InvalidPath = "invalid-path", Error;
    /// A text that is nearly a path; it is read as the one that is meant.
    PathMended = "path-mended", Warning;
    /// A path with a fragment (`#…`), which is never sent; it only tells operations apart.
    PathFragment = "path-fragment", Note;
    /// A path with a query (`?…`), which every request to it has.
    PathQuery = "path-query", Note;
    /// Two path templates that only the values of their parameters tell apart.
    AmbiguousPath = "ambiguous-path", Warning;
    /// Two operations with one `operationId`.
    DuplicateOperationId = "duplicate-operation-id", Warning;
    /// A security requirement names a scheme that is not defined.
    UndefinedSecurity = "undefined-security", Warning;
    /// An operation that asks for a credential which the client cannot send; its caller has to.
    UnsentCredential = "unsent-credential", Warning;
    /// A path parameter that is not declared, or not in the path.
    PathParameter = "path-parameter", Warning;
    /// Two parameters of one operation with the same name and place; the later one counts.
    DuplicateParameter = "duplicate-parameter", Warning;
    /// A parameter or a part of a form that has no rule for how it is written.
    UndefinedStyle = "undefined-style", Warning;
    /// `encoding` names a property that is not there.
    EncodingUnknown = "encoding-unknown", Warning;
    /// JSON by another name that has another schema than the one that is spoken.
    OtherMedia = "other-media", Warning;
    /// `required` names a property that is not there.
    RequiredUnknown = "required-unknown", Warning;
    /// A schema of `text/event-stream` that describes events and not their data.
    WholeEvent = "whole-event", Note;
    /// `x-pagination` says what the operation does not have.
    InvalidPagination = "invalid-pagination", Error;
    /// A schema that is read as any JSON value.
    Untyped = "untyped", Warning;
    /// Members of an `allOf` that no value satisfies together; the last is read where it refines, else any JSON value.
    AllOfConflict = "all-of-conflict", Warning;
    /// A component with a discriminator that is read as any of those that inherit from it.
    Heirs = "heirs", Note;
    /// A discriminator whose values do not lead to all alternatives, or that has none to lead to.
    Discriminator = "discriminator", Warning;
    /// A list of names that does not fit its values; it is not read.
    EnumNames = "enum-names", Warning;
    /// A format without a meaning here; the plain type is taken.
    UnknownFormat = "unknown-format", Note;
    /// A body with required properties that is itself not required; it is taken as required.
    BodyRequired = "body-required", Note;
    /// The document has no usable server address.
    NoServer = "no-server", Warning;
    /// An operation whose servers are some of the API's, or more than those.
    ServersDiffer = "servers-differ", Warning;
    /// An operation that has a server of its own and goes there.
    OwnServer = "own-server", Note;
    /// The overlay or the lock give two things of one scope one name.
    NameClash = "name-clash", Error;
    /// A name that another thing has as well, or that cannot be had; another one was chosen, and the lock holds it.
    NameSettled = "name-settled", Note;
    /// A name that the document gives and that is not used: it is no name in Rust, or the lock holds another one.
    NameNotUsed = "name-not-used", Warning;
    /// A name in the lock gives way to one that the document gives.
    NameGiven = "name-given", Note;
    /// A name in the overlay or the lock that is no identifier of its kind.
    InvalidName = "invalid-name", Error;
    /// The lock of names cannot be read.
    InvalidLock = "invalid-lock", Error;
    /// Places that the lock holds to be of one type have come apart.
    TypeDrift = "type-drift", Error;
    /// A part of the document that a client does not need, or cannot offer beside another.
    NotGenerated = "not-generated", Note;
    /// A page holds nothing to import.
    NothingToImport = "nothing-to-import", Error;
    /// A document that cannot be split into fragments of a bearable size; it is kept whole.
    TooLarge = "too-large", Note;
    /// The list of accepted findings cannot be read.
    InvalidAcceptance = "invalid-acceptance", Error;
    /// An accepted finding is not found any more.
    UnmatchedAcceptance = "unmatched-acceptance", Warning;
    /// What an imported page defines and no operation of it uses; it is left out.
    Unused = "unused", Note;
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// One sentence: what is wrong.
    pub message: String,
    /// The places, the first one the main one.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// How many other files have the same at the same place, such as a component that fragments share.
    pub copies: usize,
}

/// A place that a finding speaks of.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: String::new() };
        Self { code, message: message.into(), labels: vec![label], help: None, copies: 0 }
    }

    /// Says what is to be seen at the main place.
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

    /// Returns the findings by file name, place, code and message; each once. What several files say alike is told for
    /// the first of them.
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

/// Joins findings with one place that are the same in several files.
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

/// The result of a run of the generator: a value unless there were errors, and all findings in order.
#[derive(Debug)]
pub struct Outcome<T> {
    /// What was made; `None` where there was an error.
    pub value: Option<T>,
    /// All findings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings are left out, because the list of accepted ones has them.
    pub accepted: usize,
    /// The texts that the findings point into.
    pub sources: Sources,
}

impl<T> Outcome<T> {
    pub(crate) fn new(value: Option<T>, findings: Findings, sources: Sources) -> Self {
        let value = value.filter(|_| !findings.has_errors());
        Self { value, diagnostics: findings.sorted(&sources), accepted: 0, sources }
    }
}
