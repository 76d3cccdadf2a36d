//! The process around [`xtask::run`]. It makes no decisions.

use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    let place = match xtask::Place::here() {
        Ok(place) => place,
        Err(error) => {
            anstream::eprintln!("error: the current folder cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    let colour = match anstream::AutoStream::choice(&std::io::stderr()) {
        anstream::ColorChoice::Never => generator::Colour::Never,
        _ => generator::Colour::Always,
    };
    let mut io = xtask::Io {
        stdin: &mut std::io::stdin(),
        stdout: &mut std::io::stdout(),
        stderr: &mut anstream::stderr(),
        colour,
        terminal: if std::io::stderr().is_terminal() { xtask::Terminal::Stderr } else { xtask::Terminal::None },
    };
    xtask::run(std::env::args_os(), &place, &mut io).into()
}
