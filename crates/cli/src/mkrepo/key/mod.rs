//! `mkrepo key`: the keys that sign repositories.
//!
//! * [`generate`]: a new key.
//! * [`export`]: the certificates that users need.
//! * [`inspect`]: what is wrong with a key, and for which clients.

mod expiry;
mod export;
mod file;
mod generate;
mod inspect;
mod listing;

use super::args::MkrepoArgs;
use crate::report::{Failure, Outcome};

/// Make, export and examine the keys that sign repositories
#[derive(Clone, Debug, clap::Args)]
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
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        match &self.command {
            Command::Generate(command) => command.run(),
            Command::Export(command) => command.run(args),
            Command::Inspect(command) => command.run(),
        }
    }
}
