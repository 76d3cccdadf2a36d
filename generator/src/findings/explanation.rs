//! Explains each code to someone who sees it for the first time. The texts are in the files of this folder, by subject.

mod document;
mod operations;
mod schemas;
mod text;
mod workspace;

use super::Code;

/// Explains a code of a finding or a change. All fields are Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the code means.
    pub meaning: &'static str,
    /// A short input that causes it.
    pub example: &'static str,
    /// What to do.
    pub action: &'static str,
}

impl Code {
    /// Returns the explanation of this kind of finding.
    pub fn explanation(self) -> Explanation {
        match self {
            Self::Syntax => text::SYNTAX,
            Self::DuplicateKey => text::DUPLICATE_KEY,
            Self::TooDeep => text::TOO_DEEP,
            Self::OddYaml => text::ODD_YAML,
            Self::MergeKey => text::MERGE_KEY,
            Self::AmbiguousScalar => text::AMBIGUOUS_SCALAR,
            Self::NotOpenApi => document::NOT_OPEN_API,
            Self::MisspeltKey => document::MISSPELT_KEY,
            Self::UnknownKey => document::UNKNOWN_KEY,
            Self::WrongType => document::WRONG_TYPE,
            Self::NullValue => document::NULL_VALUE,
            Self::UnknownValue => document::UNKNOWN_VALUE,
            Self::InvalidValue => document::INVALID_VALUE,
            Self::MissingKey => document::MISSING_KEY,
            Self::Number => text::NUMBER,
            Self::ForeignRef => document::FOREIGN_REF,
            Self::DanglingRef => document::DANGLING_REF,
            Self::CyclicRef => document::CYCLIC_REF,
            Self::Secret => text::SECRET,
            Self::RefSiblings => document::REF_SIBLINGS,
            Self::VendorForm => document::VENDOR_FORM,
            Self::OtherVersion => document::OTHER_VERSION,
            Self::OtherDialect => schemas::OTHER_DIALECT,
            Self::ValueOfOtherType => schemas::VALUE_OF_OTHER_TYPE,
            Self::Unchecked => schemas::UNCHECKED,
            Self::UnionJoined => schemas::UNION_JOINED,
            Self::InvalidOverlay => workspace::INVALID_OVERLAY,
            Self::UnmatchedAction => workspace::UNMATCHED_ACTION,
            Self::IdleAction => workspace::IDLE_ACTION,
            Self::ActionLost => workspace::ACTION_LOST,
            Self::Conflict => document::CONFLICT,
            Self::DescriptionsDiffer => document::DESCRIPTIONS_DIFFER,
            Self::VersionsDiffer => document::VERSIONS_DIFFER,
            Self::PathMended => operations::PATH_MENDED,
            Self::PathFragment => operations::PATH_FRAGMENT,
            Self::PathQuery => operations::PATH_QUERY,
            Self::AmbiguousPath => operations::AMBIGUOUS_PATH,
            Self::DuplicateOperationId => operations::DUPLICATE_OPERATION_ID,
            Self::UndefinedSecurity => operations::UNDEFINED_SECURITY,
            Self::UnsentCredential => operations::UNSENT_CREDENTIAL,
            Self::PathParameter => operations::PATH_PARAMETER,
            Self::DuplicateParameter => operations::DUPLICATE_PARAMETER,
            Self::UndefinedStyle => operations::UNDEFINED_STYLE,
            Self::EncodingUnknown => operations::ENCODING_UNKNOWN,
            Self::OtherMedia => operations::OTHER_MEDIA,
            Self::RequiredUnknown => schemas::REQUIRED_UNKNOWN,
            Self::WholeEvent => operations::WHOLE_EVENT,
            Self::InvalidPagination => operations::INVALID_PAGINATION,
            Self::Untyped => schemas::UNTYPED,
            Self::AllOfConflict => schemas::ALL_OF_CONFLICT,
            Self::Subtypes => schemas::SUBTYPES,
            Self::Discriminator => schemas::DISCRIMINATOR,
            Self::EnumNames => schemas::ENUM_NAMES,
            Self::UnknownFormat => schemas::UNKNOWN_FORMAT,
            Self::BodyRequired => operations::BODY_REQUIRED,
            Self::ReadOnlySent => schemas::READ_ONLY_SENT,
            Self::NoServer => document::NO_SERVER,
            Self::ServersDiffer => operations::SERVERS_DIFFER,
            Self::OwnServer => operations::OWN_SERVER,
            Self::NameClash => schemas::NAME_CLASH,
            Self::NameGiven => schemas::NAME_GIVEN,
            Self::NameSettled => schemas::NAME_SETTLED,
            Self::NameNotUsed => schemas::NAME_NOT_USED,
            Self::InvalidName => schemas::INVALID_NAME,
            Self::InvalidLock => workspace::INVALID_LOCK,
            Self::TypeDrift => schemas::TYPE_DRIFT,
            Self::NotGenerated => document::NOT_GENERATED,
            Self::NothingToImport => workspace::NOTHING_TO_IMPORT,
            Self::TooLarge => workspace::TOO_LARGE,
            Self::InvalidAcceptance => workspace::INVALID_ACCEPTANCE,
            Self::UnmatchedAcceptance => workspace::UNMATCHED_ACCEPTANCE,
            Self::Unused => workspace::UNUSED,
        }
    }
}
