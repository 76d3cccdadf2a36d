//! How a person uses an item of a surface: `client.users().list(team_id)`. The witness uses the same items in the same way,
//! one by one, in code that nobody would write.

use std::collections::BTreeMap;

use super::line::{Kind, Line, Openness, without_tag};

/// How much of a use is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The names alone.
    Names,
    /// The types of arguments, of what is returned, and of fields as well.
    Types,
}

/// The items of a surface, and the expressions that make values of its types.
pub(crate) struct Usages<'a> {
    lines: BTreeMap<&'a str, Vec<&'a str>>,
    /// `users::ListRequest` → `client.users().list(…)`
    makers: BTreeMap<String, String>,
}

impl<'a> Usages<'a> {
    pub(crate) fn of(surface: &'a str) -> Self {
        let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let split = surface.lines().filter_map(|line| Some((line, line.split_once(": ")?)));
        for (line, (path, _)) in split {
            lines.entry(without_tag(path, " [")).or_default().push(line);
        }
        let mut usages = Self { lines, makers: BTreeMap::from([("Client".to_owned(), "client".to_owned())]) };
        usages.find_makers();
        usages
    }

    /// Follows the methods of the client, of what they return, and so on.
    fn find_makers(&mut self) {
        let mut open = vec!["Client".to_owned()];
        while let Some(of) = open.pop() {
            let begin = format!("{of}::");
            let module = of.rsplit_once("::").map_or("", |(module, _)| module).to_owned();
            let methods = self.lines.range(begin.as_str()..).take_while(|(path, _)| path.starts_with(&begin));
            let mut found = Vec::new();
            for (path, lines) in methods.filter(|(path, _)| !path.contains(' ')) {
                let texts = lines.iter().filter_map(|line| line.split_once(": ")).map(|(_, text)| text);
                for (arguments, returned) in
                    texts.filter_map(|text| text.strip_prefix("fn(&self")?.rsplit_once(") -> "))
                {
                    let name = returned.split(['<', ' ']).next().unwrap_or_default();
                    let full = if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
                    let ty = [full, name.to_owned()].into_iter().find(|ty| self.lines.contains_key(ty.as_str()));
                    let given = if arguments.is_empty() { "" } else { "…" };
                    let method = path.rsplit("::").next().unwrap_or_default();
                    found.extend(ty.map(|ty| (ty, format!("{}.{method}({given})", self.makers[&of]))));
                }
            }
            for (ty, code) in found {
                if !self.makers.contains_key(&ty) {
                    self.makers.insert(ty.clone(), code);
                    open.push(ty);
                }
            }
        }
    }

    /// Returns the code that uses the item at a path; `None` where nobody writes any, or there is no such item.
    pub(crate) fn code(&self, path: &str, detail: Detail) -> Option<String> {
        // What only a feature has is used like what is beside it without the feature.
        if path.contains(' ') {
            return None;
        }
        let line = self.lines.get(path)?.iter().filter_map(|line| Line::read(line)).find(|line| !line.is_mark())?;
        let (of, name) = path.rsplit_once("::").unwrap_or(("", path));
        match &line.kind {
            Kind::Function(signature) => {
                let arguments = signature.names.iter().zip(&signature.types).filter(|(name, _)| !name.is_empty());
                let argument = |(name, ty): (&String, &String)| match detail {
                    Detail::Names => name.clone(),
                    Detail::Types => format!("{name}: {}", tight(ty)),
                };
                let arguments: Vec<String> = arguments.map(argument).collect();
                let call = match signature.names.first().is_some_and(String::is_empty) {
                    true => format!("{}.{name}({})", self.value(of), arguments.join(", ")),
                    false => format!("{path}({})", arguments.join(", ")),
                };
                let returned = line.text.rsplit_once(") -> ").map(|(_, ty)| ty).filter(|ty| *ty != "Self");
                let response = returned.and_then(|ty| ty.strip_prefix("runtime::ResponseFuture<")?.strip_suffix('>'));
                let is_awaited = response.is_some() || line.text.starts_with("async ");
                let wait = if is_awaited { ".await" } else { "" };
                let returned = match response {
                    Some(response) => Some(format!("Result<{response}, runtime::Error>")),
                    None => returned.map(str::to_owned),
                };
                let returned = returned.filter(|_| detail == Detail::Types).map(|ty| format!(" -> {ty}"));
                Some(format!("{call}{wait}{}", returned.unwrap_or_default()))
            }
            Kind::Field => {
                let ty = line.text.strip_prefix("field ").filter(|_| detail == Detail::Types);
                Some(format!("{}.{name}{}", self.value(of), ty.map(|ty| format!(": {ty}")).unwrap_or_default()))
            }
            Kind::Variant => {
                let holds = line.text.strip_prefix("variant").unwrap_or_default();
                Some(format!("{path}{}", if detail == Detail::Types || holds.is_empty() { holds } else { "(…)" }))
            }
            Kind::Struct(Openness::Exhaustive) => {
                Some(format!("{path} {{ {} }}", self.fields(path, detail).join(", ")))
            }
            Kind::Struct(_) | Kind::Enum(_) | Kind::Trait | Kind::Constant(_) | Kind::Other => Some(path.to_owned()),
            Kind::Feature | Kind::Implementation | Kind::Deprecated => None,
        }
    }

    /// The fields of a struct that a caller lists in full.
    fn fields(&self, path: &str, detail: Detail) -> Vec<String> {
        let begin = format!("{path}::");
        let below = self.lines.range(begin.as_str()..).take_while(|(inner, _)| inner.starts_with(&begin));
        let field = |(inner, lines): (&&str, &Vec<&str>)| {
            let ty = lines.iter().find_map(|line| line.split_once(": field ")).map(|(_, ty)| ty)?;
            let name = &inner[begin.len()..];
            Some(if detail == Detail::Types { format!("{name}: {ty}") } else { name.to_owned() })
        };
        below.filter_map(field).collect()
    }

    /// A value of a type: the call that returns it, or a variable of its name.
    fn value(&self, of: &str) -> String {
        let name = of.rsplit("::").next().unwrap_or_default();
        let variable = || {
            let mut written = String::new();
            for char in name.chars() {
                if char.is_ascii_uppercase() && !written.is_empty() {
                    written.push('_');
                }
                written.extend(char.to_lowercase());
            }
            written
        };
        self.makers.get(of).cloned().unwrap_or_else(variable)
    }
}

/// The tokens of a type as they are written in a source.
fn tight(ty: &str) -> String {
    let mut text = ty.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace("& ", "&");
    for sign in [",", "[", "]", "(", ")"] {
        text = text.replace(&format!(" {sign}"), sign);
    }
    text.replace("[ ", "[").replace("( ", "(")
}
