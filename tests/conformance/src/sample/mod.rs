//! Makes values that fit a schema. Nothing is left to chance: the same schema, and the same seed, give the same values.
//!
//! Values are made to fit the keywords of the schema as well as possible. [`valid`] then keeps those that the JSON
//! Schema library accepts.

mod chance;
mod number;
mod object;
pub mod shape;
mod text;

use serde_json::{Value, json};

use chance::mixed;

use crate::document::Document;
use crate::schema::{Direction, problems};

/// The depth below which a value has no optional parts.
const DEEP: usize = 7;
/// The number of levels at which values end whose inner objects have required properties only.
const SPARSE: usize = 5;
/// The maximum number of values within a value.
const LARGE: usize = 2_000;
/// The maximum number of schemas that are visited to count the choices.
const LOOKS: usize = 20_000;
/// The depth at which making a value is given up.
const TOO_DEEP: usize = 24;
/// The maximum number of values that are made to cover the values of enums and the alternatives of unions.
const MANY: usize = 40;

/// Which properties an object has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// The required ones.
    Required,
    /// All that the schema defines.
    All,
    /// All, and one that the schema allows but does not define.
    Unknown,
}

/// Which value of a range is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// One within the range.
    Plain,
    /// The least number, the shortest string, the shortest list.
    Low,
    /// The greatest number, the longest string, a list of two items, and characters that have to be escaped.
    High,
}

/// Where `null` is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Nowhere.
    Never,
    /// Wherever it is allowed.
    Always,
}

/// Which value is made.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Which properties it has.
    pub fill: Fill,
    /// Which value of a range it uses.
    pub edge: Edge,
    /// Where it has `null`.
    pub nulls: Nulls,
    /// Which value of an enum and which alternative of a union it uses.
    pub choice: usize,
    /// The depth below which it has no optional parts, and the least of everything.
    deep: usize,
    /// The depth below which objects have their required properties only.
    sparse: usize,
    /// Decides everything else at each place anew, unless it is 0.
    seed: u64,
}

impl Wish {
    /// Returns the wish for a value within ranges that has these properties.
    pub fn plain(fill: Fill) -> Self {
        Self { fill, edge: Edge::Plain, nulls: Nulls::Never, choice: 0, deep: DEEP, sparse: usize::MAX, seed: 0 }
    }
}

/// What a string is sent in, which limits its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// JSON can contain any string.
    Json,
    /// A form can contain any string, but neither `null` nor an empty list.
    Form,
    /// A part of a URL can contain any string that is not empty.
    Url,
    /// A header can contain visible ASCII without commas.
    Header,
    /// A cookie that is sent as it is can contain what RFC 6265, section 4.1.1 allows.
    Cookie,
}

impl Carrier {
    /// Returns a string that shows whether it is escaped correctly.
    fn odd(self) -> &'static str {
        match self {
            Self::Json | Self::Form => "\"\\\u{1}\n/</script>\u{e4}\u{1f600} &=%20+",
            Self::Url => "a b/&=?#%2F+;:@!$'()*[]{}\u{e4}\u{1f600}",
            Self::Header => "a b;=%20+\"x\"",
            Self::Cookie => "a%20b=/&?#+:@!$'()*[]{}~",
        }
    }
}

/// What a value is made for.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// The document, for its components.
    pub document: &'a Document,
    /// The direction in which the value is sent.
    pub direction: Direction,
    /// What its strings are sent in.
    pub carrier: Carrier,
}

/// Returns the values for a schema with their names, without duplicates and values that do not fit.
pub fn valid(maker: Maker<'_>, schema: &Value) -> Vec<(String, Value)> {
    let mut found = made(maker, schema);
    found.retain(|(_, value)| problems(maker.document, schema, maker.direction, value).is_empty());
    found
}

/// Returns the values for a schema with their names, without duplicates. Some may not fit.
fn made(maker: Maker<'_>, schema: &Value) -> Vec<(String, Value)> {
    let mut found: Vec<(String, Value)> = Vec::new();
    for (name, wish) in wishes(maker, schema) {
        let Some(value) = maker.value(schema, wish) else { continue };
        if found.iter().all(|(_, known)| *known != value) {
            found.push((name, value));
        }
    }
    found
}

/// Returns the same values without their names, and others that are made from the seeds. Some may not fit.
pub fn varied(maker: Maker<'_>, schema: &Value, seeds: std::ops::Range<u64>) -> Vec<Value> {
    let mut found: Vec<Value> = made(maker, schema).into_iter().map(|(_, value)| value).collect();
    for seed in seeds {
        let wish = Wish { seed: mixed(seed), ..Wish::plain(Fill::All) };
        found.extend(maker.value(schema, wish).filter(|value| !found.contains(value)));
    }
    found
}

fn wishes(maker: Maker<'_>, schema: &Value) -> Vec<(String, Wish)> {
    let required = Wish::plain(Fill::Required);
    let all = Wish::plain(Fill::All);
    let mut wishes = vec![
        ("required only".to_owned(), required),
        ("all properties".to_owned(), all),
        ("nulls".to_owned(), Wish { nulls: Nulls::Always, ..all }),
        ("low values".to_owned(), Wish { edge: Edge::Low, ..all }),
        ("high values".to_owned(), Wish { edge: Edge::High, ..all }),
    ];
    // Objects within others, with their required properties only.
    wishes.extend((0..SPARSE).map(|sparse| (format!("optional parts down to level {sparse}"), Wish { sparse, ..all })));
    if maker.carrier == Carrier::Form {
        wishes.retain(|(_, wish)| wish.nulls == Nulls::Never);
    }
    if maker.direction == Direction::Response {
        wishes.push(("an unknown property".to_owned(), Wish::plain(Fill::Unknown)));
    }
    for choice in 1..maker.breadth(schema, 0, &mut { LOOKS }) {
        wishes.push((format!("choice {choice}"), Wish { choice, ..all }));
        wishes.push((format!("choice {choice}, required only"), Wish { choice, ..required }));
    }
    wishes
}

impl Maker<'_> {
    /// Makes a value. Returns `None` if none can be found.
    pub fn value(self, schema: &Value, wish: Wish) -> Option<Value> {
        let (mut best, mut least) = (None, 1);
        // Increases the depth step by step, until the value would be far too large.
        for deep in 0..=wish.deep {
            let Some(value) = self.at(schema, Wish { deep, ..wish }, 0) else { continue };
            let size = size(&value);
            if best.is_some() && size > LARGE {
                break;
            }
            best = Some(value);
            if deep > 0 && size / least * size > LARGE * 5 {
                break;
            }
            least = size;
        }
        best
    }

    fn at(self, schema: &Value, wish: Wish, depth: usize) -> Option<Value> {
        if depth > TOO_DEEP {
            return None;
        }
        let schema = &object::flat(self.document, self.document.resolve(schema), depth)?;
        let wish = wish.here();
        let wish = if depth > wish.deep { Wish { fill: Fill::Required, edge: Edge::Low, ..wish } } else { wish };
        let wish = if depth > wish.sparse { Wish { fill: Fill::Required, ..wish } } else { wish };
        if schema.get("nullable") == Some(&Value::Bool(true)) && wish.nulls == Nulls::Always {
            return Some(Value::Null);
        }
        if let Some(value) = schema.get("const") {
            return Some(value.clone());
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return pick_value(values, wish);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = schema.get(key).and_then(Value::as_array).filter(|all| !all.is_empty()) {
                return self.alternative(schema, alternatives, wish, depth);
            }
        }
        self.typed(schema, wish, depth)
    }

    /// Makes a value of an alternative of a union, with the keywords next to the union.
    fn alternative(self, schema: &Value, alternatives: &[Value], wish: Wish, depth: usize) -> Option<Value> {
        let count = alternatives.len();
        let inner = Wish { choice: wish.choice / count, ..wish };
        // If no value of the chosen alternative can be made, because it contains itself, the next one is used.
        (0..count).find_map(|step| {
            let alternative = &alternatives[(wish.choice + step) % count];
            let both = object::beside_union(schema, alternative);
            let mut value = self.at(&both, inner, depth + 1)?;
            object::discriminate(self.document, schema, alternative, &mut value);
            Some(value)
        })
    }

    fn typed(self, schema: &Value, wish: Wish, depth: usize) -> Option<Value> {
        match object::kind(schema, wish.choice) {
            "object" => self.object(schema, wish, depth),
            "array" => self.array(schema, wish, depth),
            "string" if schema.get("contentSchema").is_some() => self.json_text(schema, wish, depth).map(Value::String),
            "string" => self.text(schema, wish).map(Value::String),
            "integer" => number::integer(schema, wish),
            "number" => number::number(schema, wish),
            "boolean" => Some(Value::Bool(wish.edge != Edge::Low && wish.choice.is_multiple_of(2))),
            "null" => Some(Value::Null),
            _ => Some(any(wish, self.carrier)),
        }
    }

    /// Makes a string that contains JSON, or another one for an edge.
    fn json_text(self, schema: &Value, wish: Wish, depth: usize) -> Option<String> {
        match self.at(&schema["contentSchema"], wish, depth + 1).filter(|_| wish.edge == Edge::Plain) {
            Some(value) => Some(value.to_string()),
            None => self.text(schema, wish),
        }
    }

    /// Makes a string. Of a pattern, a choice is another string if that fits.
    fn text(self, schema: &Value, wish: Wish) -> Option<String> {
        let other = Some(wish.choice).filter(|choice| *choice > 0).and_then(|choice| text::other(schema, choice));
        let fits = |text: &String| problems(self.document, schema, self.direction, &json!(text)).is_empty();
        other.filter(fits).or_else(|| text::text(schema, wish, self.carrier))
    }

    fn array(self, schema: &Value, wish: Wish, depth: usize) -> Option<Value> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        let (least, mut most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        if ["items", "unevaluatedItems"].iter().any(|key| schema.get(key) == Some(&Value::Bool(false))) {
            most = most.min(schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len));
        }
        let meant = match (wish.fill, wish.edge) {
            (Fill::Required, Edge::Plain) | (_, Edge::Low) => 0,
            (_, Edge::Plain) => 1,
            (_, Edge::High) => 2,
        };
        let meant = if self.carrier == Carrier::Form && depth <= 1 { meant.max(1) } else { meant };
        let count = meant.max(least).min(most).min(1_000);
        let open = Value::Bool(true);
        let items = schema.get("items").unwrap_or(&open);
        let mut made = Vec::new();
        for index in 0..count {
            let wish = Wish { choice: wish.choice + index, ..wish }.part(index);
            let items = schema.get("prefixItems").and_then(|items| items.get(index)).unwrap_or(items);
            match self.at(items, wish, depth + 1) {
                Some(item) => made.push(item),
                None if made.len() >= least => break,
                None => return None,
            }
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            made = self.unlike(made, least, (items, wish), depth);
        }
        Some(Value::Array(made))
    }

    /// The items without those that are the same as one before, and with others where they are too few then.
    fn unlike(self, made: Vec<Value>, least: usize, (items, wish): (&Value, Wish), depth: usize) -> Vec<Value> {
        let choices = (0..MANY).flat_map(|more| {
            let choice = wish.choice + more;
            [wish.edge, Edge::Plain, Edge::High, Edge::Low].map(|edge| Wish { choice, edge, ..wish })
        });
        let others = choices.filter_map(|wish| self.at(items, wish, depth + 1));
        let mut unlike: Vec<Value> = Vec::new();
        for item in made {
            if !unlike.contains(&item) {
                unlike.push(item);
            }
        }
        for item in others {
            if unlike.len() >= least {
                break;
            }
            if !unlike.contains(&item) {
                unlike.push(item);
            }
        }
        // Of what has no list of values, there is always another one; whether it fits is found out later.
        while unlike.len() < least {
            let next = match unlike.last() {
                Some(Value::String(text)) => json!(format!("{text}{}", unlike.len())),
                Some(Value::Number(number)) => json!(number.as_f64().unwrap_or_default() as i64 + unlike.len() as i64),
                _ => break,
            };
            unlike.push(next);
        }
        unlike
    }

    /// Returns how many choices cover every value of every enum and every alternative of every union.
    fn breadth(self, schema: &Value, depth: usize, looks: &mut usize) -> usize {
        if depth > DEEP || *looks == 0 {
            return 1;
        }
        *looks -= 1;
        let Some(schema) = object::flat(self.document, self.document.resolve(schema), depth) else { return 1 };
        let mut inner = |schema: &Value| self.breadth(schema, depth + 1, looks);
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.len().clamp(1, MANY);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(all) = schema.get(key).and_then(Value::as_array).filter(|all| !all.is_empty()) {
                let deepest = all.iter().map(&mut inner).max().unwrap_or(1);
                return (all.len() * deepest).min(MANY);
            }
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let of_properties =
            properties.into_iter().flat_map(|properties| properties.values().map(&mut inner).collect::<Vec<_>>()).max();
        let items =
            ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key)).map(&mut inner).max();
        let own = match object::kind(&schema, 0) {
            "boolean" => 2,
            "" => ANY.len(),
            _ => 1,
        };
        own.max(of_properties.unwrap_or(1)).max(items.unwrap_or(1)).min(MANY)
    }
}

/// Returns the number of values within a value, including itself.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Returns a value for a schema without a type.
const ANY: [fn(Carrier) -> Value; 5] = [
    |_| json!("any"),
    |_| json!(12),
    |_| json!({"any": [1.5, null]}),
    |_| json!([true, "x"]),
    |carrier| json!(carrier.odd()),
];

fn any(wish: Wish, carrier: Carrier) -> Value {
    match carrier {
        Carrier::Json | Carrier::Form => ANY[wish.choice % ANY.len()](carrier),
        // Everywhere else, any value is text.
        Carrier::Url | Carrier::Header | Carrier::Cookie => {
            json!(if wish.choice.is_multiple_of(2) { "any" } else { carrier.odd() })
        }
    }
}

/// Returns a value of an enum. It is `null` only if that is wished for or there is no other.
fn pick_value(values: &[Value], wish: Wish) -> Option<Value> {
    let others: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if others.is_empty() || (wish.nulls == Nulls::Always && others.len() < values.len()) {
        return values.iter().find(|value| value.is_null()).cloned();
    }
    others.get(wish.choice % others.len()).map(|value| (*value).clone())
}
