//! `cargo xtask diff --prove`: checks a report with two judges that are independent of the diff. A compiler judges
//! the source effects, and calls on the wire judge the others.

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

/// The results of both judges.
#[derive(Debug, Default)]
pub struct Proof {
    /// The result of the compiler.
    pub source: Source,
    /// The result of the calls.
    pub wire: OnTheWire,
}

impl Proof {
    /// Returns whether both agree with the report.
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
/// Fails if they cannot be written or built.
pub fn driver(name: &str, side: &Side, made: &Made, place: &Place) -> Result<PathBuf, Problem> {
    let dir = Dir::new(None, &format!("{PROOFS}/{name}"), place);
    write(&dir, "before", side, made)?;
    wire::build(&dir, &made.driver, place)
}

/// Lets a compiler judge the source effects of a report on two states. The crates are written to a folder of this name.
///
/// # Errors
/// Says what keeps the crates from being written or built.
pub fn source(
    name: &str,
    sides: [&Side; 2],
    made: &[Made; 2],
    report: &Report,
    place: &Place,
) -> Result<Source, Problem> {
    let dir = written(name, sides, made, place)?;
    source::prove(&dir, made, report, place)
}

/// Proves a report on two states. The crates are written to a folder of this name.
///
/// # Errors
/// Fails if the crates cannot be written or built.
pub fn prove(
    name: &str,
    sides: [&Side; 2],
    made: &[Made; 2],
    report: &Report,
    place: &Place,
) -> Result<Proof, Problem> {
    let dir = written(name, sides, made, place)?;
    let source = source::prove(&dir, made, report, place)?;
    let is_empty = made.iter().any(|made| made.surface.is_empty());
    let wire = if is_empty { OnTheWire::default() } else { wire::prove(&dir, made, report, place)? };
    Ok(Proof { source, wire })
}

/// Writes the clients of both states.
fn written(name: &str, sides: [&Side; 2], made: &[Made; 2], place: &Place) -> Result<Dir, Problem> {
    let dir = Dir::new(None, &format!("{PROOFS}/{name}"), place);
    for ((which, side), made) in ["before", "after"].into_iter().zip(sides).zip(made) {
        write(&dir, which, side, made)?;
    }
    Ok(dir)
}

/// Writes the client of a state.
fn write(dir: &Dir, which: &str, side: &Side, made: &Made) -> Result<(), Problem> {
    let folder = dir.path.join(which).join("client");
    crates::write_all(&folder, &crates::client(made, side)).map_err(|error| Problem::io("write", &dir.shown, &error))
}
