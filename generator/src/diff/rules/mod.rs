//! The table of change rules, as findings have theirs: W for effects on the wire, S for effects on dependent crates,
//! D for documentation and names. An id is stable, and the number of a rule that was removed is not used again.

mod source;
mod wire;

use std::fmt;

use super::{Semver, Wire};
use crate::findings::Explanation;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, [$($wire:ident),*], [$($source:ident),*], $explanation:path;)+) => {
        /// A change rule; its id is stable. Serialized as its id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule { $($(#[doc = $doc])+ $name,)+ }

        impl Rule {
            /// All rules, in the order of the table.
            pub const ALL: &[Rule] = &[$(Rule::$name),+];

            /// Returns the stable id: W01, S01, D01 and so on.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// Returns one sentence: what has changed.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Returns the effects that it may have on deployed clients, the gravest first. Empty for S rules, which are
            /// about code alone.
            pub fn wire_effects(self) -> &'static [Wire] {
                match self { $(Self::$name => &[$(Wire::$wire),*]),+ }
            }

            /// Returns the effects that it may have on dependent crates, the gravest first. Empty for W and D rules,
            /// whose effect is read off the two public surfaces.
            pub fn source_effects(self) -> &'static [Semver] {
                match self { $(Self::$name => &[$(Semver::$source),*]),+ }
            }

            /// Returns what it means, with an example and what to do.
            pub fn explanation(self) -> Explanation {
                match self { $(Self::$name => $explanation),+ }
            }
        }
    };
}

rules! {
    /// An operation was removed.
    OperationRemoved = "W01", [Breaks], [], wire::OPERATION_REMOVED;
    /// A required parameter was added.
    RequiredParameterAdded = "W02", [Breaks], [], wire::REQUIRED_PARAMETER_ADDED;
    /// An optional parameter became required.
    ParameterMadeRequired = "W03", [Breaks], [], wire::PARAMETER_MADE_REQUIRED;
    /// A parameter accepts another type of value.
    ParameterTypeChanged = "W04", [Breaks, Hazard], [], wire::PARAMETER_TYPE_CHANGED;
    /// A parameter was removed.
    ParameterRemoved = "W05", [Hazard], [], wire::PARAMETER_REMOVED;
    /// A parameter moved to another location, or its values are written in another style.
    ParameterWrittenDifferently = "W06", [Breaks], [], wire::PARAMETER_WRITTEN_DIFFERENTLY;
    /// A parameter accepts fewer values.
    ParameterValuesNarrowed = "W07", [Breaks], [], wire::PARAMETER_VALUES_NARROWED;
    /// A request body was added as required, or became required.
    BodyMadeRequired = "W08", [Breaks], [], wire::BODY_MADE_REQUIRED;
    /// A required field was added to a request body, or a field of it became required.
    FieldMadeRequired = "W09", [Breaks], [], wire::FIELD_MADE_REQUIRED;
    /// A request body, or a part of it, accepts another type of value or fewer values.
    BodyTypeChanged = "W10", [Breaks, Hazard], [], wire::BODY_TYPE_CHANGED;
    /// A request body, or a field of it, was removed.
    BodyFieldRemoved = "W11", [Hazard], [], wire::BODY_FIELD_REMOVED;
    /// A request body has another media type, or a part of it is written in another way.
    BodyMediaTypeChanged = "W12", [Breaks], [], wire::BODY_MEDIA_TYPE_CHANGED;
    /// A response, or a part of it, has another type.
    ResponseTypeChanged = "W13", [Breaks, Hazard], [], wire::RESPONSE_TYPE_CHANGED;
    /// A field of a response was removed.
    ResponseFieldRemoved = "W14", [Hazard], [], wire::RESPONSE_FIELD_REMOVED;
    /// A field of a response became nullable or optional.
    ResponseFieldMadeOptional = "W15", [Breaks, Hazard], [], wire::RESPONSE_FIELD_MADE_OPTIONAL;
    /// An enum of a response has a new value, or allows any value.
    ResponseValueAdded = "W16", [Hazard], [], wire::RESPONSE_VALUE_ADDED;
    /// A success status was removed or replaced by another.
    SuccessStatusRemoved = "W17", [Breaks], [], wire::SUCCESS_STATUS_REMOVED;
    /// A response has another media type.
    ResponseMediaTypeChanged = "W18", [Breaks], [], wire::RESPONSE_MEDIA_TYPE_CHANGED;
    /// A security scheme was removed, or its credential is sent in another way.
    SecuritySchemeChanged = "W19", [Breaks, Hazard], [], wire::SECURITY_SCHEME_CHANGED;
    /// An operation requires other credentials or scopes.
    SecurityChanged = "W20", [Breaks, Hazard, Compatible, None], [], wire::SECURITY_CHANGED;
    /// The base path of the servers changed, or an operation moved to another server.
    BasePathChanged = "W21", [Breaks], [], wire::BASE_PATH_CHANGED;
    /// A server was removed.
    ServerRemoved = "W22", [Breaks], [], wire::SERVER_REMOVED;
    /// Another server is the first one, which clients use by default.
    DefaultServerChanged = "W23", [Hazard], [], wire::DEFAULT_SERVER_CHANGED;
    /// The server uses another default for an omitted value.
    DefaultChanged = "W24", [Hazard], [], wire::DEFAULT_CHANGED;
    /// A constraint became tighter in a request, or looser in a response.
    ConstraintChanged = "W25", [Hazard], [], wire::CONSTRAINT_CHANGED;
    /// An operation pages in another way, or paging was added or removed.
    PagingChanged = "W26", [Hazard, Compatible], [], wire::PAGING_CHANGED;
    /// Something is deprecated.
    Deprecated = "W27", [Compatible], [], wire::DEPRECATED;
    /// Something was added or relaxed in a way that deployed clients do not notice.
    Compatible = "W28", [Compatible, None], [], wire::COMPATIBLE;
    /// An operation is declared idempotent, or no longer is.
    IdempotenceChanged = "W29", [Hazard, Compatible, None], [], wire::IDEMPOTENCE_CHANGED;
    /// An operation needs the cookie of a session, or no longer does.
    SessionChanged = "W30", [Hazard, Compatible], [], wire::SESSION_CHANGED;
    /// A webhook was removed.
    WebhookRemoved = "W31", [Hazard], [], wire::WEBHOOK_REMOVED;
    /// A request of an operation counts as more or fewer requests of the rate limit.
    RateLimitChanged = "W32", [Hazard, Compatible], [], wire::RATE_LIMIT_CHANGED;
    /// Webhooks are signed in another way, or in none.
    WebhookSignatureChanged = "W33", [Hazard, Compatible], [], wire::WEBHOOK_SIGNATURE_CHANGED;
    /// A public item was removed.
    ItemRemoved = "S01", [], [Major], source::ITEM_REMOVED;
    /// The signature of an item changed.
    SignatureChanged = "S03", [], [Major], source::SIGNATURE_CHANGED;
    /// A public field has another type.
    FieldTypeChanged = "S04", [], [Major], source::FIELD_TYPE_CHANGED;
    /// A public field was added to a struct.
    FieldAdded = "S05", [], [Major, Minor], source::FIELD_ADDED;
    /// A variant was added to an enum.
    VariantAdded = "S06", [], [Major, Minor], source::VARIANT_ADDED;
    /// A type no longer implements a trait.
    TraitLost = "S07", [], [Major], source::TRAIT_LOST;
    /// A type became `#[non_exhaustive]`.
    MadeNonExhaustive = "S08", [], [Major], source::MADE_NON_EXHAUSTIVE;
    /// An item was added to a trait.
    TraitItemAdded = "S09", [], [Major], source::TRAIT_ITEM_ADDED;
    /// A Cargo feature was removed.
    FeatureRemoved = "S11", [], [Major], source::FEATURE_REMOVED;
    /// A public item or a trait implementation was added, or a type is no longer `#[non_exhaustive]`.
    ItemAdded = "S14", [], [Minor], source::ITEM_ADDED;
    /// A public item is deprecated, or no longer is.
    ItemDeprecated = "S15", [], [Minor, Patch], source::ITEM_DEPRECATED;
    /// A public constant has another value.
    ConstantChanged = "S16", [], [Patch], source::CONSTANT_CHANGED;
    /// Arguments changed places, or another one took the place of an argument, without a change of types.
    ArgumentsSwapped = "S17", [], [Major], source::ARGUMENTS_SWAPPED;
    /// An argument has another name; arguments are passed by position.
    ArgumentRenamed = "S19", [], [Patch], source::ARGUMENT_RENAMED;
    /// A description was added, removed or reworded.
    DescriptionReworded = "D01", [None], [], source::DESCRIPTION_REWORDED;
    /// The summary of an operation was added, removed or reworded.
    SummaryReworded = "D02", [None], [], source::SUMMARY_REWORDED;
    /// A tag without operations was added or removed, or the description of a tag was reworded.
    TagReworded = "D03", [None], [], source::TAG_REWORDED;
    /// The title, version or description of the API changed.
    ApiReworded = "D04", [None], [], source::API_REWORDED;
    /// A name in the client changed, and nothing on the wire.
    NameChanged = "D05", [None], [], source::NAME_CHANGED;
    /// The format of a value changed.
    FormatChanged = "D06", [None], [], source::FORMAT_CHANGED;
    /// A field of a type changed that does not travel in this direction.
    UnusedFieldChanged = "D07", [None], [], source::UNUSED_FIELD_CHANGED;
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}

impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
