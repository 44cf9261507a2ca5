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
      Describe a repository in mkrepo.toml, and make a key to sign it with.

  mkrepo add dist/*.deb dist/*.rpm
      Publish packages: all of them or none.

  mkrepo index dist
      Index a folder of packages in place; nothing needs to be described.

  mkrepo copy 'hello (>= 2.0)' --from apt:deb/testing --to apt:deb/stable
      Promote packages. `mkrepo remove` takes them out.

  mkrepo drop apt:deb/nightly
      Take a suite or an RPM repository away.

  mkrepo history apt:deb/stable && mkrepo rollback apt:deb/stable 41
      Publish an old state again.

  mkrepo recover apt:deb/stable
      Go on after something else changed the store.

  mkrepo prune
      Drop what nothing refers to any more.

  mkrepo verify --deep
      Check everything that is published.

  mkrepo serve
      Try it out with apt and dnf.

Exit status:
  0 done; 2 usage; 3 bad input; 4 input or output failed; 5 conflict, nothing was changed;
  6 a key or a signature; 7 a fault was found; 8 the clock; 9 done, but for
  packages that --skip-unreadable left out; 70 a bug of mkrepo";

/// Publish signed repositories of packages
///
/// What is published is the state: there is no database. Each change is one transaction; whoever
/// reads the repository, at any moment, sees what was there before or what is there after it, whole.
/// Results are printed on standard output, everything else on standard error.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    name = "mkrepo",
    version,
    disable_help_subcommand = true,
    override_usage = "mkrepo [-C DIR] COMMAND [OPTIONS] ...",
    after_help = EXAMPLES
)]
pub(crate) struct MkrepoArgs {
    /// The folder of mkrepo.toml
    #[arg(short = 'C', long, global = true, value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,

    #[command(flatten)]
    pub(crate) common: CommonArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What `mkrepo` does.
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
