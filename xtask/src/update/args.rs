//! The options of `cargo xtask update`.

use std::path::PathBuf;

use clap::Args;

use crate::ReportFormat;

/// Fetches what has changed in the documentation, imports it, generates the client, and reports what changed.
#[derive(Args)]
pub(crate) struct UpdateArgs {
    /// The sources to update, by their names in `sources.yaml` [default: all]
    #[arg(long = "source", value_name = "NAME")]
    pub(crate) sources: Vec<String>,
    /// Read the texts from a folder (`example.com/docs/users.md` or `users.md` in it), and fetch nothing
    #[arg(long, value_name = "DIR")]
    pub(crate) offline: Option<PathBuf>,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,
    /// The crate to write to, created if there is none [default: the repository's `generated-client`]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Remove the endpoints that the sources no longer show, even if a source has lost many of them
    #[arg(long)]
    pub(crate) accept_removals: bool,
    /// Also raise the version, draft the changelog, and write `title.txt` and `body.md` of a pull request to a folder.
    /// If nothing has changed, there are none
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "apply_suggestions"])]
    pub(crate) pull_request: Option<PathBuf>,
    /// Fetch nothing; remove the actions of the overlay that no longer fit, as the last update suggested, and generate
    /// the client
    #[arg(long, conflicts_with_all = ["sources", "offline", "accept_removals"])]
    pub(crate) apply_suggestions: bool,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// The URL of `docs/codes.md`, to which a report in Markdown links each rule
    #[arg(long, value_name = "URL")]
    pub(crate) codes: Option<String>,
}
