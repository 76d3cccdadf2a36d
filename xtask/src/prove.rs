//! `cargo xtask diff --prove`: two judges that read neither the report nor the document as the diff does. A compiler
//! judges the source effects, and calls on the wire the others.

mod crates;
mod source;
mod wire;

use std::path::PathBuf;

use generator::diff::{Made, Report, Side};

pub use source::Source;
pub use wire::OnTheWire;

use crate::Place;
use crate::console::{Dir, Problem};

/// The folder of the crates, from the root of the repository.
const PROOFS: &str = "target/prove";

/// What the judges say.
#[derive(Debug, Default)]
pub struct Proof {
    /// The compiler.
    pub source: Source,
    /// The calls.
    pub wire: OnTheWire,
}

impl Proof {
    /// Whether both agree with the report.
    pub fn holds(&self) -> bool {
        self.source.holds() && self.wire.holds()
    }

    /// Prints the proof for a person.
    pub fn to_text(&self) -> String {
        self.source.to_text() + &self.wire.to_text()
    }
}

/// Writes the client of a state and the program that calls it to a folder of this name, builds both, and returns the
/// path of the program.
///
/// # Errors
/// Says what keeps them from being written or built.
pub fn driver(name: &str, side: &Side, made: &Made, place: &Place) -> Result<PathBuf, Problem> {
    let dir = Dir::new(None, &format!("{PROOFS}/{name}"), place);
    write(&dir, "before", side, made)?;
    wire::build(&dir, &made.driver, place)
}

/// Proves a report on two states. The crates are written to a folder of this name.
///
/// # Errors
/// Says what keeps the crates from being written or built.
pub fn prove(
    name: &str,
    sides: [&Side; 2],
    made: &[Made; 2],
    report: &Report,
    place: &Place,
) -> Result<Proof, Problem> {
    let dir = Dir::new(None, &format!("{PROOFS}/{name}"), place);
    for ((which, side), made) in ["before", "after"].into_iter().zip(sides).zip(made) {
        write(&dir, which, side, made)?;
    }
    let source = source::prove(&dir, made, report, place)?;
    let is_empty = made.iter().any(|made| made.surface.is_empty());
    let wire = if is_empty { OnTheWire::default() } else { wire::prove(&dir, made, report, place)? };
    Ok(Proof { source, wire })
}

/// Writes the client of a state.
fn write(dir: &Dir, which: &str, side: &Side, made: &Made) -> Result<(), Problem> {
    let folder = dir.path.join(which).join("client");
    crates::write_all(&folder, &crates::client(made, side)).map_err(|error| Problem::io("write", &dir.shown, &error))
}
