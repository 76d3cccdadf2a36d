//! Compares two surfaces line by line, by Cargo's semver rules.

use generator::diff::{Semver, compare};

fn judged(before: &str, after: &str) -> String {
    let found = compare(before, after);
    found.iter().map(|promise| format!("{} {}", promise.rule, promise.effect.word())).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_renamed_argument_does_not_hide_other_changes() {
    let cases = [
        ("f: fn(a: u8) -> u8", "f: fn(b: u8) -> u8", "S19 patch"),
        ("f: fn(a: u8, b: u8)", "f: fn(b: u8, a: u8)", "S17 major"),
        ("f: fn(a: u8) -> u8", "f: fn(b: u8) -> u16", "S03 major"),
        ("f: fn(a: u8)", "f: async fn(b: u8)", "S03 major"),
        ("f: fn<T: Copy>(a: T)", "f: fn<T: Ord>(b: T)", "S03 major"),
        ("f: fn<T>(a: T) where T: Copy", "f: fn<T>(b: T) where T: Ord", "S03 major"),
        ("T::f: fn(&self, a: u8)", "T::f: fn(&mut self, b: u8)", "S03 major"),
        ("f: fn<F: Fn(u8, u8) -> u8>(a: F)", "f: fn<F: Fn(u8, u8) -> u8>(b: F)", "S19 patch"),
        ("f: fn(a: (u8, [u8; 2]), b: u8)", "f: fn(c: (u8, [u8; 2]), b: u8)", "S19 patch"),
        ("T: type = (a: u8)", "T: type = (b: u8)", "S03 major"),
    ];
    for (before, after, expected) in cases {
        assert_eq!(judged(before, after), expected, "{before} and {after}");
    }
}

/// A property called `new` is a field next to the constructor.
#[test]
fn a_field_and_a_method_can_have_the_same_name() {
    let both = "T: struct\nT::new: field u8\nT::new: fn(new: u8) -> Self\n";
    assert_eq!(judged(both, &both.replace("fn(new: u8)", "fn(new: u16)")), "S03 major");
    assert_eq!(judged(both, "T: struct\nT::new: field u8\n"), "S01 major");
    assert_eq!(judged("T: struct\nT::new: field u8\n", both), "S14 minor");
    assert!(compare(both, both).is_empty());
    assert_eq!(compare(both, "")[0].effect, Semver::Major);
}

#[test]
fn a_new_value_of_a_constant_is_a_patch() {
    assert_eq!(judged("N: const u8 = 1", "N: const u8 = 2"), "S16 patch");
    assert_eq!(judged("N: const u8", "N: const u8 = 2"), "S16 patch");
    assert_eq!(judged("N: const &str = \"a = b\"", "N: const &str = \"a: b\""), "S16 patch");
    assert_eq!(judged("N: const u8 = 1", "N: const u16 = 1"), "S03 major");
    assert_eq!(judged("N: const u8 = 1", "N: static u8"), "S03 major");
}
