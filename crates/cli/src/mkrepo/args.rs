//! The command line of `mkrepo`.

use std::path::PathBuf;

use super::add::AddArgs;
use super::copy::CopyArgs;
use super::drop::DropArgs;
use super::history::HistoryArgs;
use super::index::IndexArgs;
use super::init::InitArgs;
use super::key::KeyArgs;
use super::list::ListArgs;
use super::prune::PruneArgs;
use super::recover::RecoverArgs;
use super::refresh::RefreshArgs;
use super::remove::RemoveArgs;
use super::resign::ResignArgs;
use super::rollback::RollbackArgs;
use super::serve::ServeArgs;
use super::verify::VerifyArgs;
use super::yank::YankArgs;
use crate::args::CommonArgs;

const EXAMPLES: &str = "\
Examples:
  mkrepo init --origin 'Example Ltd' --generate-key
      Configure a repository in mkrepo.toml, and generate its signing key.

  mkrepo add dist/*.deb dist/*.rpm
      Check all packages, then publish them.

  mkrepo index dist
      Index a directory of packages in place, without a configuration.

  mkrepo copy 'hello (>= 2.0)' --from apt:deb/testing --to apt:deb/stable
      Promote packages. `mkrepo remove` removes them.

  mkrepo drop apt:deb/nightly
      Drop a suite or an RPM repository.

  mkrepo history apt:deb/stable && mkrepo rollback apt:deb/stable 41
      Publish the packages of an old publication again.

  mkrepo recover apt:deb/stable
      Continue after something else changed the store.

  mkrepo prune
      Delete files to which nothing refers any more.

  mkrepo verify --deep
      Verify everything that is published.

  mkrepo serve
      Serve the repository to test it with apt and dnf.

Exit status:
  0 success; 2 invalid command line; 3 invalid input; 4 reading or writing failed;
  5 conflict, nothing was changed; 6 error with a key or signature; 7 verification failed;
  8 clock error; 9 success, but --skip-unreadable omitted packages; 70 bug in mkrepo";

/// Publish packages in signed repositories
///
/// The published metadata is the only state: there is no database. Each change is one transaction.
/// At any moment, readers of the repository see either the old publication or the new one. Results
/// are printed on standard output, and all other messages on standard error.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    name = "mkrepo",
    version,
    disable_help_subcommand = true,
    override_usage = "mkrepo [-C DIR] COMMAND [OPTIONS] ...",
    after_help = EXAMPLES
)]
pub(crate) struct MkrepoArgs {
    /// The directory of mkrepo.toml
    #[arg(short = 'C', long, global = true, value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,

    #[command(flatten)]
    pub(crate) common: CommonArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands of `mkrepo`.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    Init(InitArgs),
    Add(AddArgs),
    Remove(RemoveArgs),
    Yank(YankArgs),
    Copy(CopyArgs),
    Drop(DropArgs),
    List(ListArgs),
    History(HistoryArgs),
    Rollback(RollbackArgs),
    Recover(RecoverArgs),
    Refresh(RefreshArgs),
    Resign(ResignArgs),
    Verify(VerifyArgs),
    Prune(PruneArgs),
    Index(Box<IndexArgs>),
    Key(KeyArgs),
    Serve(ServeArgs),
}
