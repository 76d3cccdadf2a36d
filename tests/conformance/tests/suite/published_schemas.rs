//! Does the generator see what the published JSON Schemas of OpenAPI see? They are facts from elsewhere, so they are
//! read from a folder outside the repository: `oas/` of the site of the specification.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generator::{Code, File, Generated, Input, Outcome};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Registry, ValidationError, Validator};
use serde_json::Value;
use tests::case;
use tests::documents::{self, Document};

/// What they refuse is reported at that place, or a line of [`REASONS`] says why not. A document is generated either way.
#[test]
#[cfg_attr(
    not(all(corpus, oas_schemas)),
    ignore = "needs CORPUS and OAS_SCHEMAS, the published schemas: see CONTRIBUTING.md"
)]
fn what_they_refuse_is_reported() {
    let schemas = Schemas::read();
    let mut seen = Seen::default();
    for document in documents::real().iter().chain(&documents::on_pages()) {
        let outcome = generate(document);
        assert!(outcome.value.is_some(), "{} is not generated:\n{}", document.name, case::findings(&outcome));
        seen.judge(&schemas, document, &outcome);
    }
    println!("{}", seen.checked("documents of the corpus"));
}

/// Does the same for the odd documents of this repository. Some of them are refused as a whole.
#[test]
#[cfg_attr(not(oas_schemas), ignore = "needs OAS_SCHEMAS, the published schemas: see CONTRIBUTING.md")]
fn what_they_refuse_in_our_own_cases_is_reported() {
    let schemas = Schemas::read();
    let mut seen = Seen::default();
    for document in own() {
        seen.judge(&schemas, &document, &generate(&document));
    }
    println!("{}", seen.checked("documents of our own"));
    assert!(!seen.excused.contains(&0), "a reason excuses nothing: remove it from `REASONS`");
}

fn generate(document: &Document) -> Outcome<Generated> {
    let file = File::new(format!("{}.{}", document.name, document.ending), document.text.clone());
    generator::generate(Input { fragments: vec![file], ..Input::default() })
}

/// The documents of fixtures and refusals, one for each fragment that can be read at all.
fn own() -> Vec<Document> {
    let mut found = Vec::new();
    for path in [case::files(&case::folder("fixtures")), case::files(&case::folder("refusals"))].concat() {
        let ending = match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => "json",
            Some("yaml") => "yaml",
            _ => continue,
        };
        let name = path.strip_prefix(case::folder("")).expect("below the tests").with_extension("");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let Some(value) = serde_json::from_str(&text).ok().or_else(|| serde_yaml::from_str::<Value>(&text).ok()) else {
            continue;
        };
        if value.get("openapi").is_some() {
            found.push(Document { name: name.to_string_lossy().into_owned(), text, ending });
        }
    }
    found
}

/// The published schemas by the version of OpenAPI that a document begins with.
struct Schemas(BTreeMap<&'static str, Validator>);

impl Schemas {
    fn read() -> Self {
        let folder =
            PathBuf::from(std::env::var_os("OAS_SCHEMAS").expect("OAS_SCHEMAS is set, as the test is not ignored"));
        let mut registry = Registry::new();
        for kind in ["3.1/schema", "3.1/dialect", "3.1/meta", "3.2/schema", "3.2/dialect", "3.2/meta"] {
            for path in case::files(&folder.join(kind)) {
                let Ok(schema) = serde_json::from_str::<Value>(&fs::read_to_string(path).expect("text")) else {
                    continue;
                };
                let id = schema["$id"].as_str().expect("a schema has an address").to_owned();
                registry = registry.add(id, schema).expect("the address is one");
            }
        }
        let registry = registry.prepare().expect("the schemas refer to each other");
        let schema = |kind: &str| {
            let text = fs::read_to_string(latest(&folder.join(kind))).expect("text");
            let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
            jsonschema::options().with_registry(&registry).build(&schema).expect("a sound schema")
        };
        Self(BTreeMap::from([
            ("3.0.", schema("3.0/schema")),
            ("3.1.", schema("3.1/schema-base")),
            ("3.2.", schema("3.2/schema-base")),
        ]))
    }

    fn of(&self, document: &Value) -> Option<&Validator> {
        let version = document["openapi"].as_str()?;
        self.0.iter().find(|(start, _)| version.starts_with(**start)).map(|(_, schema)| schema)
    }
}

/// The file with the latest date. Beside each there is a page about it.
fn latest(folder: &Path) -> PathBuf {
    let mut all = case::files(folder);
    all.retain(|path| path.extension().is_none());
    all.pop().expect("a schema of each kind")
}

/// What they refuse.
struct Refused {
    place: String,
    keyword: String,
    sentence: String,
}

/// Lists the innermost reasons. Of alternatives, those of the one that comes closest: it is no reference where the value
/// has none, has the same `in`, and gets deepest into the value.
fn refused(error: &ValidationError<'_>, found: &mut Vec<Refused>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind() {
        let inner = context.iter().map(|errors| {
            let mut inner = Vec::new();
            errors.iter().for_each(|error| refused(error, &mut inner));
            inner
        });
        let is_other = |one: &Refused| {
            one.sentence.starts_with("\"$ref\" is a required") || (one.keyword == "enum" && one.place.ends_with("/in"))
        };
        let depth = |inner: &Vec<Refused>| inner.iter().map(|one| one.place.matches('/').count()).max();
        let rank = |inner: &Vec<Refused>| (!inner.iter().any(is_other), depth(inner), Reverse(inner.len()));
        if let Some(closest) = inner.max_by_key(rank) {
            return found.extend(closest);
        }
    }
    let place = error.instance_path().to_string();
    found.push(Refused { place, keyword: error.kind().keyword().to_owned(), sentence: error.masked().to_string() });
}

/// What they refuse and the generator does not report: the keyword of the schema, a part of the place, and why not.
const REASONS: [(&str, &str, &str); 1] =
    [("propertyNames", "/components/", "the name of a component is only referred to, so it can be any text")];

/// What was compared so far.
#[derive(Default)]
struct Seen {
    documents: usize,
    /// The documents that they accept.
    accepted: usize,
    refused: usize,
    /// How often each reason was needed.
    excused: [usize; REASONS.len()],
    unreported: Vec<String>,
}

impl Seen {
    fn judge(&mut self, schemas: &Schemas, document: &Document, outcome: &Outcome<Generated>) {
        let value = document.value();
        let Some(schema) = schemas.of(&value) else { return };
        let mut all = Vec::new();
        schema.iter_errors(&value).for_each(|error| refused(&error, &mut all));
        self.documents += 1;
        self.accepted += usize::from(all.is_empty());
        self.refused += all.len();
        // A document with an error is refused as a whole.
        let places = outcome.value.as_ref().map(|_| Places::of(outcome));
        for Refused { place, keyword, sentence } in all {
            if places.as_ref().is_none_or(|places| places.report(&place)) {
                continue;
            }
            let is_reason = |(of, part, _): &(&str, &str, &str)| *of == keyword && format!("{place}/").contains(part);
            match REASONS.iter().position(is_reason) {
                Some(reason) => self.excused[reason] += 1,
                None => self.unreported.push(format!("{}#{place}: {sentence}", document.name)),
            }
        }
    }

    /// Says what was compared.
    ///
    /// # Panics
    /// If the generator does not report what they refuse.
    fn checked(&self, of: &str) -> String {
        assert!(self.unreported.is_empty(), "nothing reports:\n{}", self.unreported.join("\n"));
        let Self { documents, accepted, refused, excused, .. } = self;
        let excused: usize = excused.iter().sum();
        format!(
            "of {documents} {of}, they accept {accepted}, and find {refused} faults with the others; {excused} are excused"
        )
    }
}

/// The places of all findings of a document.
struct Places {
    all: BTreeSet<String>,
    /// The places that are ignored, with all that is below them.
    ignored: BTreeSet<String>,
}

impl Places {
    fn of(outcome: &Outcome<Generated>) -> Self {
        let places = |of: &dyn Fn(Code) -> bool| {
            let labels =
                outcome.diagnostics.iter().filter(|finding| of(finding.code)).flat_map(|finding| &finding.labels);
            labels.filter_map(|label| outcome.sources.pointer(label.span)).collect()
        };
        let is_ignored = |code| matches!(code, Code::InvalidValue | Code::NotGenerated);
        Self { all: places(&|_| true), ignored: places(&is_ignored) }
    }

    /// Whether there is a finding at a place or below it, at what contains it, or at something around it that is ignored.
    fn report(&self, place: &str) -> bool {
        let mut around = std::iter::successors(Some(place), |place| place.rsplit_once('/').map(|(parent, _)| parent));
        let below = self.all.range(place.to_owned()..).take_while(|found| found.starts_with(place));
        let mut below = below.map(|found| &found[place.len()..]);
        around.clone().nth(1).is_some_and(|parent| self.all.contains(parent))
            || below.any(|rest| rest.is_empty() || rest.starts_with('/'))
            || around.any(|place| self.ignored.contains(place))
    }
}
