//! Compares the work tree with a base, for `diff`, the gate and the release notes.

use generator::File;
use generator::diff::{Refused, Report, Side, Which};

use crate::bar::Bar;
use crate::baseline::{Base, Kind};
use crate::console::{Dir, Failure, Problem, print_findings, print_problems, print_warnings};
use crate::gone::Gone;
use crate::load::load;
use crate::{Io, Place, client_files};

/// The comparison of two states.
pub(crate) struct Compared {
    pub(crate) base: Base,
    pub(crate) report: Report,
    /// The acknowledgements of the work tree.
    pub(crate) acknowledged: Option<File>,
    /// The specs and sources of the work tree.
    pub(crate) after: Side,
    /// The endpoints that the documentation no longer has.
    pub(crate) gone: Option<Problem>,
}

/// Compares the work tree with a base. Returns `None` if a side cannot be generated, after reporting that.
pub(crate) fn compare(base: Base, specs: &Dir, place: &Place, io: &mut Io<'_>) -> Result<Option<Compared>, Failure> {
    let loaded = load(specs)?;
    print_warnings(&base.warnings, io);
    print_warnings(&loaded.warnings, io);
    let gone = Gone::of(&loaded)?.warning(specs);
    print_warnings(gone.as_slice(), io);
    let acknowledged = loaded.acknowledged.clone();
    let after = Side { input: loaded.into_input(specs)?, sources: client_files::own_sources(place)?.into() };
    let bar = Bar::start(io, "diff", 2);
    let compared = generator::diff::diff_with(base.side.clone(), after.clone(), &bar.progress());
    drop(bar);
    match compared {
        Ok(report) => Ok(Some(Compared { base, report, acknowledged, after, gone })),
        Err(refused) => {
            for side in &refused {
                report_refused(side, &base, io);
            }
            Ok(None)
        }
    }
}

fn report_refused(refused: &Refused, base: &Base, io: &mut Io<'_>) {
    let name = |which: &Which| match which {
        Which::Before => base.name.as_str(),
        Which::After => "the work tree",
    };
    match refused {
        Refused::Specs(which, outcome) => {
            print_findings(outcome, io);
            let help = match which {
                Which::Before => {
                    "compare with a later revision, or with a folder of corrected specs: cargo xtask diff DIR"
                }
                Which::After => "correct the specs until this succeeds: cargo xtask codegen",
            };
            let message = format!("no client can be generated from the specs of {}", name(which));
            print_problems(&[Problem::new(message, help)], io);
        }
        Refused::Sources(which, message) => {
            let message = format!("the sources of the client of {} cannot be read: {message}", name(which));
            print_problems(&[Problem::new(message, "correct the file, or compare with another revision")], io);
        }
    }
}

/// Returns the name of the base in reports.
pub(crate) fn title(base: &Base) -> String {
    match base.kind {
        Kind::Folder => format!("the folder `{}`", base.name),
        Kind::Revision => format!("`{}`", base.name),
        Kind::Beginning => format!("`{}`, the first commit with specs: nothing is released yet", base.name),
    }
}
