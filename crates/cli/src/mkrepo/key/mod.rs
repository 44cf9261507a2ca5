//! `mkrepo key`: the keys that sign repositories.
//!
//! * [`generate`]: generates a key.
//! * [`export`]: exports the certificates for users.
//! * [`inspect`]: lists the defects of a key, and the clients that refuse it.

mod expiry;
mod export;
mod file;
mod generate;
mod inspect;
mod listing;

pub(super) use generate::{create, created};

use crate::mkrepo::context::Context;
use crate::report::{Failure, Outcome};

/// Generate, export and inspect the keys that sign repositories
#[derive(Clone, Debug, clap::Args)]
#[command(
    subcommand_value_name = "COMMAND",
    disable_help_subcommand = true,
    after_help = "\
Examples:
  mkrepo key generate --name 'Example Packages' --email packages@example.org
  mkrepo key inspect signing.asc
  mkrepo key export > archive-key.asc"
)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Command {
    Generate(generate::GenerateArgs),
    Export(export::ExportArgs),
    Inspect(inspect::InspectArgs),
}

impl KeyArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        match &self.command {
            Command::Generate(command) => command.run(),
            Command::Export(command) => command.run(context),
            Command::Inspect(command) => command.run(),
        }
    }
}
