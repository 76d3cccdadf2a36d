//! Is the public surface of a crate read correctly from its generated and hand-written sources?

use std::collections::BTreeMap;

use generator::Outline;
use tests::case;

/// Returns a small crate with everything that the surface has to handle.
fn sources() -> BTreeMap<String, String> {
    let files = [
        (
            "lib.rs",
            "mod hidden; pub mod open; mod glob; pub use glob::*; pub use hidden::{Shown, Inner as Renamed, nested};\n\
             pub use other::Thing; pub(crate) fn private() {} pub fn free(a: u8, mut b: &mut [u8]) -> Option<u8> { None }\n\
             #[cfg(test)] mod tests { pub struct Test; }",
        ),
        (
            "hidden/mod.rs",
            "pub mod nested; pub struct Shown { pub field: Vec<u8>, hidden: u8 } pub struct NotShown; pub struct Inner(pub u8, u8);\n\
             impl Shown { pub const MAX: usize = 1; pub fn new(mut self) -> Self { self } fn private() {} }\n\
             impl std::fmt::Display for Shown { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }",
        ),
        ("hidden/nested.rs", "pub type Alias<T> = Vec<T>; #[deprecated] pub fn old() {}"),
        (
            "open.rs",
            "use crate::hidden; #[derive(Clone, serde::Serialize)] #[non_exhaustive] pub enum Kind { A, B(String), C { x: u8 } }\n\
             impl hidden::Shown { pub async fn elsewhere<'a>(&'a self) -> &'a str { \"\" } } pub trait Speaks { fn speak(&self); }",
        ),
        (
            "glob.rs",
            "pub static NAME: &str = \"\"; pub struct Plain { pub a: u8 } impl From<u8> for Plain { fn from(a: u8) -> Self { Self { a } } }",
        ),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_public_item_is_a_line() {
    let text = generator::surface(&sources().into(), &Outline::default()).expect("the crate is sound");
    insta::assert_snapshot!(text, @r#"
    NAME: static &str
    Plain: impl From<u8>
    Plain: struct
    Plain::a: field u8
    Renamed: struct (with private fields)
    Renamed::0: field u8
    Shown: impl Display
    Shown: struct (with private fields)
    Shown::MAX: const usize = 1
    Shown::elsewhere: async fn<'a>(&'a self) -> &'a str
    Shown::field: field Vec<u8>
    Shown::new: fn(self) -> Self
    Thing: use other::Thing
    free: fn(a: u8, b: &mut [u8]) -> Option<u8>
    nested: mod
    nested::Alias: type<T> = Vec<T>
    nested::old: deprecated
    nested::old: fn()
    open: mod
    open::Kind: enum (non-exhaustive)
    open::Kind: impl Clone
    open::Kind: impl Serialize
    open::Kind::A: variant
    open::Kind::B: variant(String)
    open::Kind::C: variant{ x: u8 }
    open::Speaks: trait
    open::Speaks::speak: fn(&self)
    "#);
}

#[test]
fn the_methods_of_a_request_are_those_of_the_macro() {
    let calls = "pub struct A(u8); pub struct B(u8); pub struct C(u8); pub struct D(u8);\n\
        runtime::request!(A { json BTreeMap<String, Vec<X>>, or_event_objects Y = [\"a\", \"b\"], pages P, items Vec<I>, });\n\
        runtime::request!(B { bytes, or_event_texts, }); runtime::request!(C { events runtime::Z, });\n\
        runtime::request!(D { nothing, });";
    let files = BTreeMap::from([("lib.rs".to_owned(), calls.to_owned())]);
    let text = generator::surface(&files.clone().into(), &Outline::default()).expect("the crate is sound");
    insta::assert_snapshot!(text, @r"
    A: struct (with private fields)
    A::items: fn(self) -> runtime::Items<Vec<I>>
    A::items_blocking [blocking]: fn(self) -> runtime::BlockingItems<Vec<I>>
    A::options: fn(self, options: runtime::RequestOptions) -> Self
    A::pages: fn(self) -> runtime::Pages<P>
    A::pages_blocking [blocking]: fn(self) -> runtime::BlockingPages<P>
    A::send: fn(self) -> runtime::ResponseFuture<BTreeMap<String, Vec<X>>>
    A::send_blocking [blocking]: fn(self) -> Result<BTreeMap<String, Vec<X>>, runtime::Error>
    A::send_for_events: fn(self) -> runtime::ResponseFuture<runtime::Events<Y>>
    A::send_for_events_blocking [blocking]: fn(self) -> Result<runtime::BlockingEvents<Y>, runtime::Error>
    A::send_with_response: fn(self) -> runtime::ResponseFuture<runtime::Response<BTreeMap<String, Vec<X>>>>
    A::send_with_response_blocking [blocking]: fn(self) -> Result<runtime::Response<BTreeMap<String, Vec<X>>>, runtime::Error>
    B: struct (with private fields)
    B::options: fn(self, options: runtime::RequestOptions) -> Self
    B::send: fn(self) -> runtime::ResponseFuture<Vec<u8>>
    B::send_blocking [blocking]: fn(self) -> Result<Vec<u8>, runtime::Error>
    B::send_for_download: fn(self) -> runtime::ResponseFuture<runtime::Download>
    B::send_for_download_blocking [blocking]: fn(self) -> Result<runtime::BlockingDownload, runtime::Error>
    B::send_for_events: fn(self) -> runtime::ResponseFuture<runtime::Events<String>>
    B::send_for_events_blocking [blocking]: fn(self) -> Result<runtime::BlockingEvents<String>, runtime::Error>
    B::send_with_response: fn(self) -> runtime::ResponseFuture<runtime::Response<Vec<u8>>>
    B::send_with_response_blocking [blocking]: fn(self) -> Result<runtime::Response<Vec<u8>>, runtime::Error>
    C: struct (with private fields)
    C::options: fn(self, options: runtime::RequestOptions) -> Self
    C::send: fn(self) -> runtime::ResponseFuture<runtime::Events<runtime::Z>>
    C::send_blocking [blocking]: fn(self) -> Result<runtime::BlockingEvents<runtime::Z>, runtime::Error>
    D: struct (with private fields)
    D::options: fn(self, options: runtime::RequestOptions) -> Self
    D::send: fn(self) -> runtime::ResponseFuture<()>
    D::send_blocking [blocking]: fn(self) -> Result<(), runtime::Error>
    D::send_with_response: fn(self) -> runtime::ResponseFuture<runtime::Response<()>>
    D::send_with_response_blocking [blocking]: fn(self) -> Result<runtime::Response<()>, runtime::Error>
    ");
    let source = case::repository().join("generated-client/src/runtime/request/methods.rs");
    let source = std::fs::read_to_string(source).expect("it is there");
    let implemented = source.split("fn ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name);
    let listed = text.lines().filter_map(|line| line.split_once("::")?.1.split([':', ' ']).next());
    let names = |of: &mut dyn Iterator<Item = &str>| of.map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(names(&mut listed.into_iter()), names(&mut implemented.into_iter()));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let mut files = sources();
    files.insert("glob.rs".to_owned(), "pub fn (".to_owned());
    let error = generator::surface(&files.clone().into(), &Outline::default()).expect_err("it is no Rust");
    assert!(error.contains("glob.rs"), "{error}");
    files.remove("glob.rs");
    let error = generator::surface(&files.clone().into(), &Outline::default()).expect_err("a module is missing");
    assert!(error.contains("glob"), "{error}");
}

/// Bounds are part of the surface wherever they are written, and so are the items of a trait.
#[test]
fn bounds_and_associated_items_are_seen() {
    let text = "pub struct A<T>(pub T) where T: Copy; impl<T> Clone for A<T> where T: Copy { fn clone(&self) -> Self { *self } }\n\
                pub trait B: Sized + Send { const N: u8; type Out: Clone; fn b(&self); }";
    let files = BTreeMap::from([("lib.rs".to_owned(), text.to_owned())]);
    insta::assert_snapshot!(generator::surface(&files.into(), &Outline::default()).expect("the crate is sound"), @r#"
    A: impl<T> Clone for <T> where T: Copy
    A: struct<T> where T: Copy
    A::0: field T
    B: trait: Sized + Send
    B::N: const u8
    B::Out: type: Clone
    B::b: fn(&self)
    "#);
}

/// The outline that the generator makes is the same as that of the printed files.
#[test]
fn the_outline_of_the_generated_files_is_correct() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let generated = generator::generate(case::input(&specs, &specs)).value.expect("a fixture is sound");
        let root = |text: &str| BTreeMap::from([("lib.rs".to_owned(), text.to_owned())]);
        let said =
            generator::surface(&root("pub mod generated;").into(), &generated.outline).expect("the client is sound");
        let mut files = root("pub mod generated;");
        files.extend(generated.files.into_iter().map(|(path, text)| (format!("generated/{path}"), text)));
        let read = generator::surface(&files.clone().into(), &Outline::default()).expect("the client is sound");
        assert!(read.lines().count() > 1, "{name}");
        assert_eq!(said, read, "{name}");
    }
}
