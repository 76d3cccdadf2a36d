//! The kinds of changes, for counting and for the sections of a changelog. No code depends on their words.

use std::fmt;

/// What a change does to its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// It is new.
    Added,
    /// It was removed.
    Removed,
    /// It is different.
    Changed,
    /// A public name now means something else. That is major even if both surfaces are the same, because code still
    /// compiles and does something else.
    Reassigned,
}

macro_rules! kinds {
    ($($name:ident = $one:literal, $many:literal, $nature:ident;)+) => {
        /// The kind of a change. Serialized as its words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ChangeKind {
            $(
                #[doc = $one]
                $name,
            )+
        }

        impl ChangeKind {
            /// Returns the words for one such change: "field added".
            pub fn one(self) -> &'static str {
                match self { $(Self::$name => $one),+ }
            }

            /// Returns the words for several such changes: "fields added".
            pub fn many(self) -> &'static str {
                match self { $(Self::$name => $many),+ }
            }

            /// Returns what it does to its subject.
            pub fn nature(self) -> Nature {
                match self { $(Self::$name => Nature::$nature),+ }
            }
        }
    };
}

kinds! {
    EndpointAdded = "endpoint added", "endpoints added", Added;
    EndpointRemoved = "endpoint removed", "endpoints removed", Removed;
    EndpointMoved = "endpoint moved", "endpoints moved", Changed;
    MethodRenamed = "method renamed", "methods renamed", Reassigned;
    WebhookAdded = "webhook added", "webhooks added", Added;
    WebhookRemoved = "webhook removed", "webhooks removed", Removed;
    WebhookSignatureChanged = "webhook signature changed", "webhook signatures changed", Changed;
    WebhookRenamed = "webhook renamed", "webhooks renamed", Reassigned;
    MethodTakenOver = "method taken over", "methods taken over", Reassigned;
    SummaryReworded = "summary reworded", "summaries reworded", Changed;
    DescriptionReworded = "description reworded", "descriptions reworded", Changed;
    Deprecation = "deprecation", "deprecations", Changed;
    DeprecationTakenBack = "deprecation taken back", "deprecations taken back", Changed;
    RequiredParameterAdded = "required parameter added", "required parameters added", Added;
    ParameterAdded = "parameter added", "parameters added", Added;
    ParameterRemoved = "parameter removed", "parameters removed", Removed;
    ParameterMoved = "parameter moved", "parameters moved", Changed;
    ParameterMadeRequired = "parameter made required", "parameters made required", Changed;
    ParameterMadeOptional = "parameter made optional", "parameters made optional", Changed;
    ParameterStyleChanged = "parameter style changed", "parameter styles changed", Changed;
    PathParameterRenamed = "path parameter renamed", "path parameters renamed", Changed;
    RequiredArgumentRenamed = "required argument renamed", "required arguments renamed", Changed;
    ArgumentRenamed = "argument renamed", "arguments renamed", Reassigned;
    ArgumentTakenOver = "argument taken over", "arguments taken over", Reassigned;
    RequiredBodyAdded = "required body added", "required bodies added", Added;
    BodyAdded = "body added", "bodies added", Added;
    BodyRemoved = "body removed", "bodies removed", Removed;
    BodyMadeRequired = "body made required", "bodies made required", Changed;
    BodyMadeOptional = "body made optional", "bodies made optional", Changed;
    BodyMediaTypeChanged = "body media type changed", "body media types changed", Changed;
    BodyEncodingChanged = "body encoding changed", "body encodings changed", Changed;
    ResponseMediaTypeChanged = "response media type changed", "response media types changed", Changed;
    SuccessStatusAdded = "success status added", "success statuses added", Added;
    SuccessStatusRemoved = "success status removed", "success statuses removed", Removed;
    SuccessStatusChanged = "success status changed", "success statuses changed", Changed;
    ErrorStatusAdded = "error status added", "error statuses added", Added;
    ErrorStatusRemoved = "error status removed", "error statuses removed", Removed;
    TypeChanged = "type changed", "types changed", Changed;
    TypeRenamed = "type renamed", "types renamed", Changed;
    NameDeprecated = "name deprecated", "names deprecated", Changed;
    RequiredFieldAdded = "required field added", "required fields added", Added;
    FieldAdded = "field added", "fields added", Added;
    FieldRemoved = "field removed", "fields removed", Removed;
    FieldRenamed = "field renamed", "fields renamed", Reassigned;
    FieldTakenOver = "field taken over", "fields taken over", Reassigned;
    FieldMadeRequired = "field made required", "fields made required", Changed;
    FieldMadeOptional = "field made optional", "fields made optional", Changed;
    FieldMadeNullable = "field made nullable", "fields made nullable", Changed;
    FieldMadeNeverNull = "field made never null", "fields made never null", Changed;
    UnusedFieldChanged = "unused field changed", "unused fields changed", Changed;
    HeaderRespelled = "header respelled", "headers respelled", Changed;
    DirectionChanged = "direction changed", "directions changed", Changed;
    ObjectClosed = "object closed", "objects closed", Changed;
    ObjectOpened = "object opened", "objects opened", Changed;
    ObjectNoLongerOpen = "object no longer open", "objects no longer open", Changed;
    AlternativeAdded = "alternative added", "alternatives added", Added;
    AlternativeRemoved = "alternative removed", "alternatives removed", Removed;
    DiscriminatorChanged = "discriminator changed", "discriminators changed", Changed;
    ValueAdded = "value added", "values added", Added;
    ValueRemoved = "value removed", "values removed", Removed;
    EnumClosed = "enum closed", "enums closed", Changed;
    EnumOpened = "enum opened", "enums opened", Changed;
    ConstraintLoosened = "constraint loosened", "constraints loosened", Changed;
    ConstraintTightened = "constraint tightened", "constraints tightened", Changed;
    DefaultChanged = "default changed", "defaults changed", Changed;
    FormatChanged = "format changed", "formats changed", Changed;
    SecuritySchemeAdded = "security scheme added", "security schemes added", Added;
    SecuritySchemeRemoved = "security scheme removed", "security schemes removed", Removed;
    SecuritySchemeChanged = "security scheme changed", "security schemes changed", Changed;
    SecuritySchemeRenamed = "security scheme renamed", "security schemes renamed", Changed;
    CredentialRequired = "credential required", "credentials required", Changed;
    CredentialRelaxed = "credential relaxed", "credentials relaxed", Changed;
    CredentialsReordered = "credentials reordered", "credentials reordered", Changed;
    ScopeChanged = "scope changed", "scopes changed", Changed;
    ServerAdded = "server added", "servers added", Added;
    ServerRemoved = "server removed", "servers removed", Removed;
    ServerChanged = "server changed", "servers changed", Changed;
    ServerRenamed = "server renamed", "servers renamed", Reassigned;
    DefaultServerChanged = "default server changed", "default servers changed", Changed;
    BasePathChanged = "base path changed", "base paths changed", Changed;
    TagAdded = "tag added", "tags added", Added;
    TagRemoved = "tag removed", "tags removed", Removed;
    TagRenamed = "tag renamed", "tags renamed", Changed;
    TagDescriptionReworded = "tag description reworded", "tag descriptions reworded", Changed;
    TitleChanged = "title changed", "titles changed", Changed;
    ApiVersionChanged = "API version changed", "API versions changed", Changed;
    PagingAdded = "paging added", "pagings added", Added;
    PagingRemoved = "paging removed", "pagings removed", Removed;
    PagingChanged = "paging changed", "pagings changed", Changed;
    IdempotenceDeclared = "idempotence declared", "idempotences declared", Changed;
    IdempotenceWithdrawn = "idempotence withdrawn", "idempotences withdrawn", Changed;
    SessionNeeded = "session needed", "sessions needed", Changed;
    SessionNotNeeded = "session not needed", "sessions not needed", Changed;
    RateCostChanged = "rate cost changed", "rate costs changed", Changed;
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.one())
    }
}

impl serde::Serialize for ChangeKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
